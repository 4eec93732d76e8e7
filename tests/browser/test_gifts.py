"""Giving, from the campaign's page to the receipt, in a real Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import giving
from tests.browser.test_access import PHONE, findings
from tests.stack import readers
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
CAMPAIGN = "/campaigns/refugees-welcome/"
GIVE = "/donate/refugees-welcome/"
CHANNEL = "The reporting behind the campaign"


def fill(page: Page, email: str) -> None:
    page.get_by_label("£10", exact=True).check()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Your name").fill("Ada Field")
    giving.press(page, "Go on to pay")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_gift_from_the_campaigns_page(
    site: Site, new_page: Opener, has_script: bool, complaints: list[str]
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    email = readers.new_address("donor")
    page.goto(CAMPAIGN)
    page.get_by_role("link", name=CHANNEL).click()
    fill(page, email)
    expect(page.get_by_role("heading", name="Pay £10")).to_be_visible()
    page.get_by_role("button", name="Pay with a card that is declined").click()
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    page.get_by_role("button", name="Pay", exact=True).click()

    expect(page.get_by_role("heading", name="Thank you, Ada Field")).to_be_visible()
    receipt = readers.letter(site, email)
    assert "£10" in receipt.text
    assert "The reporting behind the campaign" in receipt.text
    assert complaints == []


def test_who_turns_back_has_paid_nothing(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(GIVE)
    fill(page, readers.new_address("turns-back"))
    page.get_by_role("button", name="Go back without paying").click()

    expect(page.get_by_role("heading", name="Give", exact=True)).to_be_visible()


def test_a_mistake_is_told_and_nothing_is_lost(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=PHONE)
    page.goto(GIVE)
    page.get_by_label("Another amount").nth(1).fill("1,000")
    page.locator("input[name=amount][value=other]").check()
    page.get_by_label("Your name").fill("Ada Field")
    giving.press(page, "Go on to pay")

    expect(page.get_by_role("heading", name="Nothing was charged")).to_be_visible()
    expect(page.locator("input[name=other]")).to_have_value("1,000")
    expect(page.get_by_label("Your name")).to_have_value("Ada Field")
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_giving_is_for_everybody(site: Site, new_page: Opener, scheme: str):
    page = new_page(base_url=site.url, viewport=PHONE, color_scheme=scheme)
    page.goto(GIVE)

    assert findings(page) == []
