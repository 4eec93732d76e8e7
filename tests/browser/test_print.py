"""Pages on paper: words, numbers and their day; nothing that is pressed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.stack.pages import CAMPAIGN, GIVE, STORY
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
PAPER = {
    "petition": PETITION,
    "story": STORY,
    "campaign": CAMPAIGN,
    "figures": f"{PETITION}data/",
    "books": GIVE,
}
LONG = "one-door-to-be-open"
PRESSED = "form, button, nav, dialog, .button, [type=submit], iframe, .skip"


@pytest.fixture
def on_paper(site: Site, new_page: Opener) -> Callable[[str], Page]:
    def open_for_print(path: str) -> Page:
        page = new_page(base_url=site.url, color_scheme="dark")
        page.goto(path)
        page.emulate_media(media="print")
        return page

    return open_for_print


@pytest.mark.parametrize("name", PAPER)
def test_nothing_to_press_is_printed(on_paper: Callable[[str], Page], name: str):
    page = on_paper(PAPER[name])
    shown = page.locator(PRESSED).evaluate_all(
        "them => them.filter(it => it.checkVisibility())"
        ".map(it => it.outerHTML.slice(0, 90))"
    )
    assert shown == []
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(0, 0, 0)"


@pytest.mark.parametrize("name", PAPER)
def test_the_paper_says_whose_it_is(
    site: Site, on_paper: Callable[[str], Page], name: str
):
    page = on_paper(PAPER[name])
    foot = page.locator("footer").inner_text()
    assert "The Meridian" in foot
    assert "127.0.0.1" in foot
    assert page.locator("h1").first.is_visible()


@pytest.mark.parametrize("name", ["petition", "figures"])
def test_the_number_is_printed_with_its_day(on_paper: Callable[[str], Page], name: str):
    page = on_paper(PAPER[name])
    assert page.locator(".figures-count").first.is_visible()
    assert page.get_by_text("As of").first.is_visible()


def test_the_day_of_the_number_is_for_paper_alone(site: Site, new_page: Opener):
    for path in (PETITION, f"/embed{PETITION}"):
        page = new_page(base_url=site.url)
        page.goto(path)
        dated = page.locator("[data-part=as-of]")
        assert dated.count() == 1
        assert not dated.is_visible()


def test_a_link_in_the_text_is_printed_with_its_address(
    on_paper: Callable[[str], Page],
):
    page = on_paper(STORY)
    page.locator(".story-body p").first.evaluate(
        "it => { const link = document.createElement('a');"
        " link.setAttribute('href', '/archive/'); it.append(link) }"
    )
    link = page.locator(".story-body a[href='/archive/']")
    assert " (" in link.evaluate("it => getComputedStyle(it, '::after').content")


def test_a_story_is_printed_in_one_column_under_who_wrote_it(
    on_paper: Callable[[str], Page],
):
    page = on_paper(STORY.replace("spare-rooms-and-night-shifts", LONG))
    starts = [
        page.locator(part).first.bounding_box()["x"]
        for part in (".story-head", ".story-meta", ".story-body", ".conversations")
    ]
    assert len(set(starts)) == 1
    assert not page.locator(".related").is_visible()
