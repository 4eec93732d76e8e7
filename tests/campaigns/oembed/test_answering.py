"""What is asked badly, who may keep the answer, and where it is found."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from config import public_pages
from tests import factories
from tests.campaigns.oembed.asking import PETITION, SITE
from tests.parts import wordpress


@pytest.mark.parametrize(
    ("parameters", "status", "parameter"),
    [
        ({}, 400, "url"),
        ({"url": ""}, 400, "url"),
        ({"url": PETITION, "maxwidth": "0"}, 400, "maxwidth"),
        ({"url": PETITION, "maxwidth": "-1"}, 400, "maxwidth"),
        ({"url": PETITION, "maxwidth": "wide"}, 400, "maxwidth"),
        ({"url": PETITION, "maxwidth": "6e2"}, 400, "maxwidth"),
        ({"url": PETITION, "maxwidth": "٣٠٠"}, 400, "maxwidth"),
        ({"url": PETITION, "maxwidth": "9" * 5000}, 400, "maxwidth"),
        ({"url": PETITION, "maxheight": "1.5"}, 400, "maxheight"),
        ({"url": PETITION, "format": "xml"}, 501, "format"),
        ({"url": PETITION, "format": "yaml"}, 501, "format"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    client, petition, parameters, status, parameter
):
    answer = client.get("/oembed", parameters)

    assert answer.status_code == status
    assert answer.json()["parameter"] == parameter
    assert parameter in answer.json()["error"]
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", ["maxwidth", "maxheight", "format"])
def test_a_parameter_that_is_empty_is_as_good_as_none(client, petition, name):
    answer = client.get("/oembed", {"url": PETITION, name: ""})

    assert answer.status_code == 200


def test_nothing_is_posted_here(client, db):
    assert client.post("/oembed", {"url": PETITION}).status_code == 405


# Caches


def test_any_cache_may_keep_the_answer_and_no_cookie_comes_with_it(ask, petition):
    answer = ask()

    assert answer["Cache-Control"].startswith("public, max-age=300, s-maxage=300")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_a_warm_answer_asks_the_database_nothing(
    ask, petition, django_assert_num_queries
):
    ask(maxwidth="500", maxheight="750")

    with django_assert_num_queries(0):
        ask(f"{PETITION}#sign", maxwidth="500", maxheight="800")


def test_no_flood_of_addresses_or_sizes_fills_the_cache(ask, petition, monkeypatch):
    kept = set()
    real = public_pages.set_newest

    def count(key, *arguments, **options):
        kept.add(key)
        return real(key, *arguments, **options)

    monkeypatch.setattr(public_pages, "set_newest", count)
    for number in range(1, 130):
        ask(f"{PETITION}?x={number}", maxwidth=str(540 + number))
        ask(maxheight=str(number))
        ask(f"{SITE}/petitions/unknown-{number}/")

    assert len(kept) == 6
    cache.clear()


# Discovery


@pytest.mark.parametrize("path", ["petitions/safe-haven", "campaigns/refugees-welcome"])
def test_a_page_says_where_its_card_is(client, petition, path):
    page = client.get(f"/{path}/").content.decode()
    address = urlsplit(wordpress.provider(page))

    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{SITE}/oembed"
    assert parse_qs(address.query) == {"url": [f"{SITE}/{path}/"], "format": ["json"]}
    answer = client.get(f"/oembed?{address.query}")
    assert answer.json()["title"] == "A safe haven"


def test_a_draft_says_nothing_of_a_card(client, db):
    factories.make_petition(status="draft")
    client.force_login(factories.make_ada())

    assert b"json+oembed" not in client.get("/petitions/safe-haven/").content
