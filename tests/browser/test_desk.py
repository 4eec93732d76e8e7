"""Editors at the desk, in a real Chromium."""

import io
import re
import signal
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.parts.authenticator import App
from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]


@pytest.fixture
def ada(site: Site, new_page: Opener) -> Page:
    """Ada at the desk, signed in as the start of the demo says."""
    page = new_page(base_url=site.url, accept_downloads=True)
    sign_in(site, page)
    return page


def sign_in(site: Site, page: Page) -> None:
    """By the printed password where that is enough; else as a new owner, by a link."""
    if site.is_a_demo_alone:
        readers.forget_tries(site)
        page.goto("/admin/")
        page.get_by_label("Email address").fill("ada@meridian.example")
        page.get_by_label("Password").fill(site.password)
        page.get_by_role("button", name="Go on with a password").click()
        expect_desk(page)
    else:
        sign_in_by_link(site, page)


def sign_in_by_link(site: Site, page: Page, *, name: str = "Ada Field") -> None:
    """As an owner who is new."""
    page.goto(readers.owner_link(site, name=name))
    phone = App.photographed(page.content())
    form = page.locator("form", has=page.get_by_label("Code that the app shows"))
    form.get_by_label("New password").fill(site.password)
    form.get_by_label("Code that the app shows").fill(phone.code())
    form.get_by_role("button", name="Set password and app").click()
    page.get_by_role("button", name="I have kept them").click()
    expect_desk(page)


def expect_desk(page: Page) -> None:
    expect(page.get_by_role("link", name="Petitions", exact=True).first).to_be_visible()


def open_petition_page(page: Page) -> None:
    page.goto("/admin/petitions/petition/")
    page.get_by_role("link", name="Urgent support for Ukrainian refugees").click()


def test_an_editor_pauses_and_opens_and_readers_see_it_within_two_seconds(
    site: Site, ada: Page
):
    open_petition_page(ada)
    ada.get_by_role("button", name="Pause").click()
    try:
        expect(ada.get_by_text("The petition is now: paused.")).to_be_visible()
        site.wait_for(
            lambda: "paused" in site.get(PETITION).text, 2, what="readers see it"
        )
        answer = readers.sign(site, readers.new_address("paused"))
        assert answer.status_code == 409
        assert "Your name was not added" in answer.text
    finally:
        ada.get_by_role("button", name="Open", exact=True).click()
    expect(ada.get_by_text("The petition is now: open.")).to_be_visible()
    site.wait_for(lambda: 'id="sign"' in site.get(PETITION).text, 2, what="open again")


def test_the_list_is_exported_with_a_purpose_and_on_record(site: Site, ada: Page):
    open_petition_page(ada)
    ada.get_by_role("link", name="Export the signature list").click()
    ada.get_by_role("button", name="Export the list").click()
    expect(ada).to_have_url(re.compile("/export/$"))

    ada.get_by_label("What is this list for?").fill("Delivery to the Home Office")
    with ada.expect_download() as waiting:
        ada.get_by_role("button", name="Export the list").click()

    lines = waiting.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0] == "number,name,country,postcode,confirmed_at"
    assert len(lines) > 300
    ada.goto("/admin/petitions/export/")
    expect(ada.get_by_text("Delivery to the Home Office").first).to_be_visible()


def ask_for_a_spreadsheet(page: Page) -> None:
    open_petition_page(page)
    page.get_by_role("link", name="Export the signature list").click()
    page.get_by_label("What is this list for?").fill("Handing over in person")
    page.get_by_label("Spreadsheet (XLSX)").check()
    page.get_by_role("button", name="Export the list").click()


def test_a_spreadsheet_is_asked_for_watched_and_taken(
    site: Site, ada: Page, complaints: list[str]
):
    site.kill("worker", signal.SIGSTOP)
    try:
        ask_for_a_spreadsheet(ada)
        expect(ada.get_by_text("The spreadsheet waits for its turn.")).to_be_visible()
        expect(ada.get_by_label("Rows made")).to_be_visible()
    finally:
        site.kill("worker", signal.SIGCONT)
    # Nobody touches the page: it finds out by itself.
    button = ada.get_by_role("button", name="Download the spreadsheet")
    expect(button).to_be_visible(timeout=30_000)
    with ada.expect_download() as waiting:
        button.click()

    assert re.fullmatch(
        r"urgent-support-.+-signatures-\d{4}-\d\d-\d\d\.xlsx",
        waiting.value.suggested_filename,
    )
    file = io.BytesIO(waiting.value.path().read_bytes())
    rows = list(openpyxl.load_workbook(file).active.values)
    assert rows[0] == ("number", "name", "country", "postcode", "confirmed_at")
    assert len(rows) > 300
    assert complaints == []
    ada.goto("/admin/petitions/export/")
    ada.get_by_role("row", name="Handing over in person").first.get_by_role(
        "link"
    ).first.click()
    expect(ada.get_by_text("Ada Field, ")).to_be_visible()
    ada.get_by_role("link", name="See how far it is").click()
    expect(button).to_be_visible()


def test_a_spreadsheet_is_watched_without_a_script(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, java_script_enabled=False)
    sign_in(site, page)
    site.kill("worker", signal.SIGSTOP)
    try:
        ask_for_a_spreadsheet(page)
        expect(page.get_by_text("The spreadsheet waits for its turn.")).to_be_visible()
    finally:
        site.kill("worker", signal.SIGCONT)

    button = page.get_by_role("button", name="Download the spreadsheet")
    expect(button).to_be_visible(timeout=30_000)


def test_a_signature_is_found_by_its_address_in_any_spelling(site: Site, ada: Page):
    email = readers.new_address("found")
    readers.sign(site, email, name="Zelda Findlay")

    ada.goto(f"/admin/petitions/signature/?q={email.upper()}")
    expect(ada.get_by_text("Zelda Findlay")).to_have_count(1)
    ada.goto("/admin/petitions/signature/?q=example.org")
    expect(ada.get_by_text("Search for one email address in full.")).to_be_visible()
    expect(ada.get_by_text("0 signatures")).to_be_visible()


def test_a_draft_is_seen_by_staff_and_by_the_preview_link_only(
    site: Site, ada: Page, new_page: Opener
):
    title = f"Keep the night bus {readers.new_address().partition('@')[0]}"
    ada.goto("/admin/petitions/petition/add/")
    ada.get_by_label("Title:").fill(title)
    ada.get_by_label("Campaign:").select_option(label="Refugees Welcome")
    ada.get_by_label("Target:").fill("The city council")
    ada.get_by_label("Text:").fill("We ask the council to keep the night bus.")
    ada.get_by_role("button", name="Save and continue editing").click()
    preview = ada.get_by_role("link", name=re.compile("^Preview")).get_attribute("href")
    path = preview.partition("?")[0]
    assert path.startswith("/petitions/keep-the-night-bus-")

    assert site.get(path).status_code == 404
    stranger = new_page(base_url=site.url)
    stranger.goto(preview)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(title)
    ada.goto(path)
    expect(ada.get_by_role("heading", level=1)).to_have_text(title)


def test_the_desk_is_clean_under_the_strict_policy(
    site: Site, ada: Page, complaints: list[str]
):
    for path in ("/admin/", "/admin/petitions/petition/", "/admin/mailroom/letter/"):
        ada.goto(path)
        ada.wait_for_load_state("networkidle")
    open_petition_page(ada)
    ada.wait_for_load_state("networkidle")

    assert complaints == []
