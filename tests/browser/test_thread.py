"""A thread in a real Chromium: read without a script, kept fresh with one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.test_access import NARROWEST, PHONE, findings
from tests.browser.test_door import ask, door_code, header_name, open_dialog, type_code
from tests.stack import readers
from tests.stack.readers import PETITION, SLUG
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
STORY = "/campaigns/refugees-welcome/stories/one-door-to-be-open/"
THREAD = f"{STORY}comments/"
# Where comments come while somebody reads.
BUSY = f"{PETITION}comments/"
OTHER = "/campaigns/refugees-welcome/stories/spare-rooms-and-night-shifts/"
BUDGET_BYTES = 60_000
DEEPEST = "Please do tell them."
SAY = """
from comments import counting, threads
from tests.factories import make_comment, make_user
from petitions.models import Petition
thread = threads.of(Petition.objects.get(slug="{slug}"))
author = make_user("{email}", display_name="Someone New")
for body in {bodies!r}:
    make_comment(thread, author, body=body)
counting.drain()
"""
FIRST = """
from campaigns.models import Campaign
from comments import counting
from tests.factories import make_comment, make_thread
campaign = Campaign.objects.get(slug="refugees-welcome")
make_comment(make_thread(campaign), body="The first.")
counting.drain()
"""
NEXT_PAGE = """
from campaigns.models import Story
from tests.factories import make_comment, make_thread, make_user
thread = make_thread(Story.objects.get(slug="spare-rooms-and-night-shifts"))
author = make_user("pages@example.org", display_name="Many Words")
for number in range(23):
    make_comment(thread, author, body=f"Beginning {number}.")
"""
MUTE = """
from accounts.models import User
from comments.models import Comment, Mute, Thread
from tests.factories import make_comment
reader = User.objects.get(email="{email}")
Mute.objects.create(owner=reader, reader=User.objects.get(display_name="Bettany Rook"))
thread = Thread.objects.get(story__slug="one-door-to-be-open")
make_comment(thread, reader, body="My own words.")
"""
TARGETS = """
    () => [...document.querySelectorAll(
            ".thread-page :is(a, button, summary), .below-story :is(a, button, summary)"
        )]
        .filter((it) => it.checkVisibility() && !it.closest(".comment-text, .unseen"))
        .map((it) => [it.textContent.trim(), it.getBoundingClientRect()])
        .filter(([, box]) => Math.min(box.width, box.height) < 24)
        .map(([words, box]) => `${words} ${box.width}x${box.height}`)
"""


def look_again(page: Page) -> None:
    """What a reader who comes back to the tab brings about: it asks at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def say(site: Site, *bodies: str) -> None:
    """Somebody publishes these about the petition."""
    email = readers.new_address("says")
    site.manage("shell", "-c", SAY.format(slug=SLUG, email=email, bodies=bodies))


def comment(page: Page, words: str):
    return page.locator(".comment", has_text=words)


def test_without_a_script_everything_is_read(site: Site, new_page: Opener):
    page = new_page(java_script_enabled=False, base_url=site.url)
    page.goto(STORY)
    page.get_by_role("link", name=re.compile(r"All \d+ comments")).click()
    expect(page).to_have_url(site.url + THREAD)

    first = page.locator(".conversations > li").first
    expect(first).not_to_contain_text("Marit Ollerenshaw")
    page.get_by_role("navigation", name="Order").get_by_text("Oldest").click()
    expect(first).to_contain_text("Marit Ollerenshaw")
    page.get_by_role("navigation", name="Order").get_by_text("Featured").click()
    expect(page.locator(".comment")).to_have_count(1)

    page.goto(STORY)
    page.get_by_role("link", name=re.compile(r"Show all \d+ replies")).first.click()
    expect(comment(page, DEEPEST)).to_be_visible()
    assert page.context.cookies() == []


