"""A campaign is renewed at the desk, and a signer of before signs again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_access import NARROWEST, PHONE, findings
from tests.browser.test_desk import sign_in
from tests.stack import readers
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
CAMPAIGN = "/campaigns/refugees-welcome/"
ARCHIVE = "/archive/"


@pytest.fixture
def ada(site: Site, new_page: Opener) -> Page:
    page = new_page(base_url=site.url)
    sign_in(site, page)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_campaign_and_in_the_archive(
    site: Site, new_page: Opener, scheme: str
):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    for path in (CAMPAIGN, ARCHIVE, "/newsletter/refugees-welcome/"):
        page.goto(path)
        assert findings(page) == [], path


def test_the_history_fits_the_narrowest_phone(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=NARROWEST)
    for path in (CAMPAIGN, ARCHIVE):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROWEST["width"], path


def test_a_draft_of_the_timeline_is_published_with_one_button(
    site: Site, ada: Page, new_page: Opener
):
    ada.goto("/admin/campaigns/timelineentry/?state=waiting")
    line = ada.get_by_role("link", name=re.compile("names in the first days"))
    title = line.inner_text()
    line.click()
    ada.get_by_role("button", name="Publish this line as it stands").click()
    expect(ada.get_by_text("1 line is published.")).to_be_visible()

    reader = new_page(base_url=site.url)
    reader.goto(CAMPAIGN)
    expect(reader.get_by_role("heading", name=title)).to_be_visible()


def test_letters_are_asked_for_and_stopped_without_a_signature(
    site: Site, new_page: Opener, complaints: list[str]
):
    address = readers.new_address("news")
    page = new_page(base_url=site.url, java_script_enabled=False)
    page.goto(CAMPAIGN)
    page.locator("#newsletter-refugees-welcome").get_by_label("Email address").fill(
        address
    )
    page.get_by_role("button", name="Write to me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("look in your inbox")

    page.goto(readers.link(readers.letter(site, address), "/newsletter/confirm/"))
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You will hear from us")
    assert complaints == []


# Renewing, on a campaign of its own: the demo's is the other tests' too.

MAKE = """
from datetime import date
from campaigns.models import Campaign, Phase
from petitions import publishing
from petitions.models import Petition
campaign = Campaign.objects.create(
    slug="{slug}", title="Campaign {slug}", is_published=True
)
phase = Phase.objects.create(
    campaign=campaign, title="Ukraine 2022", started_on=date(2022, 3, 1)
)
petition = Petition.objects.create(
    campaign=campaign, phase=phase, slug="{slug}", title="A safe haven", target="Them"
)
publishing.write_text(petition, "We ask.")
publishing.open_petition(petition)
"""


@pytest.fixture
def slug(site: Site) -> str:
    """The address of a campaign, and of its open petition."""
    name = readers.new_address("haven").partition("@")[0]
    site.manage("shell", "-c", MAKE.format(slug=name))
    return name


def sign_and_confirm(site: Site, slug: str, address: str) -> None:
    """By somebody who wants to hear of the campaign."""
    form = readers.form(address, name="Nell Archer", newsletter="on")
    assert site.post(f"/petitions/{slug}/sign/", form).status_code == 302
    site.post(readers.link(readers.letter(site, address), "/confirm/"))


def lift_caps(site: Site) -> None:
    """A mailbox has one letter in ten minutes, for which no test waits."""
    connection = site.database()
    connection.execute("DELETE FROM mailroom_mailbox")
    connection.execute(
        "UPDATE mailroom_letter SET due_at = created_at WHERE state = 'waiting'"
    )
    connection.close()


def renew(ada: Page, slug: str) -> None:
    ada.goto("/admin/campaigns/campaign/")
    ada.get_by_role("link", name=f"Campaign {slug}").click()
    ada.get_by_role("link", name="Renew this campaign").click()
    expect(ada.get_by_text("No signature is carried over")).to_be_visible()
    ada.get_by_label("Name of the new phase").fill("Sudan 2026")
    ada.get_by_label("Title").fill("A safe way out of Sudan")
    ada.get_by_label("Address").fill(f"{slug}-again")
    ada.get_by_label("Open the new petition at once").check()
    ada.get_by_label("Write to those who agreed").check()
    ada.get_by_role("button", name="Renew the campaign").click()


def test_a_campaign_is_renewed_and_a_signer_signs_again(
    site: Site, ada: Page, new_page: Opener, slug: str
):
    address = readers.new_address("again")
    sign_and_confirm(site, slug, address)
    renew(ada, slug)
    ada.get_by_label("Subject").fill("We ask again")
    ada.get_by_label("Words").fill("Four years ago you **signed**.")
    ada.get_by_role("button", name="Keep it", exact=True).click()
    ada.get_by_role("button", name="Send it to").click()
    expect(ada.get_by_text("The letter is on its way.").first).to_be_visible()

    reader = new_page(base_url=site.url, viewport=PHONE)
    reader.goto(f"/petitions/{slug}/")
    expect(reader.get_by_text("The campaign goes on")).to_be_visible()
    assert findings(reader) == []
    waits = "SELECT count(*) FROM mailroom_letter WHERE kind = 'petitions.renewal'"
    site.wait_for(lambda: site.value(waits), 20, what="the letter is asked for")
    lift_caps(site)
    site.wait_for(
        lambda: len(site.smtp.letters_to(address)) > 1, 20, what="the second letter"
    )
    reader.goto(readers.link(readers.letter(site, address), "/again/"))
    assert findings(reader) == []
    reader.get_by_role("button", name="Sign again as Nell Archer").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you, Nell")
