"""A petition that is not open yet: who may see it, and that nobody keeps it."""

import time

import pytest
from django.test import Client

from campaigns import previews
from petitions import publishing
from tests import factories


@pytest.fixture
def draft(db):
    return factories.make_petition(slug="draft", status="draft")


def test_the_draft_says_that_it_is_one(client, draft, bo):
    client.force_login(bo)
    page = client.get(draft.url).content.decode()

    assert "Not open yet" in page
    assert 'name="consent"' not in page


@pytest.mark.parametrize(
    "tail",
    ["", "count.json", "history.json", "history.csv", "check-inbox/", "signed/"],
)
def test_nobody_outside_sees_a_draft(client, draft, cy, tail):
    assert client.get(draft.url + tail).status_code == 404
    assert client.get("/petitions/draft.json").status_code == 404
    client.force_login(cy)
    assert client.get(draft.url + tail).status_code == 404


@pytest.mark.parametrize("who", ["bo", "preview link"])
def test_a_draft_is_nobodys_to_keep(client, draft, bo, who):
    if who == "bo":
        client.force_login(bo)
        path = draft.url
    else:
        path = previews.link(draft.url)
    response = client.get(path)

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert Client().get(draft.url).status_code == 404


def test_a_member_of_staff_who_left_sees_no_draft(client, draft, bo):
    client.force_login(bo)
    bo.is_active = False
    bo.save()

    assert client.get(draft.url).status_code == 404


def test_a_key_of_another_page_opens_no_draft(client, draft):
    key = previews.link("/petitions/other/").partition("?")[2]

    assert client.get(f"{draft.url}?{key}").status_code == 404


@pytest.mark.parametrize("key", ["", "x", "/petitions/draft/:1:x", "\u20ac" * 9])
def test_a_made_up_key_opens_no_draft(client, draft, key):
    assert client.get(draft.url, {"preview": key}).status_code == 404


@pytest.mark.parametrize(("days", "status"), [(13.9, 200), (14.1, 404)])
def test_a_key_works_for_a_fortnight(client, draft, monkeypatch, days, status):
    link = previews.link(draft.url)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + days * 86400)

    assert client.get(link).status_code == status


def test_opening_shows_at_once(client, draft, django_capture_on_commit_callbacks):
    assert client.get(draft.url).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        publishing.open_petition(draft)

    assert client.get(draft.url).status_code == 200


def test_a_preview_of_what_is_public_leads_to_the_page_that_is_kept(client, petition):
    """Or anybody could have the site make a page anew as often as they like."""
    for url in (petition.url, petition.campaign.url):
        response = client.get(f"{url}?preview=anything")

        assert (response.status_code, response["Location"]) == (302, url)


@pytest.mark.parametrize("path", ["/", "/petitions/safe-haven/count.json"])
def test_a_page_without_previews_is_kept_whatever_is_asked(
    client, petition, path, django_assert_num_queries
):
    client.get(path)

    with django_assert_num_queries(0):
        assert client.get(f"{path}?preview=anything").status_code == 200