def test_without_a_script_pages_follow_each_other(site: Site, new_page: Opener):
    site.manage("shell", "-c", NEXT_PAGE)
    page = new_page(java_script_enabled=False, base_url=site.url)
    page.goto(f"{OTHER}comments/")
    expect(comment(page, "Beginning 22.")).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    expect(comment(page, "Beginning 0.")).to_be_visible()
    expect(page.locator(".comment")).to_have_count(3)
    page.get_by_role("link", name="Previous page").click()
    expect(comment(page, "Beginning 22.")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
def test_the_permalink_of_a_deep_reply_leads_to_it_and_shows_which(
    site: Site, new_page: Opener, has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url, viewport=PHONE)
    page.goto(STORY)
    page.get_by_role("link", name=re.compile(r"Show all \d+ replies")).first.click()
    deep = comment(page, DEEPEST)
    plain = deep.evaluate("it => getComputedStyle(it).backgroundColor")
    deep.locator(".comment-when").click()

    expect(page).to_have_url(re.compile(rf"{THREAD}#comment-\d+$"))
    deep = comment(page, DEEPEST)
    expect(deep).to_be_in_viewport()
    assert deep.evaluate("it => it.matches(':target')")
    assert deep.evaluate("it => getComputedStyle(it).backgroundColor") != plain
    expect(deep).to_contain_text("in answer to Marit Ollerenshaw")


def test_new_comments_are_offered_politely_and_nothing_typed_is_lost(
    site: Site, new_page: Opener, complaints: list[str]
):
    page = new_page(base_url=site.url)
    page.goto(BUSY)
    page.locator("textarea").first.fill("Half a sentence")
    before = page.locator(".comment").count()
    look_again(page)
    button = page.locator("[data-part=new] button")
    expect(button).to_be_hidden()

    say(site, "Said just now.", "And this.")
    look_again(page)
    expect(button).to_have_text("Show 2 new comments")
    expect(page.get_by_role("status").filter(has_text="2 new")).to_be_attached()
    # Nothing moves before the reader asks for it.
    expect(page.locator(".comment")).to_have_count(before)
    expect(page.locator("textarea").first).to_be_focused()

    button.click()
    expect(comment(page, "And this.")).to_be_focused()
    expect(page.locator(".comment")).to_have_count(before + 2)
    expect(button).to_be_hidden()
    expect(page.locator("textarea").first).to_have_value("Half a sentence")
    look_again(page)
    expect(button).to_be_hidden()
    assert complaints == []


def test_a_reply_that_is_being_written_in_the_list_stays_with_its_words(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    say(site, "I have a doubt.")
    page.goto(BUSY)
    place = comment(page, "I have a doubt.")
    place.evaluate(
        "it => it.insertAdjacentHTML('beforeend', '<textarea id=reply></textarea>')"
    )
    page.locator("#reply").fill("Dear neighbour")
    say(site, "Meanwhile.")
    look_again(page)
    page.locator("[data-part=new] button").click()

    expect(comment(page, "Meanwhile.")).to_be_visible()
    expect(place.locator("#reply")).to_have_value("Dear neighbour")
    expect(place).to_have_count(1)


def test_what_is_new_on_another_page_is_not_said_to_be_here(
    site: Site, new_page: Opener
):
    say(site, "An old one.")
    page = new_page(base_url=site.url)
    page.goto(f"{BUSY}?sort=featured")
    say(site, "On the other page.")
    look_again(page)
    page.locator("[data-part=new] button").click()
    link = page.get_by_role("link", name="What is new stands on another page")
    expect(link).to_be_focused()
    expect(page.locator("[data-part=new] button")).to_be_hidden()
    link.click()
    expect(comment(page, "On the other page.")).to_be_visible()


def test_the_number_of_comments_and_the_invitation_follow(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto("/campaigns/refugees-welcome/comments/")
    expect(page.get_by_text("Nobody has said anything yet.")).to_be_visible()
    site.manage("shell", "-c", FIRST)
    look_again(page)
    page.get_by_role("button", name="Show 1 new comment").click()
    expect(comment(page, "The first.")).to_be_focused()
    expect(page.get_by_text("Nobody has said anything yet.")).to_have_count(0)
    expect(page.locator(".thread-count")).to_have_text("1 comment")


def test_a_thread_asks_now_and_then_and_only_while_somebody_looks(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    page.clock.install()
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("count.json"):
            asked.append(request.url)

    page.on("request", note)
    page.goto(THREAD)
    with page.expect_request("**/count.json"):
        page.clock.run_for(26_000)
    assert len(asked) == 1
    # A quarter of an hour without anything new, and the thread rests.
    for _minute in range(20):
        page.clock.run_for(60_000)
        page.wait_for_load_state("networkidle")
    rested = len(asked)
    assert 5 < rested < 80
    page.clock.run_for(600_000)
    page.wait_for_load_state("networkidle")
    assert len(asked) == rested

    with page.expect_request("**/count.json"):
        look_again(page)


def test_a_stranger_asks_for_nothing_of_their_own(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(THREAD, wait_until="networkidle")
    assert not [url for url in asked if "mine.json" in url]
    assert page.context.cookies() == []


def test_a_reader_finds_their_own_and_need_not_see_whom_they_muted(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    page.goto(THREAD)
    email = readers.new_address("mutes")
    dialog = open_dialog(page)
    ask(dialog, email)
    type_code(dialog, door_code(site, email))
    expect(header_name(page)).to_be_visible()
    site.manage("shell", "-c", MUTE.format(email=email))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    # The thread and the buttons beside it ask together.
    assert len([url for url in asked if "mine.json" in url]) == 1

    muted = comment(page, "We hosted a family from Aleppo")
    expect(page.get_by_text("You have muted this reader.")).to_be_visible()
    expect(muted).to_be_hidden()
    page.get_by_role("button", name="Show anyway").click()
    expect(muted).to_be_focused()
    own = comment(page, "My own words.")
    expect(own.get_by_role("link", name="Edit")).to_be_visible()
    expect(own.get_by_role("link", name="Delete")).to_be_visible()
    expect(muted.get_by_role("link", name="Edit")).to_have_count(0)


def test_the_thread_is_light(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=PHONE)
    sizes: dict[str, int] = {}

    def weigh(request: Request) -> None:
        if request.resource_type in ("document", "stylesheet", "script"):
            sizes[request.url] = request.sizes()["responseBodySize"]

    page.on("requestfinished", weigh)
    page.goto(THREAD, wait_until="networkidle")
    assert 0 < sum(sizes.values()) <= BUDGET_BYTES, sizes


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_thread(site: Site, new_page: Opener, scheme: str):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    found = {}
    for path in (THREAD, f"{THREAD}?sort=featured", f"{OTHER}comments/", STORY):
        page.goto(path)
        found[path] = findings(page)
    page.goto(STORY)
    page.get_by_role("link", name=re.compile(r"Show all \d+ replies")).first.click()
    page.wait_for_load_state()
    found["conversation"] = findings(page)
    page.get_by_role("article").first.locator(".comment-when").click()
    page.wait_for_load_state()
    found["permalink"] = findings(page)

    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_thread_fits_the_narrowest_phone_and_the_broadest_thumb(
    site: Site, new_page: Opener, direction: str
):
    page = new_page(base_url=site.url, viewport=NARROWEST)
    for path in (THREAD, STORY):
        page.goto(path)
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROWEST["width"], path
        assert page.evaluate(TARGETS) == []
