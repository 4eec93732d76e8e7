"""What a proxy says in place of the site: a file for each language."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from config import away
from config.launching import production, proxies

CODES = dict(settings.LANGUAGES)
DIRECTIONS = {"en-gb": "ltr", "ar": "rtl"}
DEPLOY = settings.BASE_DIR / "deploy"


class Elements(HTMLParser):
    """The elements of a page in their order, with what they say of themselves."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture(params=CODES)
def code(request):
    return request.param


def test_each_language_has_the_page_as_the_command_writes_it(code):
    written = (DEPLOY / away.file_name(code)).read_text()
    assert written == away.page(code), "run `manage.py write_away_pages`"


def test_no_page_is_left_of_a_language_that_the_site_does_not_speak():
    assert {path.name for path in DEPLOY.glob("away*.html")} == {
        away.file_name(code) for code in CODES
    }


def test_the_page_asks_for_nothing_else(code):
    text = away.page(code)
    for _tag, attributes in Elements(text).found:
        assert not {"src", "href", "srcset"} & set(attributes)
    assert not re.search(r"url\(|@import|<script|https?:", text)


def test_the_page_says_its_language_and_which_way_it_runs(code):
    tag, attributes = Elements(away.page(code)).found[0]
    assert tag == "html"
    assert attributes == {"lang": code, "dir": DIRECTIONS[code]}


def test_all_languages_say_the_same(code):
    english = away.page("en-gb")
    assert [tag for tag, _ in Elements(away.page(code)).found] == [
        tag for tag, _ in Elements(english).found
    ]
    if code != "en-gb":
        assert "restarting" not in away.page(code)


@pytest.mark.parametrize(
    ("asked", "name"),
    [("", "away.html"), ("en-gb", "away.html"), ("ar", "away.ar.html")],
)
@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_a_proxy_is_told_of_the_page_in_the_language_of_its_site(
    monkeypatch, program, asked, name
):
    monkeypatch.setenv("LANGUAGE_CODE", asked)
    monkeypatch.setenv("SITE_URL", "http://campaigns.example.org")
    monkeypatch.setenv("WEB_PORT", "8001")
    made = production.proxy(program, "127.0.0.1", 8000, Path("/srv/data"))
    text = proxies.text_for(program, made)

    assert set(re.findall(r"away[.\w]*\.html", text)) == {name}
