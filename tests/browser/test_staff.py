"""The staff's door in a real Chromium, with an authenticator of Chromium's own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Device
from tests.browser.test_access import findings
from tests.parts.authenticator import App
from tests.stack import readers
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]


def enrol_with_passkey(site: Site, page: Page) -> None:
    page.goto(readers.owner_link(site, name="Pat Green"))
    page.get_by_label("Name of this device").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("button", name="I have kept them").click()
    expect_desk(page)


def expect_desk(page: Page) -> None:
    expect(page.get_by_role("link", name="Petitions", exact=True).first).to_be_visible()


def grow_stale(site: Site) -> None:
    """As if six minutes had passed since the last check of anybody."""
    connection = site.database()
    sql = "UPDATE accounts_desksession SET checked_at = '2022-03-01 09:00:00+00'"
    connection.execute(sql)
    connection.close()


def test_a_passkey_is_made_by_link_and_opens_the_desk(
    site: Site, device: Device, complaints: list[str]
):
    page = device.page
    enrol_with_passkey(site, page)
    assert len(device.passkeys()) == 1
    expect(page.get_by_text("A password alone opened this desk")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.goto("/admin/petitions/petition/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile("/admin/petitions/petition/$"))
    expect(page.get_by_role("heading", name="Select petition")).to_be_visible()
    assert complaints == []


def test_an_export_waits_for_the_passkey_and_keeps_what_was_typed(
    site: Site, device: Device
):
    page = device.page
    enrol_with_passkey(site, page)
    page.goto("/admin/petitions/petition/")
    page.get_by_role("link", name="Urgent support for Ukrainian refugees").click()
    page.get_by_role("link", name="Export the signature list").click()
    page.get_by_label("What is this list for?").fill("Handed over after the check")
    grow_stale(site)
    page.get_by_role("button", name="Export the list").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Send what you typed")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Send it now").click()

    lines = waiting.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0] == "number,name,country,postcode,confirmed_at"
    page.goto("/admin/petitions/export/")
    expect(page.get_by_text("Handed over after the check").first).to_be_visible()


def test_a_second_passkey_is_added_and_the_first_removed(site: Site, device: Device):
    page = device.page
    enrol_with_passkey(site, page)
    page.get_by_role("link", name="How I sign in").click()
    page.get_by_role("link", name="Set up an authenticator app").click()
    phone = App.photographed(page.content())
    page.get_by_label("Code that the app shows").fill(phone.code())
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_text("An authenticator app was set up.")).to_be_visible()
    page.get_by_role("button", name="Remove Work laptop").click()

    expect(page.get_by_text("A second step was removed: Work laptop.")).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)


def test_password_and_app_open_the_desk_without_a_script(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, java_script_enabled=False)
    link = readers.owner_link(site)
    page.goto(link)
    phone = App.photographed(page.content())
    form = page.locator("form", has=page.get_by_label("Code that the app shows"))
    form.get_by_label("New password").fill(site.password)
    form.get_by_label("Code that the app shows").fill(phone.code())
    form.get_by_role("button", name="Set password and app").click()
    expect(page.locator(".desk-codes li")).to_have_count(10)
    code = page.locator(".desk-codes li").first.inner_text()
    page.get_by_role("button", name="I have kept them").click()
    expect_desk(page)
    address = site.value(
        "SELECT address FROM accounts_enrolmentlink ORDER BY id DESC LIMIT 1"
    )
    page.get_by_role("button", name="Sign out").click()

    page.goto("/admin/")
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Go on with a password").click()
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This code does not work.").first).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect_desk(page)


def test_the_printed_password_alone_opens_a_demonstration_only(
    site: Site, new_page: Opener
):
    readers.forget_tries(site)
    page = new_page(base_url=site.url)
    page.goto("/admin/")
    page.get_by_label("Email address").fill("ada@meridian.example")
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Go on with a password").click()

    if not site.is_a_demo_alone:
        title = page.get_by_role("heading", name="A second step is missing")
        expect(title).to_be_visible()
        return
    expect_desk(page)
    for path in ("/admin/", "/admin/accounts/user/", "/admin/security/"):
        page.goto(path)
        expect(page.get_by_text("A password alone opened this desk")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_door(site: Site, new_page: Opener, scheme: str):
    phone = {"width": 390, "height": 844}
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=phone)
    found = {}
    for path in ("/admin/login/", readers.owner_link(site), "/admin/enrol/x/"):
        page.goto(path)
        found[path] = findings(page)

    assert {path: faults for path, faults in found.items() if faults} == {}
