"""Views that rest on no session are answered without what sessions need."""

import pytest
from django.db import OperationalError
from django.utils.decorators import sync_only_middleware

from config import short_way
from petitions import signing
from petitions.models import Signature
from tests import factories

SHORT_WAY = "config.short_way.take_the_short_way"


@sync_only_middleware
def closed_road(get_response):
    """Stands where the middleware for people with accounts begins."""

    def middleware(request):
        raise AssertionError(f"{request.path} went the long way")

    return middleware


@pytest.fixture
def long_way_closed(settings):
    settings.MIDDLEWARE = [SHORT_WAY, f"{__name__}.closed_road"]


@pytest.fixture
def petition(db):
    return factories.make_petition()


def sign(client, petition, **extra):
    return client.post(f"{petition.url}sign/", factories.FORM, **extra)


def test_a_reader_signs_confirms_and_looks_past_all_that_accounts_need(
    long_way_closed, client, petition
):
    response = sign(client, petition)

    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert client.post(f"{petition.url}code/", {"code": "1"}).status_code == 422
    assert client.get(f"{petition.url}signed/").status_code == 200
    assert client.get("/petitions/confirm/no-token/").status_code == 404
    assert client.get("/my/no-token/").status_code == 404


def test_a_bad_form_comes_back_whole_on_the_short_way(
    long_way_closed, client, petition
):
    response = client.post(f"{petition.url}sign/", {"name": "Ada"})

    assert response.status_code == 422
    assert 'value="Ada"' in response.content.decode()


def test_every_other_page_goes_the_long_way(long_way_closed, client, petition):
    client.raise_request_exception = False

    assert client.get("/accounts/login/").status_code == 500
    assert client.get("/no/such/page/").status_code == 500


def test_the_short_way_keeps_the_headers_that_guard_a_page(client, petition):
    response = sign(client, petition)

    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert response["Content-Length"] == "0"


def test_a_foreign_host_is_refused_on_the_short_way_too(client, petition):
    assert sign(client, petition, headers={"host": "evil.example"}).status_code == 400


def test_a_database_that_is_away_is_a_busy_page_on_the_short_way(
    client, petition, monkeypatch
):
    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(signing, "sign", away)
    response = sign(client, petition)

    assert response.status_code == 503
    assert 'value="ada@example.org"' in response.content.decode()


def test_a_mistake_of_ours_on_the_short_way_is_a_page_with_guards_too(
    client, petition, monkeypatch
):
    def mistake(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(signing, "sign", mistake)
    client.raise_request_exception = False
    response = sign(client, petition)

    assert response.status_code == 500
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("secure", [False, True])
def test_the_short_way_says_what_the_long_way_says_of_every_answer(
    client, petition, settings, secure
):
    settings.SECURE_HSTS_SECONDS = 60
    short_way._usual_headers.cache_clear()
    usual = dict(short_way._usual_headers(secure))
    short = sign(client, petition, secure=secure)
    missing = client.get("/petitions/confirm/no-token/", secure=secure)
    long = client.get("/accounts/login/", secure=secure)
    short_way._usual_headers.cache_clear()

    assert len(usual) >= 5
    assert ("Strict-Transport-Security" in usual) is secure
    for answer in (short, missing, long):
        assert usual.items() <= dict(answer.items()).items() | {
            # A page with a key in its address says this itself.
            ("Referrer-Policy", usual["Referrer-Policy"])
        }


def test_the_short_way_leads_to_https_as_the_long_way_does(client, petition, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = sign(client, petition)

    assert response.status_code == 301
    assert response["Location"].startswith("https://")
    assert Signature.objects.count() == 0
    assert sign(client, petition, secure=True).status_code == 302
