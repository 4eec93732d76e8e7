"""The public figures of the forum: counted from rows, and pointing at nobody."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from comments import (
    appealing,
    batching,
    complaining,
    figures,
    folding,
    moderating,
    posting,
    reporting,
    tasks,
)
from comments.models import Batch, Comment, ForumMonth, ModerationAction
from tests import factories

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def thread(story):
    return factories.make_thread(story)


@pytest.fixture
def mo():
    return factories.make_user("mo@meridian.example", is_staff=True, group="Moderator")


@pytest.fixture
def this_month():
    return timezone.localdate().replace(day=1)


def test_every_sum_is_that_of_the_rows(thread, cy, mo, this_month):
    said = [factories.make_comment(thread, cy) for _each in range(3)]
    phone = posting.post(cy, thread.story, posting.Written("Call 020 7946 0018."))
    reporting.report(said[0], factories.make_user("r@example.org"), "spam", "")
    moderating.refuse(said[0], mo, "spam")
    moderating.refuse(phone, mo, "personal")
    appealing.uphold(appealing.appeal(phone, cy, "Why?"), mo, "So.")
    told = complaining.Told(
        place="x", grounds="y", is_of_children=False, name="", email=""
    )
    complaining.decide(complaining.complain(told), "kept", "No.", by=mo)
    ModerationAction.objects.filter(comment=phone, rule="personal").update(
        at=timezone.now() - timedelta(hours=3)
    )
    sums = folding.count(this_month)

    assert sums["made"] == 4
    assert sums["published"] == 3
    assert sums["refused_by_person"] == {"spam": 1, "personal": 1}
    assert sums["refused_by_rule"] == {}
    assert sums["reports"] == {"spam": 1}
    assert sums["appeals_made"] == 1
    assert sums["appeals"] == {"upheld": 1}
    assert sums["complaints_made"] == 1
    assert sums["complaints"] == {"kept": 1}
    assert sums["decisions"] == 1
    assert sums["median_hours"] == 3.0


def test_what_was_undone_is_not_counted(thread, cy, mo, this_month):
    comment = factories.make_comment(thread, cy)
    batch = batching.carry_out(Batch.Kind.REFUSE, [comment.pk], by=mo, reason="spam")
    batching.undo(batch, mo)

    assert folding.count(this_month)["refused_by_person"] == {}


def test_a_fold_is_done_again_and_gives_the_same(thread, cy, this_month):
    factories.make_comment(thread, cy)
    for _again in range(3):
        tasks.fold_months()
    assert ForumMonth.objects.get(month=this_month).sums["made"] == 1

    factories.make_comment(thread, cy)
    tasks.fold_months()
    assert ForumMonth.objects.get(month=this_month).sums["made"] == 2
    assert ForumMonth.objects.count() == 2


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ((2024, 2, 29, 23, 59, 59), date(2024, 2, 1)),
        ((2024, 3, 1, 0, 0, 0), date(2024, 3, 1)),
        ((2024, 12, 31, 23, 59, 59), date(2024, 12, 1)),
    ],
)
def test_a_month_ends_at_midnight_of_the_newsroom(thread, cy, settings, moment, month):
    at = datetime(*moment, tzinfo=ZoneInfo(settings.TIME_ZONE))
    comment = factories.make_comment(thread, cy)
    Comment.objects.filter(pk=comment.pk).update(created_at=at)

    assert folding.count(month)["made"] == 1


# What is published


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
        ({"a": 9, "b": 4}, {"together": 13}),
        ({"a": 9, "b": 7, "c": 2}, {"a": 9, "together": 9}),
        ({"a": 9, "b": 3, "c": 3}, {"a": 9, "together": 6}),
        ({"a": 9, "b": 0}, {"a": 9}),
        ({"other": 9, "b": 3, "c": 3}, {"other": 9, "together": 6}),
        ({}, {}),
    ],
)
def test_no_small_part_can_be_worked_out(counted, told):
    assert figures.told_together(counted) == told


def make_month(**changes):
    sums = folding.count(date(2001, 1, 1)) | changes
    return ForumMonth.objects.create(
        month=date(2022, 3, 1), sums=sums, counted_at=timezone.now()
    )


def test_small_numbers_are_told_nowhere(client):
    cache.clear()
    make_month(
        made=400,
        appeals_made=3,
        appeals={"restored": 3},
        refused_by_person={"spam": 40, "abusive": 1},
        refused_by_rule={"words": 2},
        decisions=4,
        median_hours=7.7,
    )
    page = client.get("/forum/figures/").content.decode()
    assert "400" in page
    assert "fewer than 5" in page
    assert "7.7" not in page
    (month,) = client.get("/forum/figures.json").json()["months"]

    assert month["made"]["count"] == 400
    assert month["appeals_made"]["count"] is None
    assert month["appeals"] == {"count": None, "parts": {}}
    assert month["refused"] == {"count": 43, "parts": {"together": 43}}
    assert month["refused_for"] == {"count": 41, "parts": {"together": 41}}
    assert month["median_hours_to_decision"] is None


def test_the_rules_lead_to_the_figures_and_the_notice(client):
    page = client.get("/forum/rules/").content.decode()

    assert 'href="/forum/figures/"' in page
    assert 'href="/forum/illegal/"' in page


def test_the_page_stands_before_anything_is_counted(client):
    cache.clear()

    assert "Nothing is counted yet." in client.get("/forum/figures/").content.decode()
