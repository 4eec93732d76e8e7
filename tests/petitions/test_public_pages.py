"""The petition's public face: the same bytes for everybody, and figures to rely on."""

import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from config import public_pages
from petitions import counting, publishing
from petitions.models import AreaTally, Tally
from tests import factories

PAGE, COUNT, DATA, HISTORY, TABLE, FIGURES, PLACES = (
    "/petitions/safe-haven/",
    "/petitions/safe-haven/count.json",
    "/petitions/safe-haven.json",
    "/petitions/safe-haven/history.json",
    "/petitions/safe-haven/history.csv",
    "/petitions/safe-haven/data/",
    "/petitions/safe-haven/places.csv",
)
PUBLIC = [
    PAGE,
    COUNT,
    DATA,
    HISTORY,
    TABLE,
    FIGURES,
    PLACES,
    "/",
    "/campaigns/refugees-welcome/",
]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(autouse=True)
def _pages_stay_fresh(monkeypatch):
    """However slow the machine: no page turns stale in the middle of a test."""
    stopped = SimpleNamespace(
        time=lambda: 0.0, monotonic=time.monotonic, sleep=time.sleep
    )
    monkeypatch.setattr(public_pages, "time", stopped)


def count(petition, number, **area):
    """Set the numbers as a drain would leave them."""
    Tally.objects.filter(petition=petition).update(count=number)
    for place, tally in area.items():
        country, _, region = place.partition("_")
        AreaTally.objects.create(
            petition=petition, country=country, region=region, count=tally
        )


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_may_be_kept_by_any_cache(client, petition, path):
    response = client.get(path)

    assert response.status_code == 200
    assert response["Cache-Control"] == (
        "public, max-age=1, s-maxage=1, stale-while-revalidate=10, stale-if-error=86400"
    )
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["ETag"].startswith('"')


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_the_same_bytes_for_everybody(petition, path, bo, sign):
    plain = Client().get(path)
    signer, staff = Client(), Client()
    sign(browser=signer)
    staff.force_login(bo)
    old = Client(headers={"cookie": "sessionid=x; csrftoken=y; signed=z; thanked=z"})

    for browser in (signer, staff, old):
        answer = browser.get(path)
        assert answer.content == plain.content
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("path", [PAGE, DATA, "/", "/campaigns/refugees-welcome/"])
def test_a_page_made_anew_for_staff_is_no_different(petition, path, bo):
    plain = Client().get(path).content
    cache.clear()
    staff = Client()
    staff.force_login(bo)

    answer = staff.get(path)
    assert answer.content == plain
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_reader_who_has_the_page_is_sent_no_bytes(client, petition, path):
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"if-none-match": etag})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == etag
    assert "s-maxage" in again["Cache-Control"]
    assert client.get(path, headers={"if-none-match": '"x"'}).status_code == 200


def test_a_changed_page_has_another_etag(
    client, petition, django_capture_on_commit_callbacks
):
    before = client.get(PAGE)["ETag"]
    petition.title = "Another title"
    petition.save()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.show(petition)

    assert client.get(PAGE, headers={"if-none-match": before}).status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_a_warm_page_asks_the_database_nothing(
    client, petition, path, django_assert_num_queries
):
    client.get(path)

    with django_assert_num_queries(0):
        client.get(path)
        client.head(path)


def test_a_cold_page_asks_little(client, petition, django_assert_max_num_queries):
    factories.make_signatures(petition, 15, show_name=True)

    # Two of them for what readers say.
    with django_assert_max_num_queries(9):
        client.get(PAGE)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("query", ["?utm_source=x", "?a=1&b=2", "?"])
def test_a_tail_on_the_address_changes_nothing(client, petition, path, query):
    assert client.get(path + query).content == client.get(path).content


