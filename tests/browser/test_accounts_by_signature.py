"""Accounts and half-written text in Chromium: each journey ends where it began."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journey import fill_form, press_sign
from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
BOTH = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
ASKED = {"open_account": "on"}


def tick_account(page: Page) -> None:
    page.locator("#sign").get_by_label("Also open a reader account").check()


def expect_thanks(page: Page) -> None:
    expect(page).to_have_url(re.compile("/signed/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you, ")


def expect_signed_in(page: Page) -> None:
    expect(page.get_by_text("You have a reader account")).to_be_visible()
    expect(page.locator("main a[href='/accounts/me/']")).to_be_visible()


def come_in(site: Site, page: Page, email: str) -> None:
    """At the door: an address, and the code from its letter."""
    before = len(site.smtp.letters_to(email))
    page.locator("main input[name=email]").fill(email)
    page.locator("main input[name=email]").press("Enter")
    code = page.locator("main input[name=code]")
    expect(code).to_be_visible()
    type_code(site, page, email, before)


def type_code(site: Site, page: Page, email: str, before: int) -> None:
    site.wait_for(
        lambda: len(site.smtp.letters_to(email)) > before, 20, what="a code comes"
    )
    letter = site.smtp.letters_to(email)[-1].text
    page.locator("main input[name=code]").fill(
        re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", letter, re.MULTILINE).group(1)
    )
    page.locator("main input[name=code]").press("Enter")


def make_reader(site: Site, new_page: Opener) -> str:
    """Somebody with an account whose signature was taken back: nothing is signed."""
    email = readers.new_address("holder")
    readers.sign(site, email, **ASKED)
    letter = readers.letter(site, email)
    page = new_page(base_url=site.url)
    page.goto(readers.link(letter, "/confirm/"))
    page.get_by_role("button", name="Confirm and open my account").click()
    expect_signed_in(page)
    site.post(f"{readers.my_page(letter)}withdraw/")
    assert readers.status(site, email) == "withdrawn"
    return email


def fill_without_address(page: Page, name: str) -> None:
    form = page.locator("#sign")
    form.get_by_label("Name", exact=True).fill(name)
    form.get_by_label("Postcode", exact=True).fill("sw1a1aa")
    form.get_by_label("Add my name to this petition").check()


def press_sign_with_account(page: Page) -> None:
    page.get_by_role("button", name="Sign with my account").click()


@BOTH
def test_who_ticks_the_box_is_confirmed_and_signed_in(
    site: Site, new_page: Opener, complaints: list[str], has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    email = readers.new_address("opens")
    page.goto(PETITION)
    fill_form(page, email)
    tick_account(page)
    press_sign(page)
    expect(page).to_have_url(re.compile("/check-inbox/$"))

    page.goto(readers.link(readers.letter(site, email), "/confirm/"))
    if not has_script:
        expect(page.get_by_text("This also opens your reader account")).to_be_visible()
        page.get_by_role("button", name="Confirm and open my account").click()

    expect_thanks(page)
    expect_signed_in(page)
    page.get_by_role("link", name="Urgent support").first.click()
    if has_script:
        expect(page.get_by_text("You are signed in. Press")).to_be_visible()
    assert readers.status(site, email) == "confirmed"
    assert complaints == []


def test_the_letter_on_the_phone_opens_the_account_there_and_only_there(
    site: Site, new_page: Opener
):
    desk = new_page(base_url=site.url)
    email = readers.new_address("phone")
    desk.goto(PETITION)
    fill_form(desk, email)
    tick_account(desk)
    press_sign(desk)
    path = readers.link(readers.letter(site, email), "/confirm/")

    phone = new_page(base_url=site.url, viewport={"width": 390, "height": 844})
    phone.goto(path)
    phone.wait_for_timeout(1500)
    assert readers.status(site, email) == "pending"
    phone.get_by_role("button", name="Confirm and open my account").click()
    expect_thanks(phone)
    expect_signed_in(phone)

    friend = new_page(base_url=site.url)
    friend.goto(path)
    friend.get_by_role("button", name="Confirm and open my account").click()
    expect(friend.get_by_role("heading", name="Your reader account")).to_be_visible()
    expect(friend.get_by_text("You have a reader account")).to_be_hidden()
    assert email not in friend.content()


def test_the_letter_may_be_answered_without_an_account(site: Site, new_page: Opener):
    email = readers.new_address("declines")
    readers.sign(site, email, **ASKED)
    page = new_page(base_url=site.url)
    page.goto(readers.link(readers.letter(site, email), "/confirm/"))
    page.get_by_role("button", name="Confirm the signature only").click()

    expect_thanks(page)
    expect(page.get_by_text("reader account")).to_be_hidden()
    assert "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}
    assert readers.status(site, email) == "confirmed"


@BOTH
def test_sign_with_my_account_goes_through_the_door_and_is_done(
    site: Site, new_page: Opener, complaints: list[str], has_script: bool
):
    email = make_reader(site, new_page)
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    page.goto(PETITION)
    fill_without_address(page, "Vera Held")
    press_sign_with_account(page)

    come_in(site, page, email)

    expect_thanks(page)
    expect_signed_in(page)
    assert readers.status(site, email) == "confirmed"
    assert complaints == []


def test_wrong_codes_lose_nothing(site: Site, new_page: Opener):
    email = make_reader(site, new_page)
    page = new_page(base_url=site.url)
    page.goto(PETITION)
    fill_without_address(page, "Vera Held")
    press_sign_with_account(page)
    before = len(site.smtp.letters_to(email))
    page.locator("main input[name=email]").fill(email)
    page.locator("main input[name=email]").press("Enter")
    for _ in range(2):
        page.locator("main input[name=code]").fill("AAAA-AAAA")
        page.locator("main input[name=code]").press("Enter")
        expect(page.locator("main [aria-invalid=true]")).to_be_visible()
    assert readers.status(site, email) == "withdrawn"

    type_code(site, page, email, before)

    expect_thanks(page)
    assert readers.status(site, email) == "confirmed"


def test_who_is_signed_in_signs_in_one_press(site: Site, new_page: Opener):
    email = make_reader(site, new_page)
    page = new_page(base_url=site.url)
    page.goto(f"/accounts/login/code/?next={PETITION}")
    come_in(site, page, email)
    expect(page).to_have_url(re.compile(f"{PETITION}$"))
    expect(page.get_by_text("You are signed in. Press")).to_be_visible()
    quiet = re.compile("button-quiet")
    account = page.get_by_role("button", name="Sign with my account")
    expect(account).not_to_have_class(quiet)
    expect(page.get_by_role("button", name="Sign the petition")).to_have_class(quiet)
    expect(page.get_by_label("Also open a reader account")).to_be_hidden()

    fill_without_address(page, "Vera Held")
    press_sign_with_account(page)

    expect_thanks(page)
    assert readers.status(site, email) == "confirmed"


def typed(page: Page, label: str) -> str:
    return page.locator("#sign").get_by_label(label, exact=True).input_value()


def test_half_a_form_is_there_again_when_the_page_is(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(PETITION)
    page.get_by_text("Say why you are signing").click()
    fill_form(
        page,
        readers.new_address("half"),
        **{"Name": "Hal Half", "Why are you signing?": "Because."},
    )
    page.goto("/")
    page.goto(PETITION)

    expect(page.get_by_label("Why are you signing?")).to_be_visible()
    assert typed(page, "Why are you signing?") == "Because."
    assert typed(page, "Name") == "Hal Half"
    assert typed(page, "Email address") == ""
    assert typed(page, "Postcode") == ""
    expect(page.get_by_label("Add my name to this petition")).not_to_be_checked()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "half" not in kept
    assert "SW1A" not in kept.upper()


def test_what_was_sent_is_forgotten(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(PETITION)
    fill_form(page, readers.new_address("sent"), Name="Sent Away")
    press_sign(page)
    expect(page).to_have_url(re.compile("/check-inbox/$"))
    expect(page.locator("[data-kept-no-more]")).to_be_visible()

    assert "Sent Away" not in page.evaluate("JSON.stringify(localStorage)")
    page.goto(PETITION)
    assert typed(page, "Name") == ""


def test_after_two_days_it_is_forgotten(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(PETITION)
    page.locator("#sign").get_by_label("Name", exact=True).fill("Old Words")
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
            const kept = JSON.parse(localStorage[key]);
            kept.until = Date.now() - 1;
            localStorage[key] = JSON.stringify(kept);
        } }"""
    )
    page.goto(PETITION)

    assert typed(page, "Name") == ""
    assert page.evaluate("localStorage.length") == 0


def test_a_slip_shows_what_was_sent_and_not_what_was_kept(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(PETITION)
    fill_form(page, readers.new_address("slip"), Name="Jo <b>")
    press_sign(page)
    expect(page.locator("#id_name_error")).to_be_visible()

    assert typed(page, "Name") == "Jo <b>"


def test_blocked_storage_stops_nothing(
    site: Site, new_page: Opener, complaints: list[str]
):
    page = new_page(base_url=site.url)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() {throw new Error();}})"
    )
    page.goto(PETITION)
    fill_form(page, readers.new_address("blocked"))
    press_sign(page)

    expect(page).to_have_url(re.compile("/check-inbox/$"))
    assert complaints == []
