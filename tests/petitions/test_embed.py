"""The card for other sites' pages: what it says, and what it never does."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from csp.constants import HEADER
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from config import page_memory
from petitions import pages, publishing
from petitions.models import Tally
from tests import factories

CARD = "/embed/petitions/safe-haven/"
SCRIPT = "/embed.js"
PAGE = "/petitions/safe-haven/embed/"
# A line on a page of a partner must not weigh more than this.
MOST_SCRIPT_BYTES = 6144
CSS = Path(settings.BASE_DIR) / "static" / "css"


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, *tags):
        return [attrs for tag, attrs in self.found if tag in tags]


def elements(client, path=CARD):
    return Elements(client.get(path).content.decode())


# The card


def test_the_card_shows_title_target_number_bar_and_one_link(client, petition):
    Tally.objects.filter(petition=petition).update(count=250_123)
    page = client.get(CARD).content.decode()
    shown = Elements(page)

    for words in (
        "A safe haven",
        "The Home Secretary",
        "250,123",
        "people have signed",
    ):
        assert words in page
    (bar,) = shown.all("progress")
    assert (bar["value"], bar["max"]) == ("250123", "300000")
    (link,) = shown.all("a")
    assert link == {
        "class": "embed-link",
        "href": "/petitions/safe-haven/#sign",
        "target": "_blank",
        "rel": "noopener",
    }


WORDS = {
    "open": ("Sign the petition", "Read the petition"),
    "paused": ("Signing is paused", "Sign the petition"),
    "closed": ("This petition has closed", "Sign the petition"),
    "won": ("This petition was won", "Sign the petition"),
}


@pytest.mark.parametrize("status", WORDS)
def test_each_state_of_the_petition_stands_on_the_card(client, db, status):
    factories.make_petition(status=status)
    page = client.get(CARD).content.decode()
    said, unsaid = WORDS[status]

    assert said in page
    assert unsaid not in page


def test_the_card_holds_nothing_to_fill_in_or_press(client, petition):
    held = elements(client).all(
        *("form", "input", "button", "textarea", "select", "iframe", "object", "embed")
    )

    assert held == []


def test_the_card_loads_nothing_from_elsewhere_and_no_font(client, petition):
    shown = elements(client)
    sheets = [it["href"] for it in shown.all("link") if it["rel"] == "stylesheet"]

    for attrs in shown.all("script", "link", "img"):
        address = attrs.get("src") or attrs["href"]
        assert address.startswith("/static/") or attrs.get("rel") == "canonical"
    assert sheets == ["/static/css/tokens.css", "/static/css/embed.css"]
    assert "preload" not in [it.get("rel") for it in shown.all("link")]
    families = re.findall(r"--(?:text|sans):(.+?);", (CSS / "embed.css").read_text())
    assert len(families) == 2
    assert not [
        it for it in families if '"Newsreader"' in it or '"Libre Franklin"' in it
    ]


def test_a_card_of_nothing_says_so_in_the_frame(client, db):
    factories.make_petition(status="draft")

    for path in (CARD, "/embed/petitions/unknown/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "This petition is not here" in answer.content.decode()
        assert "A safe haven" not in answer.content.decode()
        assert may_be_framed(answer)


def test_a_title_on_the_card_is_text(client, petition):
    petition.title = "<script>alert(1)</script>"
    petition.save()

    assert b"<script>alert" not in client.get(CARD).content


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_held_to_when_it_is_asked_for(client, petition, theme):
    (html,) = elements(client, f"{CARD}?via=embed.x&theme={theme}").all("html")

    assert html["data-theme"] == theme


def test_no_reader_gets_the_theme_that_another_page_asked_for(client, petition):
    asked = ["?theme=dark", "", "?theme=light", "?theme=dark", ""]
    shown = [elements(client, CARD + query).all("html")[0] for query in asked]

    themes = [it.get("data-theme") for it in shown]
    assert themes == ["dark", None, "light", "dark", None]


@pytest.mark.parametrize(
    "query", ["", "?theme=", "?theme=pink", "?via=embed.x", "?x=1"]
)
def test_any_other_query_is_the_card_that_everybody_gets(client, petition, query):
    assert client.get(CARD + query).content == client.get(CARD).content
    (html,) = elements(client, CARD + query).all("html")
    assert "data-theme" not in html


def test_the_card_runs_from_right_to_left_where_the_language_does(client, petition):
    with translation.override("ar"):
        (html,) = elements(client).all("html")

    assert (html["lang"], html["dir"]) == ("ar", "rtl")


def test_a_theme_has_the_colours_of_the_site():
    tokens = (CSS / "tokens.css").read_text()
    light, dark = tokens.split("prefers-color-scheme: dark", 1)
    embed = (CSS / "embed.css").read_text()
    for theme, whole in (("light", light), ("dark", dark)):
        block = embed.split(f'[data-theme="{theme}"] {{')[1].split("}")[0]
        colours = dict(re.findall(r"(--[\w-]+): (#\w+);", block))
        assert len(colours) == 12
        for name, value in colours.items():
            assert f"{name}: {value};" in whole, (theme, name)


def test_the_script_has_the_colours_of_the_site(client, db):
    tokens = (CSS / "tokens.css").read_text()
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b", client.get(SCRIPT).content.decode()))

    assert len(colours) > 10
    assert [it for it in colours if f"{it};" not in tokens] == []


# Frames


def may_be_framed(answer):
    policy = answer.headers.get(HEADER, "")
    return "frame-ancestors *" in policy and "X-Frame-Options" not in answer


def refuses_frames(answer):
    policy = answer.headers.get(HEADER, "")
    return (
        "frame-ancestors 'none'" in policy and answer.get("X-Frame-Options") == "DENY"
    )


@pytest.mark.parametrize("query", ["", "?theme=dark"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_every_site_may_frame_the_card_whichever_store_it_comes_from(
    client, petition, query, encoding
):
    headers = {"accept-encoding": encoding}
    made = client.get(CARD + query, headers=headers)
    from_memory = client.get(CARD + query, headers=headers)
    page_memory.forget()
    from_cache = client.get(CARD + query, headers=headers)

    for answer in (made, from_memory, from_cache):
        assert answer.status_code == 200
        assert may_be_framed(answer)
        assert "form-action 'none'" in answer[HEADER]
        assert "default-src 'self'" in answer[HEADER]


def test_not_modified_is_no_word_against_frames(client, petition):
    etag = client.get(CARD)["ETag"]
    headers = {"if-none-match": etag}
    from_memory = client.get(CARD, headers=headers)
    page_memory.forget()
    from_cache = client.get(CARD, headers=headers)

    for answer in (from_memory, from_cache):
        assert answer.status_code == 304
        assert "X-Frame-Options" not in answer
        assert "'none'" not in re.findall(
            "frame-ancestors ([^;]*)", answer.get(HEADER, "frame-ancestors *")
        )


def test_no_other_page_may_be_framed(client, petition, ada):
    client.get(CARD)
    paths = [
        "/",
        "/campaigns/refugees-welcome/",
        "/petitions/safe-haven/",
        PAGE,
        SCRIPT,
        "/petitions/safe-haven.json",
        "/petitions/safe-haven/count.json",
        "/petitions/safe-haven/check-inbox/",
        "/petitions/safe-haven/signed/",
        "/oembed",
        "/oembed?url=x",
        "/embed/",
        "/embed/petitions/",
        "/accounts/login/",
        "/admin/login/",
        "/no/such/page/",
    ]
    for _ in range(2):
        refusing = {path: refuses_frames(client.get(path)) for path in paths}
        assert refusing == dict.fromkeys(paths, True)


def test_a_signature_sent_from_another_site_is_refused(client, petition):
    answer = client.post(
        "/petitions/safe-haven/sign/",
        factories.FORM,
        headers={"origin": "https://other.example", "sec-fetch-site": "cross-site"},
    )

    assert answer.status_code == 403
    assert not petition.signatures.exists()


# Caches


@pytest.mark.parametrize(
    ("path", "seconds"),
    [
        (CARD, "max-age=1, s-maxage=60"),
        (f"{CARD}?theme=dark", "max-age=1, s-maxage=60"),
        (SCRIPT, "max-age=300, s-maxage=300"),
        (PAGE, "max-age=1, s-maxage=1"),
    ],
)
def test_any_cache_may_keep_it(client, petition, path, seconds):
    for _ in range(2):
        answer = client.get(path)
        assert answer["Cache-Control"].startswith(f"public, {seconds}, ")
        assert answer["ETag"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("path", [CARD, f"{CARD}?theme=dark", SCRIPT, PAGE])
def test_it_is_the_same_bytes_for_everybody(petition, path, bo):
    plain = Client().get(path).content
    cache.clear()
    page_memory.forget()
    staff = Client(headers={"referer": "https://partner.example/", "cookie": "x=y"})
    staff.force_login(bo)
    answer = staff.get(path)

    assert answer.content == plain
    assert not answer.cookies


def test_a_moved_petition_has_its_card_made_anew(
    client, petition, django_capture_on_commit_callbacks
):
    forms = [CARD, f"{CARD}?theme=light", f"{CARD}?theme=dark"]
    assert set(forms) <= set(pages.of_petition(petition))
    for path in forms:
        client.get(path)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.close(petition)

    for path in forms:
        assert "This petition has closed" in client.get(path).content.decode()


def test_a_warm_card_asks_the_database_nothing(
    client, petition, django_assert_num_queries
):
    for path in (CARD, f"{CARD}?theme=dark", SCRIPT):
        client.get(path)
        with django_assert_num_queries(0):
            client.get(path)


def test_a_cold_card_asks_little(client, petition, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(CARD)


# The script


def test_the_script_is_small_as_it_is_served(client, db):
    assert len(client.get(SCRIPT).content) < MOST_SCRIPT_BYTES


def test_pages_of_other_sites_may_load_the_script(client, db):
    answer = client.get(SCRIPT)

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_script_writes_no_markup_and_keeps_nothing(client, db):
    script = client.get(SCRIPT).content.decode()

    for word in (
        *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval"),
        *("cookie =", "localStorage", "sessionStorage", "{{", "{%"),
    ):
        assert word not in script


def test_a_newsroom_s_name_cannot_break_the_script(client, db, settings):
    settings.NEWSROOM_NAME = 'The "Sun" \\ \n Co'
    script = client.get(SCRIPT).content.decode()

    assert r'"site":"The \"Sun\" \\ \n Co"' in script
