"""A campaign's page: the run that is on, its history, and the runs of before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from petitions.models import Tally
from tests import factories

OLD = {
    "title": "Syria 2015",
    "started_on": date(2015, 9, 2),
    "ended_on": date(2016, 3, 1),
}


@pytest.fixture
def campaign(db):
    return factories.make_campaign(standfirst="Let people in.", body="What we want.")


@pytest.fixture
def page(client, campaign):
    return lambda: client.get(campaign.url).content.decode()


def make_frozen(campaign, **changes):
    """The petition of the run of 2015, with 12,345 names."""
    fields = {
        "slug": "let-them-in",
        "title": "Let them in",
        "standfirst": "Take a fair share.",
        "status": "closed",
        "opened_at": datetime(2015, 9, 2, 12, tzinfo=UTC),
        "closed_at": datetime(2016, 3, 1, 12, tzinfo=UTC),
        "phase": factories.make_phase(campaign, **OLD),
    }
    petition = factories.make_petition(**(fields | changes))
    Tally.objects.filter(petition=petition).update(count=12_345)
    return petition


def test_the_petition_of_the_running_phase_comes_first(page, campaign):
    petition = factories.make_petition(phase=factories.make_phase(campaign))
    factories.make_entry()
    shown = page()

    places = [
        shown.index(mark)
        for mark in (f"{petition.url}#sign", "What we want.", 'id="history"')
    ]
    assert places == sorted(places)


def test_an_earlier_phase_shows_what_was_asked_and_what_it_came_to(page, campaign):
    old = make_frozen(campaign, outcome="The prime minister *agreed*.")
    shown = page()

    for told in (
        "Earlier in this campaign",
        "2 Sep 2015 to 1 Mar 2016",
        old.title,
        "Take a fair share.",
        "<strong>12,345</strong> people signed",
        "Opened 2 Sep 2015, ended 1 Mar 2016.",
        "<em>agreed</em>",
    ):
        assert told in shown
    assert "#sign" not in shown


def test_a_petition_that_still_takes_names_is_no_history(page, campaign):
    open_one = make_frozen(campaign, status="open")

    assert f"{open_one.url}#sign" in page()


def test_stories_are_listed_newest_first_and_drafts_are_not(page, campaign):
    now = timezone.now()
    for slug, hours in (("old", 3), ("new", 1)):
        at = now - timedelta(hours=hours)
        factories.make_story(slug=slug, headline=f"Story {slug}", published_at=at)
    factories.make_story(slug="draft", headline="Story draft", is_published=False)
    later = now + timedelta(hours=1)
    factories.make_story(slug="held", headline="Story held", published_at=later)
    shown = page()

    assert shown.index("Story new") < shown.index("Story old")
    assert "Story draft" not in shown
    assert "Story held" not in shown


def test_stories_of_other_campaigns_are_not_shown(page, campaign):
    other = factories.make_campaign(slug="night-bus", title="Keep the night bus")
    factories.make_story(campaign=other, headline="The last bus")

    assert "The last bus" not in page()


def test_the_page_takes_few_queries_however_long_the_history(
    client, campaign, django_assert_max_num_queries
):
    factories.make_petition(phase=factories.make_phase(campaign))
    for day in range(1, 20):
        factories.make_entry(happened_on=date(2022, 3, day))
    story = factories.make_story()
    factories.make_entry(kind="story", story=story)

    with django_assert_max_num_queries(12):
        assert client.get(campaign.url).status_code == 200


def test_the_front_page_shows_the_newest_stories_of_a_campaign(client, campaign):
    now = timezone.now()
    for number in range(5):
        factories.make_story(
            slug=f"story-{number}",
            headline=f"Story {number}",
            published_at=now - timedelta(hours=number),
        )
    shown = client.get("/").content.decode()

    assert all(f"Story {number}" in shown for number in (0, 1, 2))
    assert "Story 3" not in shown


def test_a_bare_campaign_has_no_empty_parts(page, campaign):
    shown = page()

    for heading in ("The campaign so far", "Stories", "Earlier in this campaign"):
        assert heading not in shown
