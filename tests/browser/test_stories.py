"""Stories in a real Chromium: read, signed from, registered from."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_door import ask, door_code, header_name, open_dialog, type_code
from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
STORY = "/campaigns/refugees-welcome/stories/one-door-to-be-open/"
OTHER = "/campaigns/refugees-welcome/stories/spare-rooms-and-night-shifts/"
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
# In the order in which a phone shows them.
PARTS_OF_A_STORY = (
    *("h1", ".standfirst", ".story-picture", ".story-meta", ".corrections"),
    *(".story-body", ".story-topics", ".related", "#comments"),
)
# HTML, styles and scripts as they travel, before pictures and fonts.
BUDGET_BYTES = 60_000
BOTH = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])


def form_of(page: Page) -> Locator:
    return page.locator(".call-sign")


def fill(form: Locator, email: str, **changes: str) -> None:
    typed = {"Name": "Jo O’Brien", "Email address": email, "Postcode": "sw1a1aa"}
    for label, value in (typed | changes).items():
        form.get_by_label(label, exact=True).fill(value)
    form.get_by_label("Add my name to this petition").check()


def press(form: Locator) -> None:
    form.get_by_role("button", name="Sign the petition").click()


def findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]
    ]


@BOTH
def test_a_reader_signs_in_the_story_and_the_story_is_known_by_it(
    site: Site, new_page: Opener, complaints: list[str], has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    email = readers.new_address("story")
    page.goto(STORY)
    fill(form_of(page), email)
    press(form_of(page))
    expect(page).to_have_url(re.compile(f"{PETITION}check-inbox/$"))

    page.goto(readers.link(readers.letter(site, email), "/confirm/"))
    if not has_script:
        page.get_by_role("button", name="Confirm my signature").click()
    expect(page).to_have_url(re.compile("/signed/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jo")
    assert readers.status(site, email) == "confirmed"
    came_by = "SELECT came_by FROM petitions_signature WHERE email = %s"
    story = site.value(
        "SELECT id FROM campaigns_story WHERE slug = %s", STORY.split("/")[-2]
    )
    assert site.value(came_by, email) == f"story.{story}"
    assert complaints == []


@BOTH
def test_a_slip_in_the_story_is_told_by_the_petition_with_nothing_lost(
    site: Site, new_page: Opener, has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    page.goto(STORY)
    email = readers.new_address("slip")
    fill(form_of(page), email, Postcode="SW1A 1A")
    press(form_of(page))

    expect(
        page.get_by_role("heading", name="Your name is not added yet")
    ).to_be_visible()
    form = page.locator("#sign")
    expect(form.get_by_label("Email address", exact=True)).to_have_value(email)
    expect(form.locator("[name=via]")).to_have_value(re.compile(r"^story\.\d+$"))
    form.get_by_label("Postcode", exact=True).fill("SW1A 1AA")
    press(form)
    expect(page).to_have_url(re.compile("/check-inbox/$"))


def test_a_reader_registers_in_the_story_and_never_leaves_it(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    here = f"{STORY}?via=share.x#newsletter-refugees-welcome"
    page.goto(here)
    form_of(page).get_by_text("Say why you are signing").click()
    form_of(page).get_by_label("Why are you signing?").fill("Half a sentence")
    loaded: list[str] = []
    page.on("load", lambda seen: loaded.append(seen.url))
    email = readers.new_address("register")

    dialog = open_dialog(page)
    ask(dialog, email)
    type_code(dialog, door_code(site, email))

    expect(dialog).to_be_hidden()
    expect(header_name(page)).to_be_visible()
    expect(page).to_have_url(site.url + here)
    expect(form_of(page).get_by_label("Why are you signing?")).to_have_value(
        "Half a sentence"
    )
    expect(form_of(page).get_by_text("You are signed in.")).to_be_visible()
    assert loaded == []


def test_without_a_script_the_door_leads_back_to_the_story(
    site: Site, new_page: Opener
):
    page = new_page(java_script_enabled=False, base_url=site.url)
    page.goto(STORY)
    page.get_by_role("link", name="Sign in").click()
    email = readers.new_address("plain")
    ask(page, email)
    type_code(page, door_code(site, email))

    expect(page).to_have_url(site.url + STORY)


def test_the_number_in_a_story_moves_while_it_is_read(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(STORY)
    number = page.locator("signature-count [data-part=count]").first
    before = number.inner_text()
    readers.sign_and_confirm(site, readers.new_address())

    expect(number).not_to_have_text(before, timeout=25_000)


def test_every_kind_of_call_stands_in_the_first_html(site: Site):
    html = site.get(STORY).text
    body = html.partition('class="story-body')[2].partition("</article>")[0]

    for part in (
        'href="/petitions/urgent-support-for-ukrainian-refugees/?via=story.',
        'action="/petitions/urgent-support-for-ukrainian-refugees/sign/"',
        'href="/donate/refugees-welcome/?via=story.',
        'href="/campaigns/refugees-welcome/?via=story.',
        'action="/newsletter/refugees-welcome/"',
    ):
        assert part in body, part
    assert "<h1>“I need one door to be open”" in html
    assert re.search(r'<img src="/media/[^"]+"[^>]*fetchpriority="high"', html)


def test_the_story_is_light_and_asks_nothing_of_another_site(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport=PHONE)
    sizes: dict[str, int] = {}
    asked: list[str] = []

    def weigh(request):
        asked.append(request.url)
        if request.resource_type in ("document", "stylesheet", "script"):
            sizes[request.url] = request.sizes()["responseBodySize"]

    page.on("requestfinished", weigh)
    page.goto(STORY, wait_until="networkidle")

    assert 0 < sum(sizes.values()) <= BUDGET_BYTES, sizes
    assert [url for url in asked if not url.startswith((site.url, "data:"))] == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_story(site: Site, new_page: Opener, scheme: str):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    found = {}
    for path in (STORY, OTHER):
        page.goto(path)
        found[path] = findings(page)

    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_story_does_not_scroll_sideways_on_the_narrowest_phone(
    site: Site, new_page: Opener, direction: str
):
    page = new_page(base_url=site.url, viewport=NARROWEST)
    for path in (STORY, OTHER):
        page.goto(path)
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROWEST["width"], path


def test_what_else_to_read_stands_beside_the_text_or_before_the_comments(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport={"width": 1280, "height": 900})
    page.goto(STORY)
    body, related, comments = (
        page.locator(part) for part in (".story-body", ".related", "#comments")
    )
    text, beside = _box(body), _box(related)
    assert text["x"] + text["width"] < beside["x"]
    assert beside["y"] < text["y"] + 100

    # Larger type has fewer columns, whatever the window is.
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    text, below = _box(body), _box(related)
    assert below["x"] == text["x"]
    assert text["y"] + text["height"] < below["y"] < _box(comments)["y"]

    page = new_page(base_url=site.url, viewport=PHONE)
    page.goto(STORY)
    places = [_box(page.locator(part))["y"] for part in PARTS_OF_A_STORY]
    assert places == sorted(places)


def _box(place: Locator) -> dict[str, float]:
    box = place.bounding_box()
    assert box is not None
    return dict(box)
