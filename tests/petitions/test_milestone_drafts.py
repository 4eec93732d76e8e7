"""What happens to a petition drafts a line for the timeline, after the fact."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.models import TimelineEntry
from petitions import counting, drafting, publishing
from petitions.models import CountChange, Milestone, Renewal
from petitions.models.counts import Reason
from tests import factories

OPENED = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def petition(db):
    return factories.make_petition(opened_at=OPENED, title="Urgent support")


def reach(petition, count, **after):
    at = OPENED + timedelta(**after)
    return Milestone.objects.create(petition=petition, count=count, reached_at=at)


def milestones():
    return list(TimelineEntry.objects.filter(kind="milestone").order_by("pk"))


def test_a_milestone_drafts_a_line_in_good_words(petition):
    reach(petition, 100_000, hours=48)
    drafting.draft_due()
    (entry,) = milestones()

    assert entry.title == "100,000 names in 48 hours"
    assert entry.text == (
        "“Urgent support” passed 100,000 confirmed signatures on 3 Mar 2022 at 09:00,"
        " 48 hours after it opened."
    )
    assert entry.happened_on == date(2022, 3, 3)
    assert entry.campaign == petition.campaign
    assert not entry.is_published


def test_a_line_stands_in_the_phase_of_its_petition(db):
    phase = factories.make_phase()
    petition = factories.make_petition(phase=phase, opened_at=OPENED)
    reach(petition, 100, hours=1)
    drafting.draft_due()

    assert {entry.phase for entry in TimelineEntry.objects.all()} == {phase}


@pytest.mark.parametrize(
    ("took", "said"),
    [
        ({"seconds": 1}, "1 minute"),
        ({"minutes": 59, "seconds": 1}, "60 minutes"),
        ({"minutes": 120}, "120 minutes"),
        ({"minutes": 121}, "3 hours"),
        ({"hours": 48}, "48 hours"),
        ({"hours": 47, "minutes": 1}, "48 hours"),
        ({"hours": 72}, "72 hours"),
        ({"hours": 73}, "4 days"),
        ({"days": 13, "hours": 5}, "14 days"),
        ({"days": 60}, "60 days"),
        ({"days": 61}, "3 months"),
        ({"days": 365}, "12 months"),
        ({"seconds": 0}, "1 minute"),
    ],
)
def test_a_span_is_told_as_a_newspaper_does_and_never_too_short(took, said):
    assert drafting.span(timedelta(**took)) == said


def test_a_milestone_is_drafted_once_however_often_the_sweep_runs(petition):
    reach(petition, 100, hours=1)
    for _ in range(3):
        drafting.draft_due()

    assert len(milestones()) == 1


def test_a_draft_that_an_editor_deleted_stays_away(petition):
    reach(petition, 100, hours=1)
    drafting.draft_due()
    TimelineEntry.objects.all().delete()
    Milestone.objects.update(drafted_at=None)
    drafting.draft_due()

    assert not TimelineEntry.objects.exists()


def test_of_numbers_passed_at_once_the_highest_is_news(petition):
    for count in (100, 150, 200):
        reach(petition, count, hours=1)
    other = factories.make_petition(slug="other", opened_at=OPENED)
    reach(other, 100, hours=1)
    drafting.draft_due()

    assert sorted(entry.title for entry in milestones()) == [
        "100 names in 60 minutes",
        "200 names in 60 minutes",
    ]
    assert not Milestone.objects.filter(drafted_at=None).exists()


def test_counting_drafts_nothing_by_itself(petition):
    """The count must not wait for the timeline."""
    CountChange.objects.bulk_create(
        CountChange(petition=petition, change=1, reason=Reason.CONFIRMED)
        for _ in range(100)
    )
    counting.drain()
    assert Milestone.objects.get().count == 100
    assert not TimelineEntry.objects.exists()

    drafting.draft_due()
    assert len(milestones()) == 1


def test_an_opening_is_drafted_as_the_launch(petition):
    factories.make_petition(slug="draft", status="draft")
    drafting.draft_due()
    drafting.draft_due()
    (entry,) = TimelineEntry.objects.all()

    assert (entry.kind, entry.happened_on) == ("launch", date(2022, 3, 1))
    assert entry.title == "The petition opens: “Urgent support”"
    assert "The Home Secretary" in entry.text


def test_opening_it_again_is_no_launch(petition):
    drafting.draft_due()
    publishing.close(petition)
    publishing.open_petition(petition)
    drafting.draft_due()

    assert TimelineEntry.objects.count() == 1


def test_the_petition_of_a_renewal_is_drafted_as_a_renewal(petition):
    Renewal.objects.create(
        campaign=petition.campaign, phase=factories.make_phase(), begun=petition
    )
    drafting.draft_due()

    assert TimelineEntry.objects.get().kind == "renewal"


def test_a_win_is_drafted_with_its_outcome(petition):
    petition.outcome = "The scheme opened."
    petition.save()
    publishing.win(petition)
    drafting.draft_due()
    drafting.draft_due()
    entry = TimelineEntry.objects.get(kind="win")

    assert entry.title == "Won: “Urgent support”"
    assert entry.text == "The scheme opened."


def test_a_line_is_drafted_in_the_days_of_the_newsroom(petition):
    """Half past eleven in the evening of UTC is the next day in a London summer."""
    at = datetime(2022, 7, 1, 23, 30, tzinfo=UTC)
    Milestone.objects.create(petition=petition, count=100, reached_at=at)
    drafting.draft_due()

    assert milestones()[0].happened_on == date(2022, 7, 2)
