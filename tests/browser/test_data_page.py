"""The page of figures in a real Chromium: phone and desk, with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_access import NARROWEST, PHONE, findings
from tests.stack.readers import PETITION
from tests.stack.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_set_up]
Opener = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
FIGURES = f"{PETITION}data/"
SMALLEST_LETTER = 10
CONSTITUENCIES = ["Aberconwy", "Bristol Central", "Ynys Môn"]
POSTCODES = """
    SELECT DISTINCT replace(postcode, ' ', '') FROM petitions_signature
    WHERE country = 'GB' AND postcode <> '' ORDER BY 1
"""
TEXT_HEIGHTS = """
    () => [...document.querySelectorAll(".chart text, .tile text")]
        .filter((text) => text.checkVisibility())
        .map((text) => {
            const size = parseFloat(getComputedStyle(text).fontSize);
            return size * text.getScreenCTM().d;
        })
"""
OVERLAPS = """
    () => [...document.querySelectorAll(".chart")]
        .filter((chart) => chart.checkVisibility())
        .flatMap((chart) => {
            const all = [...chart.querySelectorAll("text")];
            const boxes = all.map((text) => text.getBoundingClientRect());
            return boxes.flatMap((a, i) => boxes.slice(i + 1)
                .filter((b) => a.left < b.right && b.left < a.right
                    && a.top + 4 < b.bottom && b.top + 4 < a.bottom)
                .map(() => all[i].textContent));
        })
"""


@pytest.fixture(scope="module")
def figures(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page's address, once the newsroom has a directory of the demo's postcodes.

    Many constituencies, most of them small: the table is long enough to be opened.
    """
    folder = tmp_path_factory.mktemp("directory")
    found = [code for (code,) in site.rows(POSTCODES) if not code.startswith("BFPO")]
    names = [*CONSTITUENCIES, *(f"Seat {number}" for number in range(20))]
    codes = [f"E140{number:05}" for number in range(len(names))]
    lines = [
        f"{postcode},{codes[number % len(codes)]}"
        for number, postcode in enumerate(found)
    ]
    (folder / "ONSPD.csv").write_text("\n".join(["pcds,pcon", *lines]))
    named = [f"{code},{name}" for code, name in zip(codes, names, strict=True)]
    (folder / "names.csv").write_text("\n".join(["code,name", *named]))
    site.manage(
        "import_postcodes",
        str(folder / "ONSPD.csv"),
        "--names",
        str(folder / "names.csv"),
    )
    return site.url + FIGURES


def open_all(page: Page) -> None:
    for summary in page.locator("details > summary").all():
        summary.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(figures: str, new_page: Opener, viewport: dict, scheme: str):
    page = new_page(viewport=viewport, color_scheme=scheme)
    page.goto(figures)
    open_all(page)

    assert findings(page) == []


@pytest.mark.parametrize(
    "viewport", [NARROWEST, PHONE, DESK], ids=["narrowest", "phone", "desk"]
)
def test_charts_can_be_read_at_every_width(
    figures: str, new_page: Opener, viewport: dict
):
    page = new_page(viewport=viewport)
    page.goto(figures)
    open_all(page)

    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    heights = page.evaluate(TEXT_HEIGHTS)
    assert len(heights) > 121
    assert min(heights) >= (SMALLEST_LETTER if viewport != NARROWEST else 8)
    assert page.evaluate(OVERLAPS) == []


def test_a_date_in_arabic_begins_with_its_day_from_the_right(
    figures: str, new_page: Opener
):
    """The drawing runs from left to right, and what is written in it does not."""
    page = new_page(viewport=DESK)
    page.goto(figures)
    places = page.locator(".chart-wide .chart-time").first.evaluate(
        """(text) => {
            const written = text.textContent;
            text.textContent = written.at(0) + "3 مارس" + written.at(-1);
            return [1, 3].map((at) => text.getStartPositionOfChar(at).x);
        }"""
    )
    day, month = places
    assert day > month


def test_everything_is_there_without_a_script(
    figures: str, new_page: Opener, complaints: list[str]
):
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(figures)

    expect(page.get_by_role("heading", level=1)).to_have_text("The figures")
    chart = page.get_by_role("img", name="Signatures over time")
    expect(chart).to_be_visible()
    expect(chart).to_have_count(1)
    open_all(page)
    for heading in ("Country", "Constituency", "Area"):
        expect(
            page.get_by_role("columnheader", name=heading, exact=True).last
        ).to_be_visible()
    expect(page.get_by_role("row", name="Ynys Môn").last).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_a_constituency_is_found_by_its_name(
    figures: str, new_page: Opener, complaints: list[str]
):
    page = new_page(viewport=PHONE)
    page.goto(figures)
    page.get_by_text("All constituencies: the numbers").click()
    table = page.locator("table-search tbody tr:visible")
    before = table.count()
    assert before > 15

    box = page.get_by_label("Find in this table")
    box.fill("ynys mon")
    expect(table).to_have_count(1)
    expect(table).to_contain_text("Ynys Môn")
    box.fill("nowhere")
    expect(page.get_by_text("Nothing of that name.")).to_be_visible()
    box.fill("")
    expect(table).to_have_count(before)
    assert complaints == []


def test_nothing_is_asked_of_other_sites(
    site: Site, figures: str, new_page: Opener, complaints: list[str]
):
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(figures)
    page.wait_for_load_state("networkidle")

    assert asked
    assert all(url.startswith(site.url) for url in asked)
    assert page.context.cookies() == []
    assert complaints == []
