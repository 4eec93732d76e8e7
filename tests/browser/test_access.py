"""Every page and state of the list (tests/stack/pages.py), for everybody.

Each is opened once: axe looks at it in the light, at its colours in the dark, and then
the page is made as narrow as 320 pixels and its text twice as large.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.stack import pages, readers
from tests.stack.pages import Scene, Shot
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 640}
# WCAG 2.5.8, which axe looks at when it is asked.
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": ["color-contrast"]}
GROUPS = {
    "campaigns": pages.CAMPAIGNS,
    "petitions": pages.PETITIONS,
    "forum": pages.FORUM,
    "money": pages.MONEY,
    "accounts": pages.ACCOUNTS,
    "errors": pages.ERRORS,
    "desk": pages.DESK,
}
# The page of all parts shows headings and landmarks out of their places.
OUT_OF_PLACE = ("heading-order", "landmark", "region", "page-has-heading-one")

# What Django's admin does not do: its tables of rows have no label for each field, and
# its list of choices none for what is typed into it. The statement says so.
OF_DJANGO = ("label", "empty-table-header", "list:")


def findings(
    page: Page, part: str | None = None, options: dict | None = None
) -> list[str]:
    """What axe finds on a page, or in a part of it."""
    found = Axe().run(page, context=part, options=options).response["violations"]
    return [
        f"{finding['id']}: {node['target']}"
        for finding in found
        for node in finding["nodes"]
    ]


@pytest.fixture(scope="module")
def scene(site: Site) -> Scene:
    return pages.prepare(site)


@pytest.mark.parametrize("group", GROUPS)
def test_every_page_is_for_everybody(
    site: Site, new_page: Opener, scene: Scene, group: str
):
    found: dict[str, list[str]] = {}
    opened: dict[str, Page] = {}
    for shot in GROUPS[group]:
        if shot.who not in opened:
            page = new_page(base_url=site.url, viewport=PHONE, user_agent=pages.BROWSER)
            page.context.add_cookies(pages.cookies(site, scene, shot.who))
            opened[shot.who] = page
        if faults := _faults(opened[shot.who], scene, shot):
            found[shot.name] = faults

    assert found == {}


def _faults(page: Page, scene: Scene, shot: Shot) -> list[str]:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    pages.visit(page, scene, shot)
    found = findings(page, options=EVERYTHING)
    page.emulate_media(color_scheme="dark")
    if shot.who == "staff":
        # Django's admin lets colours fade over.
        page.wait_for_timeout(400)
    found += [f"in the dark: {it}" for it in findings(page, options=COLOURS)]
    if shot.name == "parts":
        found = [it for it in found if not any(rule in it for rule in OUT_OF_PLACE)]
    if shot.name == "desk, story":
        found = [it for it in found if not it.startswith(OF_DJANGO)]
    if shot.who == "staff":
        # The desk is made for a desk, and its tables are wide.
        return found
    page.set_viewport_size(NARROWEST)
    found += _sideways(page, "320 pixels wide")
    page.set_viewport_size(DESK)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return found + _sideways(page, "text twice as large")


def _sideways(page: Page, state: str) -> list[str]:
    """Whether one has to scroll sideways to read (WCAG 1.4.4, 1.4.10)."""
    wide, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [f"{state}: {wide} of {seen}"] if wide > seen else []


def test_forced_colours_leave_focus_buttons_and_the_bar_to_be_seen(
    site: Site, new_page: Opener
):
    page = new_page(base_url=site.url, viewport=PHONE, forced_colors="active")
    page.goto(PETITION)
    bar = page.locator("progress").first
    assert _style(bar, "border-block-start-style") == "solid"
    button = page.get_by_role("button", name="Sign the petition")
    assert _style(button, "border-block-start-style") == "solid"
    field = page.get_by_label("Name", exact=True)
    page.keyboard.press("Tab")
    field.focus()
    assert _style(field, "outline-style") == "solid"


def test_who_wants_less_motion_gets_none(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, reduced_motion="reduce")
    page.goto(PETITION)
    assert _style(page.locator("html"), "scroll-behavior") == "auto"
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(it =>"
        " parseFloat(getComputedStyle(it).transitionDuration) > 0.01"
        " || parseFloat(getComputedStyle(it).animationDuration) > 0.01)"
        ".map(it => it.className)"
    )
    assert moving == []


def _style(place: Locator, name: str) -> str:
    return str(
        place.evaluate(
            "(it, name) => getComputedStyle(it).getPropertyValue(name)", name
        )
    )


def test_a_petition_is_signed_by_the_keyboard_alone(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, viewport=DESK)
    page.goto(PETITION)
    keys = page.keyboard
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("Enter")
    _tab_to(page, page.get_by_label("Name", exact=True))
    keys.type("Ada Field")
    _tab_to(page, page.get_by_label("Email address").first)
    keys.type(readers.new_address("keyboard"))
    _tab_to(page, page.get_by_label("Postcode").first)
    keys.type("SW1A 1AA")
    _tab_to(page, page.locator("input[name=consent]").first)
    keys.press("Space")
    _tab_to(page, page.get_by_role("button", name="Sign the petition"))
    keys.press("Enter")

    page.wait_for_url("**/check-inbox/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _tab_to(page: Page, place: Locator) -> None:
    """By the Tab key, in the order of the page; what has the focus can be seen."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if place.evaluate("it => it === document.activeElement"):
            assert _style(place, "outline-style") == "solid"
            return
    raise AssertionError(f"The Tab key does not lead to {place}")