def test_other_sites_may_read_the_figures_and_nothing_else(client, petition):
    for path in (COUNT, DATA, HISTORY, TABLE):
        response = client.get(path, headers={"origin": "https://other.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        is_table = path == TABLE
        assert response["Content-Type"] == (
            "text/csv; charset=utf-8" if is_table else "application/json"
        )
    for path in (PAGE, "/", "/campaigns/refugees-welcome/"):
        assert "Access-Control-Allow-Origin" not in client.get(path)


def test_the_live_number(client, petition):
    count(petition, 250_123)
    live = client.get(COUNT).json()

    assert list(live) == ["count", "goal", "as_of"]
    assert (live["count"], live["goal"]) == (250_123, 300_000)
    assert TIME.fullmatch(live["as_of"])


def test_the_public_figures(client, petition):
    count(petition, 42, GB_SW=30, GB_M=6, GB_LS=4, FR=2, GB_=0)
    petition.milestones.create(count=10)
    public = client.get(DATA).json()

    assert list(public) == [
        *("url", "slug", "petition", "campaign", "target", "status"),
        *("opened_at", "ended_at", "text", "text_version", "text_sha256"),
        *("count", "goal", "milestones", "by_country", "by_region", "updated_at"),
        *("history_url", "not_known", "withheld"),
    ]
    assert client.get(public["history_url"]).json()["slug"] == "safe-haven"
    assert public["petition"] == "A safe haven"
    assert public["target"] == "The Home Secretary"
    assert public["status"] == "open"
    assert public["text_version"] == 1
    assert (public["count"], public["goal"]) == (42, 100)
    assert [milestone["count"] for milestone in public["milestones"]] == [10]
    assert TIME.fullmatch(public["milestones"][0]["reached_at"])
    assert TIME.fullmatch(public["opened_at"])
    assert TIME.fullmatch(public["updated_at"])
    assert public["ended_at"] is None


def test_a_place_of_fewer_than_five_signers_is_withheld_and_never_alone(
    client, petition
):
    count(petition, 42, GB_SW=30, GB_M=5, GB_LS=4, FR=2, DE=5)
    public = client.get(DATA).json()

    assert public["by_country"] == {"GB": 39}
    assert public["by_region"] == {"SW": 30}


def test_no_json_holds_anything_about_a_signer(client, petition):
    factories.make_signature(
        petition, status="confirmed", show_name=True, reason="my secret reason"
    )
    text = client.get(DATA).content.decode() + client.get(COUNT).content.decode()

    for secret in ("Ada", "ada@example.org", "SW1A", "my secret reason"):
        assert secret not in text


def test_the_page_names_only_those_who_chose_it(client, petition):
    factories.make_signature(petition, status="confirmed", show_name=True)
    for number, status in enumerate(["pending", "quarantined", "withdrawn", "removed"]):
        factories.make_signature(
            petition,
            email=f"b{number}@example.org",
            name=f"Unseen {status}",
            status=status,
            show_name=True,
        )
    factories.make_signature(
        petition, email="c@example.org", name="Shy Reader", status="confirmed"
    )
    page = client.get(PAGE).content.decode()

    assert "Ada Field" in page
    assert "Unseen" not in page
    assert "Shy Reader" not in page
    for secret in ("ada@example.org", "SW1A"):
        assert secret not in page


def test_a_name_is_shown_as_text(client, petition):
    factories.make_signature(
        petition, status="confirmed", show_name=True, name="<script>alert(1)</script>"
    )

    assert "<script>alert(1)" not in client.get(PAGE).content.decode()


WORDS = {
    "open": ("Sign the petition", None),
    "paused": ("Signing is paused", "Sign the petition"),
    "closed": ("This petition has closed", "Sign the petition"),
    "won": ("This petition was won", "Sign the petition"),
}


@pytest.mark.parametrize("status", WORDS)
def test_each_state_has_its_own_words(client, db, status):
    petition = factories.make_petition(status=status, outcome="They **listened**.")
    page = client.get(petition.url).content.decode()
    said, unsaid = WORDS[status]

    assert said in page
    assert unsaid is None or unsaid not in page
    assert ('name="consent"' in page) == (status == "open")
    assert ("<strong>listened</strong>" in page) == (status in ("closed", "won"))
    others = {words for words, _unsaid in WORDS.values()} - {said}
    assert not any(words in page for words in others)
    assert client.get(f"/petitions/{petition.slug}.json").json()["status"] == status


def test_a_petition_past_its_hour_is_shown_as_closed(client, petition):
    petition.closes_at = timezone.now() - timedelta(seconds=1)
    petition.save()

    assert WORDS["closed"][0] in client.get(PAGE).content.decode()
    assert client.get(DATA).json()["status"] == "closed"
    assert client.get(DATA).json()["ended_at"] is not None


@pytest.mark.parametrize("move", [publishing.close, publishing.pause, publishing.win])
def test_a_move_shows_at_once(
    client, petition, move, django_capture_on_commit_callbacks
):
    before = {path: client.get(path).content for path in (PAGE, DATA)}
    home = client.get("/").content
    with django_capture_on_commit_callbacks(execute=True):
        move(petition)

    for path, content in before.items():
        assert client.get(path).content != content
    assert client.get("/").content != home


def test_a_raised_count_shows_at_once(
    client, petition, django_capture_on_commit_callbacks
):
    assert client.get(COUNT).json()["count"] == 0
    signature = factories.make_signature(petition, status="confirmed")
    counting.queue(signature, +1, "confirmed")
    with django_capture_on_commit_callbacks(execute=True):
        counting.drain()

    assert client.get(COUNT).json()["count"] == 1
    assert client.get(DATA).json()["count"] == 1


def test_the_page_asks_nothing_of_other_sites(client, petition):
    """A reader's visit is between them and the newsroom."""
    page = client.get(PAGE).content.decode()
    loads = re.findall(r'(?:src|href|action)="(https?://[^"]+)"', page)
    links = re.findall(
        r'<(?:a|link rel="(?:canonical|alternate)")[^>]*href="(https?://[^"]+)"', page
    )

    assert set(loads) == set(links)
    assert "style=" not in page
    # A block of data is no script: no browser runs it.
    assert not re.search(r"<script(?![^>]*(?:src=|ld\+json))[^>]*>", page)
    assert "csrf" not in page


def test_the_page_forbids_what_it_does_not_need(client, petition):
    response = client.get(PAGE)

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
