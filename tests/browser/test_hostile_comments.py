"""Two hundred attacks as comments, in a real Chromium: they are words alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
THREAD = "/campaigns/refugees-welcome/stories/an-attacked-door/comments/"
SAY = """
from comments import counting
from tests.comments.test_text import PAYLOADS
from tests.factories import make_comment, make_story, make_thread, make_user
thread = make_thread(make_story(slug="an-attacked-door", headline="An attacked door"))
author = make_user("attacks@example.org", display_name="<img src=x onerror=alert(1)>")
for payload in PAYLOADS:
    # What the form takes out, and PostgreSQL does not store.
    make_comment(thread, author, body=payload.replace(chr(0), ""))
counting.drain()
print("SAID", len(PAYLOADS))
"""


def test_no_attack_runs_asks_elsewhere_or_shows_in_the_console(
    site: Site, new_page: Opener
):
    said = int(site.manage("shell", "-c", SAY).rpartition("SAID ")[2])
    page = new_page(base_url=site.url)
    faults: list[str] = []
    page.on("dialog", lambda it: (faults.append(it.message), it.dismiss()))
    page.on("pageerror", lambda it: faults.append(str(it)))
    page.on(
        "console", lambda it: faults.append(it.text) if it.type == "error" else None
    )
    page.on(
        "request",
        lambda it: None if it.url.startswith(site.url) else faults.append(it.url),
    )

    shown, number = 0, 1
    while page.goto(f"{THREAD}?page={number}").status == 200:
        found = page.locator(".comment-text")
        shown += found.count()
        assert found.locator("script, img, iframe, style, [onerror]").count() == 0
        number += 1
        if not page.locator("[rel=next]").count():
            break
    assert shown == said >= 200
    assert faults == []
