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


def test_the_button_says_what_is_charged_with_the_fee(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(GIVE)
    page.get_by_label("£25", exact=True).check()
    expect(
        page.get_by_role("button", name="Go on to pay £25", exact=True)
    ).to_be_visible()
    page.get_by_label("Add the card company").check()
    page.get_by_label("Email address").fill(readers.new_address("fee"))
    giving.press(page, "Go on to pay £25.59")

    expect(page.get_by_role("heading", name="Pay £25.59")).to_be_visible()


def test_whoever_types_an_amount_has_chosen_it(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(GIVE)
    page.get_by_label("£50", exact=True).check()
    page.locator("input[name=other]").fill("12.50")

    expect(page.locator("input[name=amount][value=other]")).to_be_checked()
    expect(page.get_by_role("button", name="Go on to pay £12.50")).to_be_visible()


def test_on_a_phone_the_list_of_ways_leads_to_the_amounts(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=PHONE, reduced_motion="reduce")
    page.goto(GIVE)
    way = page.get_by_role("navigation", name="Ways to give").get_by_role(
        "link", name=CHANNEL
    )
    expect(way).to_be_in_viewport(ratio=1)
    way.click()

    for amount in ("£5", "£10", "£25", "£50"):
        label = page.locator(f".gift-tile label:text-is('{amount}')")
        expect(label).to_be_in_viewport(ratio=1)


def test_tiles_are_chosen_by_the_keys_and_show_where_the_focus_is(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, forced_colors="active")
    page.goto(GIVE)
    page.get_by_label("£5", exact=True).focus()
    page.keyboard.press("ArrowRight")

    chosen = page.locator("input[name=amount]:checked + label")
    expect(chosen).to_have_text("£10")
    outline = chosen.evaluate("it => getComputedStyle(it).outlineStyle")
    assert outline == "solid"
    colours = chosen.evaluate("it => getComputedStyle(it).backgroundColor")
    other = page.locator(".gift-tile label:text-is('£25')")
    assert colours != other.evaluate("it => getComputedStyle(it).backgroundColor")
