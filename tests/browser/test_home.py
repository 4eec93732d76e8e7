"""The reader's home in a real Chromium, each journey ending where it began."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_access import DESK, NARROWEST, PHONE, findings
from tests.stack import readers
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
HOME = "/accounts/me/"
PAGES = ("", "name/", "address/", "passkeys/add/", "password/", "merge/", "leave/")
CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", re.MULTILINE)
NAME_OF_OTHER = "Firefox on Windows"
FIREFOX = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
)
TOUCH_ID = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def localhost(site: Site) -> str:
    """A name: browsers give no passkey to a site that is known by its number only."""
    return site.url.replace("127.0.0.1", "localhost")


def come_in(site: Site, page: Page, email: str, *, door: str = "signup") -> None:
    """Through the door by a code, to the home."""
    known = len(site.smtp.letters_to(email))
    page.goto(f"/accounts/{door}/?next={HOME}")
    page.locator("input[name=email]").first.fill(email)
    page.locator("input[name=email]").first.press("Enter")
    site.wait_for(lambda: code_after(site, email, known), 30, what="a code")
    page.locator("input[name=code]").fill(code_after(site, email, known))
    page.locator("input[name=code]").press("Enter")


def code_after(site: Site, email: str, known: int) -> str:
    """The code in the letters that came since; "" while there is none."""
    found = [CODE.search(it.text) for it in site.smtp.letters_to(email)[known:]]
    return next((match.group(1) for match in found if match), "")


def newest(site: Site, email: str, *, after: int = 0):
    """The letter that comes after so many."""
    site.wait_for(lambda: len(site.smtp.letters_to(email)) > after, 30, what="a letter")
    return site.smtp.letters_to(email)[-1]


def expect_home(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your page", level=1)).to_be_visible()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request) -> dict[str, bool]:
    return {"java_script_enabled": request.param}


def test_a_passkey_is_made_at_home_and_opens_the_door(
    site: Site, new_page: Opener, complaints: list[str]
):
    email = readers.new_address("passkey")
    page = new_page(base_url=localhost(site))
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_ID})
    come_in(site, page, email)
    expect_home(page)
    expect(page.get_by_text("Next time without a letter?")).to_be_visible()
    page.get_by_role("link", name="Add a passkey").first.click()
    page.get_by_label("A name for this passkey").fill("my laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("Your passkey is added.")).to_be_visible()
    expect(page.get_by_text("my laptop").first).to_be_visible()
    expect(page.get_by_text("Next time without a letter?")).to_have_count(0)

    page.get_by_role("button", name="Sign out here").click()
    page.goto(f"/accounts/login/?next={HOME}")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_home(page)
    expect(page).to_have_url(f"{localhost(site)}{HOME}")
    assert complaints == []


def test_who_declines_a_passkey_is_not_asked_again(site: Site, new_page: Opener):
    page = new_page(base_url=localhost(site))
    come_in(site, page, readers.new_address("declines"))
    page.get_by_role("button", name="No, thanks").click()

    expect_home(page)
    expect(page.get_by_text("Next time without a letter?")).to_have_count(0)


def test_a_device_is_signed_out_from_another_one(
    site: Site, new_page: Opener, scripts: dict[str, bool]
):
    email = readers.new_address("devices")
    here = new_page(base_url=site.url, **scripts)
    there = new_page(base_url=site.url, user_agent=FIREFOX, **scripts)
    come_in(site, here, email)
    come_in(site, there, email, door="login/code")
    expect_home(there)
    here.goto(HOME)
    here.get_by_role("button", name=f"Sign out {NAME_OF_OTHER}").click()

    expect(here.get_by_text("That device is signed out.")).to_be_visible()
    expect(here.get_by_text(NAME_OF_OTHER)).to_have_count(0)
    there.goto(HOME)
    assert urlsplit(there.url).path != HOME


def test_signing_out_everywhere_else(
    site: Site, new_page: Opener, scripts: dict[str, bool]
):
    email = readers.new_address("everywhere")
    here = new_page(base_url=site.url, **scripts)
    come_in(site, here, email)
    others = [new_page(base_url=site.url, user_agent=FIREFOX) for _ in range(2)]
    for other in others:
        come_in(site, other, email, door="login/code")
        expect_home(other)
    here.goto(HOME)
    here.get_by_role("button", name="Sign out everywhere else").click()

    expect(here.get_by_text("2 other devices are signed out.")).to_be_visible()
    for other in others:
        other.goto(HOME)
        assert urlsplit(other.url).path != HOME
    here.goto(HOME)
    expect_home(here)


def test_leaving_and_a_change_of_mind(
    site: Site, new_page: Opener, scripts: dict[str, bool]
):
    email = readers.new_address("leaving")
    page = new_page(base_url=site.url, **scripts)
    come_in(site, page, email)
    known = len(site.smtp.letters_to(email))
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("They are withdrawn").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()
    page.goto(HOME)
    assert urlsplit(page.url).path != HOME

    letter = newest(site, email, after=known)
    page.goto(readers.link(letter, "/keep/"))
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_role("heading", name="Your account stays")).to_be_visible()
    come_in(site, page, email, door="login/code")
    expect_home(page)


def test_signing_in_meanwhile_offers_to_stay(site: Site, new_page: Opener):
    email = readers.new_address("returning")
    page = new_page(base_url=site.url)
    come_in(site, page, email)
    page.goto(f"{HOME}leave/")
    page.get_by_role("button", name="Delete my account").click()
    come_in(site, page, email, door="login/code")
    expect(page.get_by_role("heading", name="Keep your account?")).to_be_visible()
    page.get_by_role("button", name="Keep my account").click()

    expect_home(page)


def test_the_address_is_changed_by_two_codes_and_undone_by_a_link(
    site: Site, new_page: Opener, scripts: dict[str, bool]
):
    old, new = readers.new_address("old"), readers.new_address("new")
    page = new_page(base_url=site.url, **scripts)
    come_in(site, page, old)
    known = len(site.smtp.letters_to(old))
    page.get_by_role("link", name="Change the address").click()
    page.get_by_label("New email address").fill(new)
    page.get_by_role("button", name="Send the two codes").click()
    own = readers.code(newest(site, old, after=known))
    other = readers.code(newest(site, new))
    page.get_by_label(f"Code sent to {old}").fill(own)
    page.get_by_label(f"Code sent to {new}").fill(other)
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text(f"You are signed in as {new}.")).to_be_visible()

    letter = newest(site, old, after=known + 1)
    owner = new_page(base_url=site.url, **scripts)
    owner.goto(readers.link(letter, "/undo/"))
    owner.get_by_role("button", name="Take it back").click()
    expect(
        owner.get_by_role("heading", name="Your address is as it was")
    ).to_be_visible()
    page.goto(HOME)
    assert urlsplit(page.url).path != HOME


def test_the_sheet_stands_beside_its_words_at_a_desk_and_below_them_on_a_phone(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport=DESK)
    page.goto("/accounts/login/")
    heading, sheet = page.locator("h1"), page.locator(".sheet")
    words, form = heading.bounding_box(), sheet.bounding_box()
    assert words
    assert form
    assert form["x"] > words["x"] + words["width"]
    assert abs(form["y"] - words["y"]) < 24

    page.set_viewport_size(PHONE)
    words, form = heading.bounding_box(), sheet.bounding_box()
    assert words
    assert form
    assert form["y"] > words["y"] + words["height"]
    # From edge to edge, with its button in the first window.
    assert (form["x"], form["width"]) == (0, PHONE["width"])
    button = page.get_by_role("button", name="Send me a code").bounding_box()
    assert button
    assert button["y"] + button["height"] < PHONE["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_home_and_nothing_scrolls_sideways(
    site: Site, new_page: Opener, scheme: str
):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    email = readers.new_address("a-rather-long-address-for-the-narrowest-phone")
    come_in(site, page, email)
    expect_home(page)
    readers.sign(site, email)
    found, too_wide = {}, {}
    for part in PAGES:
        page.set_viewport_size(PHONE)
        page.goto(f"{HOME}{part}")
        found[part] = findings(page)
        page.set_viewport_size(NARROWEST)
        too_wide[part] = page.evaluate("document.documentElement.scrollWidth")

    assert {part: faults for part, faults in found.items() if faults} == {}
    assert max(too_wide.values()) <= NARROWEST["width"], too_wide
