"""Gift Aid from the form to HMRC's schedule, in a real Chromium."""

import random
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import giving
from tests.browser.conftest import Device
from tests.browser.test_access import PHONE, findings
from tests.browser.test_staff import enrol_with_passkey
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
CAMPAIGN = "/campaigns/refugees-welcome/"
GIVE = "/donate/refugees-welcome/"
CHANNEL = "The reporting behind the campaign"
AGREE = "I want to Gift Aid my donation and any donations I make in the future"


def new_surname() -> str:
    """Nobody else of this run has it."""
    letters = random.choices(string.ascii_lowercase, k=8)
    return "Q" + "".join(letters)


def begin(page: Page) -> None:
    page.goto(CAMPAIGN)
    page.get_by_role("link", name=CHANNEL).click()
    page.get_by_label("£10", exact=True).check()
    page.get_by_label("Email address").fill(readers.new_address("aid"))


def fill_in(page: Page, surname: str) -> None:
    page.get_by_label("First name or initial").fill("Ada")
    page.get_by_label("Last name").fill(f"{surname}-Marsh")
    page.get_by_label("House name or number").fill("12")
    page.get_by_label("UK postcode").fill("ec4y1aa")


def pay(page: Page) -> None:
    giving.press(page, "Go on to pay")
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def declared(site: Site, surname: str) -> str:
    """The postcode, as it was kept with this surname."""
    return site.value(
        "SELECT postcode FROM donations_giftaiddeclaration WHERE last_name = %s",
        f"{surname}-Marsh",
    )


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_gift_with_gift_aid_and_its_mistakes(
    site: Site, new_page: Opener, has_script: bool, complaints: list[str]
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    surname = new_surname()
    begin(page)
    expect(page.get_by_label("House name or number")).to_be_hidden()
    page.get_by_label(AGREE).check()
    page.get_by_label("House name or number").fill("12")
    giving.press(page, "Go on to pay")
    expect(page.get_by_role("heading", name="Nothing was charged")).to_be_visible()
    expect(page.get_by_role("link", name="Enter your last name.")).to_be_visible()
    expect(page.get_by_label(AGREE)).to_be_checked()
    expect(page.get_by_label("House name or number")).to_have_value("12")
    fill_in(page, surname)
    pay(page)

    assert declared(site, surname) == "EC4Y 1AA"
    # Chromium notes the answer to the form that was not filled in, and nothing else.
    assert [each for each in complaints if "422" not in each] == []


def test_who_does_not_tick_is_asked_nothing(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    begin(page)

    pay(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_form_is_for_everybody(site: Site, new_page: Opener, scheme: str):
    page = new_page(base_url=site.url, viewport=PHONE, color_scheme=scheme)
    page.goto(GIVE)
    page.get_by_label(AGREE).check()
    expect(page.get_by_label("UK postcode")).to_be_visible()

    assert findings(page) == []


def test_finance_downloads_a_schedule(site: Site, new_page: Opener, device: Device):
    donor, surname = new_page(base_url=site.url), new_surname()
    begin(donor)
    donor.get_by_label(AGREE).check()
    fill_in(donor, surname)
    pay(donor)

    page = device.page
    enrol_with_passkey(site, page)
    page.goto("/admin/donations/giftaidclaim/")
    page.get_by_role("link", name="Make a claim").click()
    today = datetime.now(UTC).date()
    page.get_by_label("From:").fill(str(today - timedelta(days=1)))
    page.get_by_label("To:").fill(str(today + timedelta(days=1)))
    page.get_by_label("What is this list for?").fill("The claim of this month")
    assert findings(page) == []
    page.get_by_role("button", name="Make the claim").click()
    expect(page.get_by_text("The claim is made.")).to_be_visible()
    page.get_by_role("link", name="Download the schedule").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the schedule").click()

    lines = waiting.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0].startswith('"Title","First name or initial","Last name"')
    (own,) = [line for line in lines if surname in line]
    assert own.startswith(f'"","Ada","{surname} Marsh","12","EC4Y 1AA","","",')
    assert own.endswith('"10.00"')
    page.goto("/admin/donations/moneyexport/")
    expect(page.get_by_text("The claim of this month").first).to_be_visible()
