"""Coming in by the readers' door in a real Chromium, and ending where it began."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.parts.smtp import Received
from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
HERE = f"{PETITION}?from=letter#sign"
REASON = "Half a sentence that must not"


def code_in(letter: Received) -> str:
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", letter.text)
    assert found
    return found.group()


def door_code(site: Site, email: str, *, letters: int = 1) -> str:
    """The code of the newest letter, once so many are there."""
    site.wait_for(
        lambda: len(site.smtp.letters_to(email)) >= letters, 20, what="the letter"
    )
    return code_in(site.smtp.letters_to(email)[-1])


def ask(place: Page | Locator, email: str) -> None:
    place.get_by_label("Email address").fill(email)
    place.get_by_role("button", name="Send me a code").click()
    expect(place.get_by_label("Code from the letter")).to_be_visible()


def type_code(place: Page | Locator, code: str) -> None:
    place.get_by_label("Code from the letter").fill(code)
    place.get_by_role("button", name="Go on").click()


def open_dialog(page: Page) -> Locator:
    page.get_by_role("link", name="Sign in").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Sign in or join")).to_be_visible()
    return dialog


def header_name(page: Page) -> Locator:
    return page.get_by_role("link", name="Your page")


def findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]
    ]


@pytest.fixture
def loads(new_page: Opener) -> Callable[[Page], list[str]]:
    """Every page that a tab loaded; whoever is in must not need one more."""

    def watch(page: Page) -> list[str]:
        seen: list[str] = []
        page.on("load", lambda loaded: seen.append(loaded.url))
        return seen

    return watch


def test_a_reader_comes_in_on_a_petition_page_and_never_leaves_it(
    site: Site, new_page: Opener, loads: Callable[[Page], list[str]]
):
    page = new_page(base_url=site.url)
    page.goto(HERE)
    page.get_by_text("Say why you are signing").click()
    page.get_by_label("Why are you signing?").fill(REASON)
    loaded = loads(page)
    email = readers.new_address("dialog")

    dialog = open_dialog(page)
    ask(dialog, email)
    for _ in range(3):
        # Each wrong code is told by the same words: wait for this one's answer.
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            type_code(dialog, "AAAA-AAAA")
        expect(dialog.locator("form[aria-busy=true]")).to_have_count(0)
        expect(dialog.get_by_role("heading", name="You are not in yet")).to_be_visible()
    type_code(dialog, door_code(site, email))

    expect(dialog).to_be_hidden()
    expect(header_name(page)).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_hidden()
    expect(page).to_have_url(site.url + HERE)
    expect(page.get_by_label("Why are you signing?")).to_have_value(REASON)
    assert loaded == []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_the_plain_page_leads_back_to_the_same_place(
    site: Site, new_page: Opener, has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    page.goto(HERE)
    email = readers.new_address("plain")
    if has_script:
        href = page.get_by_role("link", name="Sign in").get_attribute("href")
        page.goto(href)
    else:
        page.get_by_role("link", name="Sign in").click()
    ask(page, email)
    type_code(page, "AAAA-AAAA")
    expect(page.get_by_role("heading", name="You are not in yet")).to_be_visible()
    type_code(page, door_code(site, email))

    # Without a script nobody but the browser knows the fragment, and it keeps it.
    expect(page).to_have_url(site.url + (HERE if has_script else HERE.split("#")[0]))
    if has_script:
        expect(header_name(page)).to_be_visible()
    page.goto("/accounts/?next=/")
    expect(page).to_have_url(f"{site.url}/")


def test_a_second_browser_that_opens_the_code_page_goes_on_from_there(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    page.goto(f"/accounts/?next={PETITION}%23sign")
    email = readers.new_address("second")
    ask(page, email)
    door_code(site, email)

    other = new_page(base_url=site.url)
    other.goto(page.url)
    expect(other.get_by_text("has not asked for a code")).to_be_visible()
    ask(other, email)
    type_code(other, door_code(site, email, letters=2))
    expect(other).to_have_url(f"{site.url}{PETITION}#sign")
    expect(header_name(other)).to_be_visible()

    code = code_in(site.smtp.letters_to(email)[0])
    type_code(page, code)
    expect(page).to_have_url(f"{site.url}{PETITION}#sign")


def test_another_tab_notices_and_keeps_what_was_typed_in_it(
    site: Site, new_page: Opener, loads: Callable[[Page], list[str]]
):
    first = new_page(base_url=site.url)
    first.goto(PETITION)
    second = _tab(first.context, PETITION)
    third = _tab(first.context, "/accounts/password/")
    second.get_by_text("Say why you are signing").click()
    second.get_by_label("Why are you signing?").fill(REASON)
    loaded = loads(second)
    old_token = _token(third)
    email = readers.new_address("tabs")

    dialog = open_dialog(first)
    ask(dialog, email)
    type_code(dialog, door_code(site, email))

    expect(header_name(second)).to_be_visible()
    expect(second.get_by_label("Why are you signing?")).to_have_value(REASON)
    expect(third.locator("[name=csrfmiddlewaretoken]").first).not_to_have_value(
        old_token
    )

    first.goto("/accounts/logout/")
    first.get_by_role("button", name="Sign Out").click()
    expect(first.get_by_role("link", name="Sign in")).to_be_visible()
    expect(second.get_by_role("link", name="Sign in")).to_be_visible()
    expect(header_name(second)).to_be_hidden()
    assert loaded == []


def _tab(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    return page


def _token(page: Page) -> str:
    return page.locator("[name=csrfmiddlewaretoken]").first.input_value()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_form_with_an_old_token_is_offered_back_and_goes_through(
    site: Site, new_page: Opener, has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    page.goto(f"/accounts/?next={PETITION}")
    page.context.clear_cookies(name="csrftoken")
    email = readers.new_address("stale")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send me a code").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Please send the form once more"
    )
    page.get_by_role("button", name="Send it again").click()
    type_code(page, door_code(site, email))
    expect(page).to_have_url(site.url + PETITION)


def test_a_slip_is_offered_mended_in_the_dialog(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto("/")
    meant = readers.new_address("slip").replace("example.org", "gmail.com")
    dialog = open_dialog(page)
    ask(dialog, meant.replace("gmail", "gmial"))

    dialog.get_by_role("button", name="Yes, send the code there").click()
    expect(dialog.get_by_text(meant)).to_be_visible()
    type_code(dialog, door_code(site, meant))
    expect(header_name(page)).to_be_visible()
    expect(page).to_have_url(f"{site.url}/")


def test_the_dialog_closes_and_opens_again_where_it_was(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto("/")
    dialog = open_dialog(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    dialog = open_dialog(page)
    expect(dialog.get_by_label("Email address")).to_be_focused()
    dialog.get_by_role("link", name="Use a password instead").click()
    expect(dialog.get_by_label("Password")).to_be_visible()
    dialog.get_by_label("Email address").fill("nobody@example.org")
    dialog.get_by_label("Password").fill("a wrong one")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_text("do not open the door").first).to_be_visible()
    dialog.get_by_role("link", name="Send me a code instead").click()
    expect(dialog.get_by_role("heading", name="Sign in or join")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_door(site: Site, new_page: Opener, scheme: str):
    phone = {"width": 390, "height": 844}
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=phone)
    found = {}
    for path in ("/accounts/", "/accounts/password/", "/accounts/code/"):
        page.goto(path)
        found[path] = findings(page)
    page.goto("/")
    dialog = open_dialog(page)
    found["dialog"] = findings(page)
    ask(dialog, readers.new_address("axe").replace("example.org", "gmial.com"))
    found["dialog with a code"] = findings(page)
    type_code(dialog, "AAAA")
    expect(dialog.get_by_role("heading", name="You are not in yet")).to_be_visible()
    found["dialog with a mistake"] = findings(page)
    page.goto("/accounts/code/")
    found["code page"] = findings(page)

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_phone_of_the_narrowest_kind_needs_no_scrolling_sideways(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport={"width": 320, "height": 640})
    page.goto("/")
    dialog = open_dialog(page)
    ask(dialog, "a.very.long.name.that.goes.on.and.on@a-long-domain-name.example.org")

    for element in ("document.documentElement", "document.querySelector('dialog')"):
        assert page.evaluate(f"{element}.scrollWidth <= {element}.clientWidth"), element
