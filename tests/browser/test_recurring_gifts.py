"""A monthly gift, from the campaign's page to its end, in a real Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import giving
from tests.browser.test_access import PHONE, findings
from tests.browser.test_home import code_after
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
CAMPAIGN = "/campaigns/refugees-welcome/"
GIVE = "/donate/refugees-welcome/"
CHANNEL = "The reporting behind the campaign"
MANAGE = "Change the card, or stop it"
# For the worker to hear of a charge and write; on a quiet machine it takes five.
SECONDS = 90


def choose(page: Page, email: str, *, rhythm: str = "month") -> None:
    page.get_by_label("Monthly" if rhythm == "month" else "Yearly", exact=True).check()
    amount = "£5 a month" if rhythm == "month" else "£50 a year"
    page.get_by_label(amount, exact=True).check()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Your name").fill("Ada Field")


def heard(site: Site, email: str, words: str):
    """The letter with these words in its subject, once it is there."""

    def found():
        letters = site.smtp.letters_to(email)
        return next((each for each in letters if words in each.subject), None)

    site.wait_for(found, SECONDS, what=f"a letter to {email} about {words}")
    return found()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_monthly_gift_from_the_campaigns_page_to_its_end(
    site: Site, new_page: Opener, has_script: bool, complaints: list[str]
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    email = readers.new_address("monthly")
    page.goto(CAMPAIGN)
    page.get_by_role("link", name=CHANNEL).click()
    choose(page, email)
    sum_of_it = "£5" if has_script else "this"
    giving.press(page, f"Give {sum_of_it} every month until you stop it")
    expect(page.get_by_role("heading", name="Pay £5 every month")).to_be_visible()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_text("You give £5 every month")).to_be_visible()

    receipt = heard(site, email, "receipt")
    assert "You give £5 every month, until you stop it." in receipt.text
    page.goto(readers.link(receipt, "/by-letter/"))
    page.get_by_role("button", name=MANAGE).click()
    page.get_by_role("button", name="Let a month pass").click()
    site.wait_for(
        lambda: len(site.smtp.letters_to(email)) == 2,
        SECONDS,
        what="a second receipt",
    )
    page.get_by_role("button", name="Cancel this gift").click()
    page.get_by_role("link", name="Back to the newsroom").click()

    expect(page.get_by_role("heading", name="Your gift has stopped")).to_be_visible()
    assert "Nothing more is charged." in heard(site, email, "has stopped").text
    assert complaints == []


def test_a_card_that_is_refused_is_changed_from_the_letter(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    email = readers.new_address("refused")
    page.goto(GIVE)
    choose(page, email)
    giving.press(page, "Give £5 every month")
    page.get_by_role("button", name="Pay", exact=True).click()
    page.goto(readers.link(heard(site, email, "receipt"), "/by-letter/"))
    page.get_by_role("button", name=MANAGE).click()
    page.get_by_role("button", name="Use a card that is declined").click()
    page.get_by_role("button", name="Let a month pass").click()

    letter = heard(site, email, "could not be charged")
    page.goto(readers.link(letter, "/by-letter/"))
    expect(page.get_by_text("Your card could not be charged.")).to_be_visible()
    page.get_by_role("button", name=MANAGE).click()
    page.get_by_role("button", name="Use a card that works").click()
    page.get_by_role("link", name="Back to the newsroom").click()
    expect(page.get_by_text("The next charge comes on")).to_be_visible()
    expect(page.get_by_text("could not be charged")).not_to_be_visible()


def test_who_is_signed_out_ends_at_the_button(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    email = readers.new_address("yearly")
    page.goto(GIVE)
    choose(page, email, rhythm="year")
    giving.press(page, "Give £50 every year until you stop it")
    page.get_by_role("button", name="Pay", exact=True).click()
    page.goto(readers.link(heard(site, email, "receipt"), "/by-letter/"))
    page.get_by_role("link", name="Give another sum").click()
    sign_in = page.get_by_role("link", name="Sign in to give more than twice as much")
    known = len(site.smtp.letters_to(email))
    page.goto((sign_in.get_attribute("href") or "").removesuffix("sum/"))
    page.locator("main input[name=email]").fill(email)
    page.locator("main input[name=email]").press("Enter")
    site.wait_for(lambda: code_after(site, email, known), SECONDS, what="a code")
    page.locator("input[name=code]").fill(code_after(site, email, known))
    page.locator("input[name=code]").press("Enter")
    page.get_by_role("button", name=MANAGE).click()

    expect(page.get_by_role("heading", name="£50 every year")).to_be_visible()


def test_the_sum_that_is_typed_stands_on_the_button(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=PHONE)
    page.goto(GIVE)
    page.get_by_label("Monthly", exact=True).check()
    group = page.locator(".gift-group[data-interval=month]")
    group.locator("input[value=other]").check()
    group.locator("input[name=other_month]").fill("7.50")
    expect(page.get_by_role("button", name="Give £7.50 every month")).to_be_visible()
    expect(page.locator("input[name=other]")).not_to_be_visible()

    group.locator("input[name=other_month]").fill("1")
    page.get_by_label("Email address").fill("ada@example.org")
    giving.press(page, "Give £1 every month")
    expect(page.get_by_text("The smallest amount is £2 a month.").first).to_be_visible()
    expect(page.locator("input[name=other_month]")).to_have_value("1")
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_monthly_gift_are_for_everybody(
    site: Site, new_page: Opener, scheme: str
):
    page = new_page(base_url=site.url, viewport=PHONE, color_scheme=scheme)
    email = readers.new_address("everybody")
    page.goto(GIVE)
    choose(page, email)
    assert findings(page) == []
    giving.press(page, "Give £5 every month")
    page.get_by_role("button", name="Pay", exact=True).click()
    page.goto(readers.link(heard(site, email, "receipt"), "/by-letter/"))

    assert findings(page) == []
