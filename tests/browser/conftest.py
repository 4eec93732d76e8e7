"""Browsers of several kinds, for every journey."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page

from tests.stack.site import Site

Opener = Callable[..., Page]
# A finger on the reader each time it is asked for.
PLATFORM = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A page of a device that keeps passkeys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send(
            "WebAuthn.addVirtualAuthenticator", {"options": PLATFORM}
        )
        self.id = made["authenticatorId"]

    def passkeys(self) -> list[dict]:
        told = self.session.send(
            "WebAuthn.getCredentials", {"authenticatorId": self.id}
        )
        return told["credentials"]


@pytest.fixture
def by_name(site: Site) -> str:
    """The site where passkeys work: browsers give none to an address of numbers."""
    return site.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(new_page: Opener, by_name: str) -> Device:
    return Device(new_page(base_url=by_name, accept_downloads=True))
