"""Whoever opens a petition can sign it from where they are: on a phone, at a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_access import PHONE
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
DESK = {"width": 1280, "height": 900}


def is_whole_in_window(part: Locator) -> bool:
    box = part.bounding_box()
    height = part.page.evaluate("innerHeight")
    return bool(box) and box["y"] >= 0 and box["y"] + box["height"] <= height


def test_on_a_phone_the_ask_and_the_way_to_sign_are_seen_at_once(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport=PHONE)
    page.goto(PETITION)
    way = page.get_by_role("link", name="Sign the petition")

    for part in ("h1", ".petition-target", ".standfirst", ".figures-count", ".bar"):
        assert is_whole_in_window(page.locator(part).first), part
    assert is_whole_in_window(way)
    page.mouse.wheel(0, 500)
    page.wait_for_timeout(300)
    assert is_whole_in_window(way)

    way.click()
    expect(page.get_by_label("Name", exact=True)).to_be_in_viewport(ratio=1)


def test_at_a_desk_the_form_stands_beside_the_text_to_its_end(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport=DESK)
    page.goto(PETITION)

    assert is_whole_in_window(page.get_by_label("Name", exact=True))
    page.get_by_text("Who has signed lately").scroll_into_view_if_needed()
    sign = page.locator("#sign").get_by_role("button", name="Sign the petition")
    expect(sign).to_be_in_viewport(ratio=1)


def test_the_way_to_the_form_hides_nothing_that_has_the_focus(
    site: Site, new_page: Opener
):
    """WCAG 2.2, 2.4.11."""
    page = new_page(base_url=site.url, viewport=PHONE)
    page.goto(PETITION)
    bar = page.locator(".petition-jump")

    for _press in range(30):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        focused = page.locator(":focus")
        here = focused.bounding_box() if focused.count() else None
        if not here or focused.evaluate("it => !!it.closest('.petition-jump')"):
            continue
        over = bar.bounding_box()
        assert over
        hides = over["y"] <= here["y"] and over["y"] + over["height"] >= (
            here["y"] + here["height"]
        )
        assert not hides, focused.evaluate("it => it.outerHTML")
