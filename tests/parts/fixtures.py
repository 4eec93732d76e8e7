"""The real parts as fixtures, started when a test asks for them."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.parts import chromium
from tests.parts.finding import PartMissing, missing
from tests.parts.postgres import GivenPostgres, PostgresServer, postgres
from tests.parts.redis import RedisServer
from tests.parts.smtp import MailServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer | GivenPostgres]:
    """A PostgreSQL that a test may stop, kill and start again."""
    try:
        server = postgres()
    except PartMissing as why:
        missing(why)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis that a test may stop, kill and start again."""
    try:
        server = RedisServer()
    except PartMissing as why:
        missing(why)
    server.start()
    yield server
    server.remove()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's own loop runs in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        path = chromium.executable()
    except PartMissing as why:
        missing(why)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=chromium.ARGUMENTS
        )
        yield started
        started.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the pages complained about: script errors, refusals by the CSP."""
    return []


@pytest.fixture
def new_page(browser: Browser, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens a page of a new visitor: `new_page(java_script_enabled=False)`."""
    contexts = []

    def open_page(**options: object) -> Page:
        # With the C locale Chromium's language is "en-US@posix", on which Intl throws.
        context = browser.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(message, complaints))
        return page

    yield open_page
    for context in contexts:
        context.close()


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error":
        complaints.append(message.text)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
