"""Sending the form of a gift, in a browser that is quicker than people."""

from playwright.sync_api import Page

from donations import form_tokens


def press(page: Page, name: str) -> None:
    """After as long as the form asks for; a page may be a second old at once."""
    page.wait_for_timeout((form_tokens.YOUNGEST_SECONDS + 1) * 1000)
    page.get_by_role("button", name=name).click()
