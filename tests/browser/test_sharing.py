"""Where a signature came from, and how a petition is passed on, in a real Chromium."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_desk import open_petition_page, sign_in
from tests.browser.test_journey import fill_form, press_sign
from tests.stack import readers
from tests.stack.readers import PETITION, SLUG
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]


def came_by(site: Site, email: str) -> str | None:
    return site.value("SELECT came_by FROM petitions_signature WHERE email = %s", email)


def sign_by_hand(page: Page, email: str) -> None:
    fill_form(page, email)
    press_sign(page)
    expect(page).to_have_url(re.compile("/check-inbox/$"))


def confirm_by_hand(site: Site, page: Page, email: str) -> None:
    page.goto(readers.link(readers.letter(site, email), "/confirm/"))
    button = page.get_by_role("button", name="Confirm my signature")
    if button.is_visible():
        button.click()
    expect(page).to_have_url(re.compile("/signed/$"))


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_the_desk_shows_which_link_brought_a_signature(
    site: Site, new_page: Opener, complaints: list[str], has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    source = f"newsletter.launch-{'a' if has_script else 'b'}"
    email = readers.new_address("sourced")
    page.goto(f"{PETITION}?via={source}")
    sign_by_hand(page, email)
    assert came_by(site, email) == source
    assert source not in page.url
    cookies = {cookie["name"] for cookie in page.context.cookies()}
    assert not any("via" in name or "source" in name for name in cookies)

    confirm_by_hand(site, page, email)
    site.wait_for(
        lambda: site.value(
            "SELECT count FROM petitions_sourcetally WHERE source = %s", source
        ),
        20,
        what="the source is counted",
    )
    desk = new_page(base_url=site.url)
    sign_in(site, desk)
    open_petition_page(desk)
    row = desk.get_by_role("row", name=re.compile(source.partition(".")[2]))
    expect(row.get_by_role("cell").first).to_have_text("1")
    assert complaints == []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_slip_in_the_form_does_not_lose_it(
    site: Site, new_page: Opener, has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    email = readers.new_address("slipped")
    page.goto(f"{PETITION}?via=qr.poster")
    fill_form(page, email, Postcode="SW1A 1A")
    press_sign(page)
    expect(
        page.get_by_role("heading", name="Your name is not added yet")
    ).to_be_visible()

    page.locator("#sign").get_by_label("Postcode", exact=True).fill("SW1A 1AA")
    press_sign(page)
    expect(page).to_have_url(re.compile("/check-inbox/$"))
    assert came_by(site, email) == "qr.poster"


def test_a_browser_that_tells_no_page_before_sends_it_with_the_form(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    page.route("**/sign/", lambda route: route.continue_(headers=_unreferred(route)))
    email = readers.new_address("shy")
    page.goto(f"{PETITION}?via=share.whatsapp")
    sign_by_hand(page, email)

    assert came_by(site, email) == "share.whatsapp"


def _unreferred(route) -> dict[str, str]:
    headers = route.request.headers
    return {name: value for name, value in headers.items() if name != "referer"}


@pytest.fixture
def thanks(site: Site, new_page: Opener) -> Page:
    """The page of somebody who has just signed, in a browser with a share sheet."""
    page = new_page(base_url=site.url)
    page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    email = readers.new_address("thanked")
    page.goto(PETITION)
    sign_by_hand(page, email)
    confirm_by_hand(site, page, email)
    return page


def test_the_signer_is_thanked_and_passes_it_on(
    site: Site, thanks: Page, complaints: list[str]
):
    expect(thanks.get_by_role("heading", level=1)).to_have_text("Thank you, Jo")
    expect(thanks.locator("signature-count [data-part=count]")).to_be_visible()

    thanks.get_by_role("button", name="Share it").click()
    shared = thanks.evaluate("window.shared")
    assert shared["url"] == f"{site.url}{PETITION}?via=share.device"
    assert "will you add your name?" in shared["text"]

    thanks.get_by_role("button", name="Copy link").click()
    expect(thanks.get_by_text("The link is copied.")).to_be_visible()
    copied = thanks.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.url}{PETITION}?via=share.link"

    for name in ("WhatsApp", "Facebook", "X", "Bluesky", "Telegram", "Email"):
        link = thanks.get_by_role("link", name=name, exact=True)
        expect(link).to_have_attribute("href", re.compile("via%3Dshare."))
    assert complaints == []


def test_the_page_fits_a_phone_and_reads_in_both_directions(thanks: Page):
    thanks.set_viewport_size({"width": 360, "height": 780})
    for direction in ("ltr", "rtl"):
        thanks.evaluate("to => { document.documentElement.dir = to; }", direction)
        width = thanks.evaluate("document.documentElement.scrollWidth")
        assert width <= 360
        code = thanks.locator(".qr-code").bounding_box()
        assert code["width"] > 100


def test_the_address_opened_elsewhere_thanks_nobody_by_name(
    thanks: Page, new_page: Opener
):
    other = new_page()
    other.goto(thanks.url + "?via=share.link")

    heading = other.get_by_role("heading", level=1)
    expect(heading).to_have_text("Thank you to everyone who signed")
    thanks.goto(PETITION)
    thanks.go_back()
    expect(thanks.get_by_role("heading", level=1)).to_have_text("Thank you, Jo")


def test_a_code_for_a_poster_is_downloaded(site: Site, thanks: Page):
    with thanks.expect_download() as waiting:
        thanks.get_by_role("link", name="for print shops (SVG)").click()

    assert b"<svg" in waiting.value.path().read_bytes()
    assert site.get(f"/petitions/{SLUG}/qr/poster.png").content.startswith(b"\x89PNG")
