"""A donor's side of giving, in a real Chromium: named, at home, by the door."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import giving
from tests.browser.test_access import PHONE, findings
from tests.browser.test_door import ask, door_code, type_code
from tests.browser.test_home import come_in
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
GIVE = "/donate/refugees-welcome/"
HOME = "/accounts/me/"


def on_wall(page: Page, name: str):
    return page.locator(".wall-names li", has_text=name)


def fill(page: Page, email: str = "") -> None:
    page.get_by_label("£10", exact=True).check()
    if email:
        page.get_by_label("Email address").fill(email)


def name_oneself(page: Page, name: str) -> None:
    page.get_by_label("Show my name among those who gave").check()
    page.get_by_label("Name to show").fill(name)
    page.get_by_label("Show the amount beside it").check()


def pay(page: Page) -> None:
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def faults(page: Page, has_script: bool) -> list[str]:
    """What axe finds; it is a script, so it looks only where scripts run."""
    return findings(page) if has_script else []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_named_on_the_wall_and_taken_off_at_home(
    site: Site, new_page: Opener, has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url, viewport=PHONE)
    email, name = readers.new_address("named"), f"Dora of {has_script} Lane"
    page.goto(GIVE)
    expect(page.get_by_label("Name to show")).to_be_hidden()
    fill(page, email)
    name_oneself(page, name)
    assert faults(page, has_script) == []
    giving.press(page, "Go on to pay")
    pay(page)
    page.get_by_role("link", name="What was raised, and by whom").click()
    expect(on_wall(page, name)).to_contain_text("£10")

    come_in(site, page, email)
    gifts = page.locator("#gifts")
    expect(gifts).to_contain_text("£10")
    expect(gifts).to_contain_text("The reporting behind the campaign")
    assert faults(page, has_script) == []
    gifts.get_by_role("link", name="Your gifts and receipts").click()
    expect(page.get_by_text(f"Everybody can read that “{name}” gave.")).to_be_visible()
    assert faults(page, has_script) == []
    page.get_by_role("link", name="Change it or take it off").click()
    page.get_by_label("Show my name among those who gave").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    site.wait_for(lambda: name not in site.get(GIVE).text, 10, what="the name is off")


def test_the_receipts_link_needs_no_account(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    email = readers.new_address("receipt")
    page.goto(GIVE)
    fill(page, email)
    giving.press(page, "Go on to pay")
    pay(page)
    receipt = readers.letter(site, email)
    page.goto(urlsplit(re.search(r"\S+/gifts/\S+", receipt.text)[0]).path)
    page.get_by_role("button", name="Send the receipt again").click()
    expect(page.get_by_text("The receipt is on its way")).to_be_visible()
    site.wait_for(
        lambda: len(site.smtp.letters_to(email)) == 2, 20, what="the receipt again"
    )
    page.get_by_role("link", name=re.compile(r"^\d{4}$")).click()
    expect(
        page.get_by_role("heading", name="In all, less what went back")
    ).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_with_an_account_through_the_door(
    site: Site, new_page: Opener, has_script: bool, complaints: list[str]
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    email = readers.new_address("by-account")
    page.goto(GIVE)
    fill(page)
    page.get_by_label("Your name (if you like)").fill("Cy Harbour")
    giving.press(page, "Give with my account")
    ask(page, email)
    type_code(page, door_code(site, email))
    expect(page.get_by_role("heading", name="Your gift of £10")).to_be_visible()
    expect(page.get_by_text(f"The receipt goes to {email}.")).to_be_visible()
    assert faults(page, has_script) == []
    giving.press(page, "Go on to pay")
    pay(page)
    expect(page.get_by_role("heading", name="Thank you, Cy Harbour")).to_be_visible()
    page.goto(HOME)
    expect(page.locator("#gifts")).to_contain_text("£10")

    page.goto(GIVE)
    fill(page)
    giving.press(page, "Give with my account")
    expect(page.get_by_role("heading", name="Pay £10")).to_be_visible()
    assert complaints == []
