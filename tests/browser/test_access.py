"""Every public page and state under axe, in light and dark, on a phone and a desk."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}


def findings(page: Page, part: str | None = None) -> list[str]:
    """What axe finds on a page, or in a part of it."""
    found = Axe().run(page, context=part).response["violations"]
    return [
        f"{finding['id']}: {node['target']}"
        for finding in found
        for node in finding["nodes"]
    ]


@pytest.fixture(scope="module")
def paths(site: Site) -> dict[str, str]:
    """Each page by its name, with the links of a letter of its own."""
    letter = readers.sign_and_confirm(site, readers.new_address("axe"))
    pending = readers.new_address("axe")
    readers.sign(site, pending)
    wanted = readers.new_address("axe")
    readers.sign(site, wanted, open_account="on")
    my = readers.my_page(letter)
    return {
        "home": "/",
        "campaign": "/campaigns/refugees-welcome/",
        "petition": PETITION,
        "check inbox": f"{PETITION}check-inbox/",
        "confirm": readers.link(readers.letter(site, pending), "/confirm/"),
        "confirm with an account": readers.link(
            readers.letter(site, wanted), "/confirm/"
        ),
        "link that ended": "/petitions/confirm/nothing/",
        "signed": f"{PETITION}signed/",
        "mine": my,
        "withdraw": f"{my}withdraw/",
        "erase": f"{my}erase/",
        "not me": f"{my}not-me/",
        "inbox": "/inbox/",
        "door": "/accounts/login/",
        "not found": "/nothing-here/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    site: Site, new_page: Opener, paths: dict[str, str], scheme: str
):
    page = new_page(base_url=site.url, color_scheme=scheme, viewport=PHONE)
    found = {}
    for name, path in paths.items():
        page.goto(path)
        found[name] = findings(page)

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_in_a_form_with_errors(site: Site, new_page: Opener):
    page = new_page(base_url=site.url, java_script_enabled=True)
    page.goto(PETITION)
    page.locator("#sign form").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Sign the petition").click()
    page.get_by_role("heading", name="Your name is not added yet").wait_for()

    assert findings(page) == []


def test_no_page_scrolls_sideways_on_the_narrowest_phone(
    site: Site, new_page: Opener, paths: dict[str, str]
):
    page = new_page(base_url=site.url, viewport=NARROWEST)
    too_wide = {}
    for name, path in paths.items():
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST["width"]:
            too_wide[name] = width

    assert too_wide == {}
