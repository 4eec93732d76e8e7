"""Another company's door in a real Chromium, under the policy of our pages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_home import HOME, come_in, expect_home
from tests.parts.openid import OpenidServer
from tests.stack import readers
from tests.stack.site import Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]


@pytest.fixture
def openid() -> Iterator[OpenidServer]:
    server = OpenidServer()
    server.allows_at_once = False
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site_with_door(openid: OpenidServer) -> Iterator[Site]:
    """A site of its own that is told of the other company by its environment."""
    started = Site(**openid.environ)
    started.start()
    yield started
    started.remove()


def test_a_reader_connects_another_company_and_disconnects_it(
    site_with_door: Site, openid: OpenidServer, new_page: Opener, complaints: list[str]
):
    site = site_with_door
    email = readers.new_address("social")
    openid.person = {"sub": "1", "email": email, "email_verified": True}
    page = new_page(base_url=site.url)
    come_in(site, page, email)
    expect_home(page)
    page.get_by_role("button", name="Connect Newsroom ID").click()
    expect(page.get_by_role("heading", name="Newsroom ID")).to_be_visible()
    page.get_by_role("link", name="Allow").click()
    expect_home(page)
    expect(page.get_by_role("button", name="Disconnect Newsroom ID")).to_be_visible()

    page.get_by_role("button", name="Disconnect Newsroom ID").click()
    expect(page.get_by_text("It does not open your account any more.")).to_be_visible()
    page.goto(HOME)
    expect(page.get_by_role("button", name="Connect Newsroom ID")).to_be_visible()
    assert complaints == []
