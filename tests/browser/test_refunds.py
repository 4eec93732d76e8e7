"""A gift from a story, given back by Finance, in a real Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Device
from tests.browser.test_gifts import fill
from tests.browser.test_staff import enrol_with_passkey
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
STORY = "/campaigns/refugees-welcome/stories/one-door-to-be-open/"


def test_a_gift_from_a_story_is_given_back_and_its_donor_reads_so(
    site: Site, new_page: Opener, device: Device
):
    donor = new_page(base_url=site.url)
    email = readers.new_address("regrets")
    donor.goto(STORY)
    donor.locator("a[href^='/donate/refugees-welcome/']").first.click()
    fill(donor, email)
    donor.get_by_role("button", name="Pay", exact=True).click()
    expect(donor.get_by_role("heading", name="Thank you, Ada Field")).to_be_visible()
    own_gifts = readers.link(readers.letter(site, email), "/gifts/")

    page = device.page
    enrol_with_passkey(site, page)
    page.goto(f"/admin/donations/payment/?q={email}")
    page.locator("#result_list tbody th a").click()
    page.get_by_role("link", name="Give money back").click()
    page.get_by_label("Reason:").fill("Asked for by its donor")
    page.get_by_role("button", name="Give it back").click()
    expect(page.get_by_text("£10 is on its way back to the donor.")).to_be_visible()

    donor.goto(own_gifts)
    expect(donor.get_by_text("Given back")).to_be_visible()
