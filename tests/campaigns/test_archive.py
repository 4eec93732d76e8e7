"""A campaign ends: it leaves the front page and keeps its address."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from campaigns import ending
from petitions.models import Petition
from tests import factories

DESK = "/admin/campaigns/campaign/"


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


@pytest.fixture
def desk(client, db):
    return factories.at_the_desk(client, factories.make_bo())


def page(path):
    return Client().get(path).content.decode()


def test_the_archive_is_linked_in_the_foot_and_stands_empty(client, db):
    assert 'href="/archive/"' in page("/")
    assert "No campaign has ended yet." in page("/archive/")


def test_ending_moves_a_campaign_to_the_archive(
    desk, campaign, django_capture_on_commit_callbacks
):
    assert campaign.url in page("/")
    assert campaign.url not in page("/archive/")
    asked = desk.get(f"{DESK}{campaign.pk}/end/").content.decode()
    assert "From today the campaign stands in the archive" in asked
    assert page("/").count(campaign.url)  # Looking ended nothing.

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{DESK}{campaign.pk}/end/")
    assert campaign.url in page("/archive/")
    campaign.refresh_from_db()
    assert campaign.ended_on == timezone.localdate()
    shown = page(campaign.url)
    assert "This campaign ended on" in shown
    assert 'href="/archive/"' in shown


def test_while_nothing_runs_the_front_page_shows_the_archive(campaign):
    ending.end(campaign, on=date(2024, 5, 6))
    shown = page("/")

    assert "No campaign is running" in shown
    assert campaign.url in shown
    assert "6 May 2024" in shown


def test_phases_and_petitions_end_with_the_campaign(campaign):
    phase = factories.make_phase(campaign)
    petition = factories.make_petition(phase=phase)
    paused = factories.make_petition(slug="paused", status="paused")
    won = factories.make_petition(slug="won", status="won")
    ending.end(campaign, on=date(2024, 5, 6))

    for row in (phase, petition, paused, won):
        row.refresh_from_db()
    assert phase.ended_on == date(2024, 5, 6)
    assert petition.status == paused.status == Petition.Status.CLOSED
    assert won.status == Petition.Status.WON


def test_the_archive_tells_how_many_signed_and_what_was_won(campaign):
    factories.make_petition(status="won", title="A safe haven")
    ending.end(campaign, on=date(2024, 5, 6))
    shown = page("/archive/")

    assert "A safe haven" in shown
    assert "0 people signed" in shown
    assert "Won" in shown


def test_a_phase_that_had_not_begun_ends_on_its_first_day(campaign):
    phase = factories.make_phase(campaign, started_on=date(2030, 1, 1))
    ending.end(campaign, on=date(2024, 5, 6))

    phase.refresh_from_db()
    assert phase.ended_on == date(2030, 1, 1)


def test_a_campaign_ends_once(campaign):
    ending.end(campaign, on=date(2024, 5, 6))

    with pytest.raises(ending.NotRunning):
        ending.end(campaign, on=date(2025, 1, 1))
    campaign.refresh_from_db()
    assert campaign.ended_on == date(2024, 5, 6)


def test_an_ended_campaign_offers_no_newsletter(campaign):
    assert 'id="newsletter-refugees-welcome"' in page(campaign.url)
    ending.end(campaign, on=date(2024, 5, 6))

    assert Client().get(f"/newsletter/{campaign.slug}/").status_code == 404


def test_drafts_are_not_in_the_archive(db):
    secret = factories.make_campaign(
        slug="secret", is_published=False, ended_on=date(2024, 1, 1)
    )

    assert secret.url not in page("/archive/")


@pytest.mark.parametrize("who", [factories.make_dee, factories.make_cy])
def test_who_does_not_edit_ends_nothing(client, campaign, who):
    factories.at_the_desk(client, who())
    assert client.post(f"{DESK}{campaign.pk}/end/").status_code in (302, 403)

    campaign.refresh_from_db()
    assert campaign.ended_on is None
