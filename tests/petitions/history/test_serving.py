"""Who may see a history, how fresh it is, and from where it comes."""

import pytest

from config import page_memory, public_pages
from petitions import counting, history, publishing
from petitions.models import Petition
from tests import factories
from tests.petitions.conftest import NINE
from tests.petitions.history.reading import CSV, JSON, count, read


@pytest.mark.parametrize("status", ["paused", "closed", "won"])
@pytest.mark.parametrize("path", [JSON, CSV])
def test_the_history_of_a_petition_that_ended_stays(client, petition, status, path):
    count(petition, {0: 1})
    Petition.objects.update(status=status, closed_at=NINE, won_at=NINE)

    assert b"2022-03-01T09:00:00Z" in client.get(path).content


@pytest.mark.parametrize("query", ["", "?by=day", "?from=2022-03-01", "?by=x"])
@pytest.mark.parametrize("path", [JSON, CSV])
def test_a_draft_has_no_history(client, petition, path, query):
    publishing_back = {"status": "draft", "opened_at": None}
    Petition.objects.update(**publishing_back)

    assert client.get(path + query).status_code == 404
    assert client.get(f"/petitions/nowhere/history.json{query}").status_code == 404


@pytest.mark.parametrize("path", [JSON, CSV])
@pytest.mark.parametrize("form", history.FORMS)
def test_a_raised_count_shows_at_once_in_every_form(
    client, petition, path, form, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", 3600)
    monkeypatch.setattr(page_memory, "MEMORY_SECONDS", 3600)
    before = client.get(path + form).content
    counting.queue(factories.make_signature(petition), +1, "confirmed")
    assert client.get(path + form).content == before
    with django_capture_on_commit_callbacks(execute=True):
        counting.drain()

    assert client.get(path + form).content != before


def test_opening_shows_the_history_at_once(
    client, clock, monkeypatch, db, django_capture_on_commit_callbacks
):
    draft = factories.make_petition(status="draft")
    assert client.get(JSON).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        publishing.open_petition(draft)

    assert client.get(JSON).status_code == 200


@pytest.mark.parametrize("form", history.FORMS)
def test_a_warm_history_asks_the_database_nothing(
    client, petition, form, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", 3600)
    count(petition, {0: 1, 30: 1})
    warm = client.get(JSON + form).content

    with django_assert_num_queries(0):
        assert client.get(JSON + form).content == warm
        odd = f"{'&' if form else '?'}utm_source=x&%20=9"
        assert client.get(JSON + form + odd).content == warm


def test_forms_are_kept_apart(client, petition, monkeypatch):
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", 3600)
    count(petition, {0: 1, 0.5: 1, 30: 1})
    sizes = [
        len(client.get(f"{JSON}?by={by}").json()["points"])
        for by in ("minute", "hour", "day", "minute", "hour", "day")
    ]

    assert sizes == [3, 2, 2] * 2
    assert read(client)["by"] == "hour"


def test_odd_addresses_fill_neither_cache_nor_memory(client, petition, monkeypatch):
    kept = []
    real = public_pages.set_newest
    monkeypatch.setattr(
        public_pages,
        "set_newest",
        lambda key, *a, **k: kept.append(key) or real(key, *a, **k),
    )
    for number in range(1, 20):
        client.get(JSON, {"from": f"2022-03-{number:02}", "x": number})
        client.get(CSV, {"to": f"2022-03-{number:02}", "by": "hour"})
        client.get(JSON, {"by": f"odd{number}"})
        client.get(JSON, {"by": "day", "x": number})
        client.get(JSON, {"x": number})

    assert len(set(kept)) == 2
    assert len(page_memory._memory) == 0


@pytest.mark.parametrize("query", ["?from=2022-03-01T09:30", "?to=2022-03-02&by=hour"])
def test_a_part_is_answered_like_any_public_page(client, petition, query):
    count(petition, {0: 1, 1: 1})
    response = client.get(JSON + query, headers={"accept-encoding": "gzip"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public, max-age=1, s-maxage=")
    assert response["Content-Encoding"] == "gzip"
    assert not response.cookies
    again = client.get(
        JSON + query,
        headers={"accept-encoding": "gzip", "if-none-match": response["ETag"]},
    )
    assert again.status_code == 304


def test_while_the_database_hangs_no_other_form_is_served(petition, rf, client):
    count(petition, {0: 1, 0.5: 1, 30: 1})
    whole, days = client.get(JSON).content, client.get(f"{JSON}?by=day").content

    def kept(query):
        answer = public_pages.kept_answer(rf.get(JSON + query))
        return answer and answer.content

    assert kept("") == kept("?utm_source=x") == whole
    assert kept("?by=day") == days
    assert kept("?by=minute") is None
    assert kept("?from=2022-03-01") is None
    assert public_pages.kept_answer(rf.get("/nowhere/at/all.json")) is None
