"""The reader's journey in a real Chromium, with JavaScript and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = pytest.mark.browser
SOON = 15_000

Opener = Callable[..., Page]


def fill_form(page: Page, email: str, **changes: str) -> None:
    typed = {"Name": "Jo O’Brien", "Email address": email, "Postcode": "sw1a1aa"}
    form = page.locator("#sign")
    for label, value in (typed | changes).items():
        form.get_by_label(label, exact=True).fill(value)
    form.get_by_label("Add my name to this petition").check()


def press_sign(page: Page) -> None:
    page.get_by_role("button", name="Sign the petition").click()


def shown_count(page: Page) -> int:
    text = page.locator("signature-count [data-part=count]").first.inner_text()
    return int(re.sub(r"\D", "", text))


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_reader_signs_confirms_and_sees_the_number_rise(
    site: Site, new_page: Opener, complaints: list[str], has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    email = readers.new_address("browser")
    page.goto("/")
    page.get_by_role("link", name="Refugees Welcome").first.click()
    page.get_by_role("link", name="Sign the petition").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Urgent support for Ukrainian refugees"
    )
    before = shown_count(page)

    fill_form(page, email)
    press_sign(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "One step left: look in your inbox"
    )
    expect(page.get_by_text("b•••@example.org")).to_be_visible()

    readers.letter(site, email)
    page.goto("/inbox/")
    page.get_by_role("link", name=email).first.click()
    page.locator(".letter-text").get_by_role("link").first.click()
    if not has_script:
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Confirm your signature"
        )
        page.get_by_role("button", name="Confirm my signature").click()

    expect(page).to_have_url(re.compile("/signed/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jo")
    site.wait_for(lambda: readers.count(site) > before, 10, what="the number rises")
    page.goto(PETITION)
    site.wait_for(
        lambda: page.reload() and shown_count(page) > before,
        10,
        what="the page shows it",
    )
    assert complaints == []


def test_the_number_moves_while_the_page_stays_open(site: Site, page: Page):
    page.goto(site.url + PETITION)
    before = shown_count(page)

    readers.sign_and_confirm(site, readers.new_address())

    number = page.locator("signature-count [data-part=count]").first
    expect(number).not_to_have_text(f"{before:,}", timeout=25_000)


def test_the_link_opened_in_another_browser_waits_for_a_press(
    site: Site, new_page: Opener
):
    """A scanner that runs scripts is such a browser."""
    email = readers.new_address("scanned")
    readers.sign(site, email)
    path = readers.link(readers.letter(site, email), "/confirm/")

    page = new_page(base_url=site.url)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)

    expect(page.get_by_role("button", name="Confirm my signature")).to_be_visible()
    assert readers.status(site, email) == "pending"
    page.get_by_role("button", name="Confirm my signature").click()
    expect(page).to_have_url(re.compile("/signed/$"))
    assert readers.status(site, email) == "confirmed"


def test_the_signed_page_passed_on_names_nobody(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    page.goto(f"{PETITION}signed/")

    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Jo")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_slip_is_told_beside_its_field_and_nothing_typed_is_lost(
    site: Site, new_page: Opener, has_script: bool
):
    page = new_page(java_script_enabled=has_script, base_url=site.url)
    page.goto(PETITION)
    email = readers.new_address("slip")
    fill_form(page, email, Postcode="SW1A 1A", Name="Jo <b>")

    press_sign(page)

    expect(
        page.get_by_role("heading", name="Your name is not added yet")
    ).to_be_visible()
    form = page.locator("#sign")
    expect(form.get_by_label("Name", exact=True)).to_have_value("Jo <b>")
    expect(form.get_by_label("Email address", exact=True)).to_have_value(email)
    expect(form.get_by_label("Postcode", exact=True)).to_have_value("SW1A 1A")
    expect(form.get_by_label("Add my name to this petition")).to_be_checked()
    for field in ("name", "postcode"):
        expect(page.locator(f"#id_{field}")).to_have_attribute("aria-invalid", "true")
        expect(page.locator(f"#id_{field}_error")).to_be_visible()

    form.get_by_label("Name", exact=True).fill("Jo")
    form.get_by_label("Postcode", exact=True).fill("SW1A 1AA")
    press_sign(page)
    expect(page).to_have_url(re.compile("/check-inbox/$"))


def test_the_code_is_typed_where_the_reader_signed(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    email = readers.new_address("code")
    page.goto(PETITION)
    fill_form(page, email)
    press_sign(page)
    expect(page).to_have_url(re.compile("/check-inbox/$"))

    page.get_by_role("textbox", name="Code from the letter").fill("000000")
    page.get_by_role("button", name="Confirm my signature").click()
    expect(page.locator("#id_code_error")).to_be_visible()
    page.get_by_role("textbox", name="Code from the letter").fill(
        readers.code(readers.letter(site, email))
    )
    page.get_by_role("button", name="Confirm my signature").click()

    expect(page).to_have_url(re.compile("/signed/$"))
    assert readers.status(site, email) == "confirmed"


def test_a_double_click_signs_once_and_ends_where_one_click_does(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url)
    email = readers.new_address("double")
    page.goto(PETITION)
    fill_form(page, email)

    page.get_by_role("button", name="Sign the petition").dblclick()

    expect(page).to_have_url(re.compile("/check-inbox/$"), timeout=SOON)
    rows = "SELECT count(*) FROM petitions_signature WHERE email = %s"
    assert site.value(rows, email) == 1


def test_a_signer_sees_withdraws_and_erases_what_they_gave(
    site: Site, new_page: Opener
):
    email = readers.new_address("mine")
    letter = readers.sign_and_confirm(site, email)
    page = new_page(base_url=site.url)
    page.goto(readers.my_page(letter))
    expect(page.get_by_text("Ada Field").first).to_be_visible()

    page.get_by_label("Show my name among the signers").check()
    page.get_by_role("button", name="Save").click()
    shown = "SELECT show_name FROM petitions_signature WHERE email = %s"
    assert site.value(shown, email)

    page.get_by_role("link", name=re.compile("Withdraw")).click()
    assert readers.status(site, email) == "confirmed"
    page.get_by_role("button", name=re.compile("Withdraw")).click()
    expect(page).to_have_url(re.compile("saved=withdrawn"))
    assert readers.status(site, email) == "withdrawn"

    page.get_by_role("link", name=re.compile("Erase|Delete")).click()
    page.get_by_role("button", name=re.compile("Erase|Delete")).click()
    page.wait_for_load_state()
    assert readers.status(site, email) is None


def test_no_page_asks_anything_of_another_site(site: Site, new_page: Opener):
    page = new_page(base_url=site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for path in ("/", "/campaigns/refugees-welcome/", PETITION, "/accounts/login/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")

    assert asked
    assert [url for url in asked if not url.startswith((site.url, "data:"))] == []
    assert page.context.cookies() == [] or {
        cookie["name"] for cookie in page.context.cookies()
    } <= {"csrftoken"}, "only the sign-in page sets one"


def test_who_has_nothing_here_asks_for_nothing_and_who_signed_is_told_so(
    site: Site, new_page: Opener, complaints: list[str]
):
    page = new_page(base_url=site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(PETITION, wait_until="networkidle")
    note = page.get_by_text("You sent this form as")
    expect(note).to_be_hidden()
    assert not [url for url in asked if url.endswith("/accounts/me.json")]

    fill_form(page, readers.new_address("personal"))
    press_sign(page)
    page.goto(PETITION)

    expect(note).to_be_visible()
    expect(note).to_contain_text("p•••@example.org")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
