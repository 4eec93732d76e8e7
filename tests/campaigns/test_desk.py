"""Campaigns at the desk: written, shown, and kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from campaigns.models import Campaign, Phase
from tests import factories

DESK = "/admin/campaigns/campaign/"


@pytest.fixture
def desk(client, db):
    factories.at_the_desk(client, factories.make_bo())
    return client


def form(**changes):
    return {
        "title": "Refugees Welcome",
        "slug": "refugees-welcome",
        "standfirst": "",
        "body": "",
        "picture_file": "",
        "picture_alt": "",
        "picture_caption": "",
        "picture_credit": "",
        "position": "0",
        "phases-TOTAL_FORMS": "0",
        "phases-INITIAL_FORMS": "0",
    } | changes


def phase_form(**changes):
    fields = {
        "title": "Ukraine 2022",
        "started_on": "2022-03-01",
        "ended_on": "",
        "summary": "",
        "recorded_title": "",
        "recorded_count": "",
        "recorded_on": "",
        "recorded_next_goal": "",
        "recorded_source": "",
    } | changes
    named = {f"phases-0-{name}": value for name, value in fields.items()}
    return {"phases-TOTAL_FORMS": "1"} | named


def test_a_campaign_is_written_and_then_published(desk):
    desk.post(f"{DESK}add/", form(**phase_form()))
    campaign = Campaign.objects.get()
    assert not campaign.is_published
    assert campaign.phases.get().title == "Ukraine 2022"
    assert Client().get(campaign.url).status_code == 404

    desk.post(f"{DESK}{campaign.pk}/change/", form(is_published="on"))
    assert Client().get(campaign.url).status_code == 200


def test_a_change_shows_at_once(desk):
    campaign = factories.make_campaign()
    reader = Client()
    assert "New words" not in reader.get(campaign.url).content.decode()
    assert "New words" not in reader.get("/").content.decode()

    desk.post(
        f"{DESK}{campaign.pk}/change/", form(title="New words", is_published="on")
    )

    assert "New words" in reader.get(campaign.url).content.decode()
    assert "New words" in reader.get("/").content.decode()


def test_the_desk_has_a_link_that_shows_the_draft(desk):
    campaign = factories.make_campaign(is_published=False)
    page = desk.get(f"{DESK}{campaign.pk}/change/").content.decode()
    key = page.partition(f'href="{campaign.url}?preview=')[2].partition('"')[0]

    assert Client().get(f"{campaign.url}?preview={key}").status_code == 200


def test_a_campaign_with_petitions_is_not_deleted(desk):
    petition = factories.make_petition()
    desk.post(f"{DESK}{petition.campaign_id}/delete/", {"post": "yes"})

    assert Campaign.objects.exists()


@pytest.mark.parametrize("who", [factories.make_dee, factories.make_cy])
def test_who_does_not_edit_changes_nothing(client, db, who):
    campaign = factories.make_campaign()
    factories.at_the_desk(client, who())
    response = client.post(f"{DESK}{campaign.pk}/change/", form(title="X"))

    assert response.status_code in (302, 403)
    campaign.refresh_from_db()
    assert campaign.title == "Refugees Welcome"


def test_a_phase_does_not_end_before_it_starts(desk):
    bad = phase_form(ended_on="2022-02-28")
    page = desk.post(f"{DESK}add/", form(**bad)).content.decode()

    assert "A phase ends after it starts" in page
    assert not Campaign.objects.exists()
    campaign = factories.make_campaign()
    with pytest.raises(ValidationError):
        Phase(
            campaign=campaign,
            title="x",
            started_on=date(2022, 2, 1),
            ended_on=date(2022, 1, 1),
        ).full_clean()


@pytest.mark.parametrize(
    ("started", "ended", "year"),
    [
        (date(2015, 1, 1), date(2015, 12, 31), 2015),
        (date(2015, 1, 1), None, None),
        (date(2015, 1, 2), date(2015, 12, 31), None),
        (date(2015, 1, 1), date(2016, 12, 31), None),
    ],
)
def test_a_phase_of_a_whole_year_is_shown_as_the_year(started, ended, year):
    assert Phase(started_on=started, ended_on=ended).whole_year == year
