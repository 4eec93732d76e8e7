"""Scripts say the right plural, by the rules that a browser knows of each language."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, Route, expect

from comments.forms import WritingForm
from config import plurals
from petitions import specimens

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
HOST = "http://words.example"
HTML = "text/html; charset=utf-8"
SCRIPTS = "".join(
    f'<script type="module" src="/js/{name}.js"></script>'
    for name in ("text-count", "signature-count")
)


@pytest.fixture
def open_in_arabic(new_page: Opener) -> Callable[[str, dict], Page]:
    """Opens a part of a page, drawn by its template, with the scripts of the site."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/js/"):
            route.fulfill(path=settings.BASE_DIR / "static" / path[1:])
        else:
            route.fulfill(status=204)

    def open_part(template: str, context: dict) -> Page:
        with translation.override("ar"):
            part = render_to_string(template, context)
        page = new_page()
        page.route("**/*", answer)
        whole = f'<!DOCTYPE html><html lang="ar" dir="rtl">{part}{SCRIPTS}</html>'
        page.route(
            f"{HOST}/", lambda route: route.fulfill(body=whole, content_type=HTML)
        )
        page.goto(f"{HOST}/")
        return page

    return open_part


def test_a_browser_takes_each_number_for_the_form_that_the_catalogue_does(
    new_page: Opener,
):
    for language, samples in plurals.SAMPLES.items():
        chosen = new_page().evaluate(
            "([language, numbers]) => numbers.map("
            "(number) => new Intl.PluralRules(language).select(number))",
            [language, list(samples.values())],
        )
        assert chosen == list(samples)


def test_who_writes_in_arabic_reads_how_much_room_is_left_in_six_forms(open_in_arabic):
    form = WritingForm()
    form.fields["text"].widget.attrs["data-most"] = "100"
    page = open_in_arabic("comments/_write.html", {"form": form, "write_url": "/say/"})
    left = page.locator("text-count")

    for typed, words in {
        0: "بقي 100 حرف",
        89: "بقي 11 حرفاً",
        97: "بقيت 3 أحرف",
        98: "بقي حرفان",
        99: "بقي حرف واحد",
        100: "لم يبقَ أي حرف",
        103: "النص أطول بـ 3 أحرف",
    }.items():
        page.locator("textarea").fill("ن" * typed)
        expect(left).to_have_text(words)


def test_the_words_beside_a_number_change_with_it(open_in_arabic):
    about = {
        "petition": specimens.petition(),
        "figures": specimens.figures(1, 1000),
        "seconds": 0.4,
    }
    told = {"count": 1, "goal": 1000}
    page = open_in_arabic("components/live_count.html", about)
    page.route("**/count.json", lambda route: route.fulfill(json=told))
    words = page.locator(".figures-what")

    for told["count"], said in {
        1: "شخص وقّع حتى الآن",
        2: "شخصان وقّعا حتى الآن",
        3: "أشخاص وقّعوا حتى الآن",
        11: "شخصاً وقّعوا حتى الآن",
        100: "شخص وقّعوا حتى الآن",
    }.items():
        expect(words).to_have_text(said)
    expect(page.locator("[data-part=count]")).to_have_text("100")
