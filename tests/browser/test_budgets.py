"""How heavy and how steady public pages are, on a slow phone in a real Chromium."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.test_access import PHONE
from tests.browser.test_journey import fill_form, press_sign
from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
CAMPAIGN = "/campaigns/refugees-welcome/"
STORY = f"{CAMPAIGN}stories/one-door-to-be-open/"
PAGES = {"home": "/", "campaign": CAMPAIGN, "petition": PETITION, "story": STORY}
# Headers and all, as they come over the wire.
PETITION_BYTES, WITH_FONTS_BYTES = 50_000, 110_000
# A tenth of what Core Web Vitals call good is 0.01; a line that wraps once is 0.02.
SHIFT = 0.02
# Lighthouse's slow 4G (bytes a second, milliseconds) and its processor for phones.
SLOW = {"latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 96_000}
SLOWER = 4
WATCH = """
    window.shifts = []; window.paints = [];
    new PerformanceObserver((list) => {
      for (const it of list.getEntries())
        if (!it.hadRecentInput) window.shifts.push(it.value);
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const it of list.getEntries())
        window.paints.push({ words: it.element?.innerText, url: it.url });
    }).observe({ type: "largest-contentful-paint", buffered: true });
"""


class Seen(NamedTuple):
    """What a visit cost: bytes by kind, and how far the page moved."""

    bytes: dict[str, int]
    shift: float
    paints: list[dict]
    html: str

    def of(self, *kinds: str) -> int:
        return sum(self.bytes.get(kind, 0) for kind in kinds)


def visit(page: Page, path: str) -> Seen:
    """Opens the page slowly and reads it to its end."""
    weighed: dict[str, int] = {}

    def weigh(request: Request) -> None:
        sizes = request.sizes()
        cost = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        kind = request.resource_type
        weighed[kind] = weighed.get(kind, 0) + cost

    page.on("requestfinished", weigh)
    page.add_init_script(WATCH)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.emulateNetworkConditions", SLOW | {"offline": False})
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(path, wait_until="networkidle")
    assert answer
    assert answer.ok
    for _screen in range(12):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")
    return Seen(
        weighed,
        page.evaluate("window.shifts.reduce((sum, it) => sum + it, 0)"),
        page.evaluate("window.paints"),
        answer.text(),
    )


def test_the_petition_is_light(site: Site, new_page: Opener):
    seen = visit(new_page(base_url=site.url, viewport=PHONE), PETITION)

    assert 0 < seen.of("document", "stylesheet", "script", "fetch") <= PETITION_BYTES, (
        seen.bytes
    )
    assert seen.of("font") > 0
    whole = seen.of("document", "stylesheet", "script", "fetch", "font")
    assert whole <= WITH_FONTS_BYTES, seen.bytes


@pytest.mark.parametrize("name", PAGES)
def test_nothing_jumps_and_the_largest_is_in_the_first_html(
    site: Site, new_page: Opener, name: str
):
    seen = visit(new_page(base_url=site.url, viewport=PHONE), PAGES[name])

    assert seen.shift <= SHIFT
    assert seen.paints
    largest = seen.paints[-1]
    if largest["url"]:
        assert largest["url"].removeprefix(site.url) in seen.html
    else:
        assert largest["words"].split()[0] in seen.html


@pytest.mark.parametrize("blocked", ["script", "image", "font", "stylesheet"])
def test_the_petition_can_be_signed_without(site: Site, new_page: Opener, blocked: str):
    page = new_page(base_url=site.url, viewport=PHONE)
    refused: list[str] = []

    def only_others(route):
        if route.request.resource_type == blocked:
            refused.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/*", only_others)
    page.goto(PETITION)
    fill_form(page, readers.new_address(f"without-{blocked}"))
    press_sign(page)
    expect(page).to_have_url(f"{site.url}{PETITION}check-inbox/")
    assert refused
