"""What machines are told, under the real policy of the site; and the search."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_access import NARROWEST, PHONE, findings
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
CAMPAIGN = "/campaigns/refugees-welcome/"


@pytest.mark.parametrize("path", [CAMPAIGN, PETITION])
def test_the_block_of_data_is_read_and_never_refused(
    site: Site, new_page: Opener, complaints: list[str], path: str
):
    page = new_page(base_url=site.url)
    page.goto(path)
    block = page.locator('script[type="application/ld+json"]')

    assert json.loads(block.text_content())["@context"] == "https://schema.org"
    assert complaints == []
    # The same element without its type is refused, and the refusal is seen here.
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.ran = 1'}))"
    )
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in complaints[0]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_reader_finds_the_petition_by_a_word(
    site: Site, new_page: Opener, has_scripts: bool
):
    page = new_page(base_url=site.url, java_script_enabled=has_scripts)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role(
        "link", name="Search"
    ).click()
    page.get_by_label("What are you looking for?").fill("ukrainians haven")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Urgent support for Ukrainian refugees").click()

    assert page.url.endswith(PETITION)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_search_and_topics(
    site: Site, new_page: Opener, scheme: str
):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    found = {}
    for path in (
        "/search/",
        "/search/?q=refugees",
        "/search/?q=zebra",
        f"/search/?q={'a' * 300}",
        "/topics/",
    ):
        page.goto(path)
        found[path] = findings(page)

    assert {path: faults for path, faults in found.items() if faults} == {}


def test_the_search_fits_the_narrowest_phone(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=NARROWEST)
    for path in ("/search/?q=refugees", f"/search/?q={'a' * 190}", "/topics/"):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROWEST["width"], path


def test_a_card_is_drawn_while_the_site_runs(site: Site):
    def shown() -> str:
        page = site.get(PETITION).text
        return page.partition('"og:image" content="')[2].partition('"')[0]

    named: list[str] = []

    def is_named() -> bool:
        named.append(shown())
        return "/cards/petitions/" in named[-1]

    site.wait_for(is_named, 40, what="the card of the petition")
    url = named[-1]
    card = site.get(url.removeprefix(site.url))

    assert card.headers["Content-Type"] == "image/png"
    assert "immutable" in card.headers["Cache-Control"]
