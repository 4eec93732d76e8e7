"""What a channel shows of its money."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from donations import books
from donations.models import BeneficiaryPeriod, RaisedFigure
from tests import factories


def raised(channel, pounds, *, days_ago=0, **changes):
    as_of = timezone.now() - timedelta(days=days_ago)
    details = {"as_of": as_of, "source": "its page"} | changes
    return RaisedFigure.objects.create(
        channel=channel, amount_minor=pounds * 100, **details
    )


def test_the_newest_figure_is_shown(channel):
    raised(channel, 900, days_ago=3)
    raised(channel, 1200, days_ago=1)
    raised(channel, 1000, days_ago=2)

    kept = books.of(channel)
    assert (kept.raised, kept.target, kept.percent) == ("£1,200", "£100,000", 1)


def test_a_better_figure_of_the_same_moment_takes_its_place(channel):
    first = raised(channel, 900)
    raised(channel, 950, as_of=first.as_of)

    assert books.of(channel).raised == "£950"
    assert [words for _row, words in books.of(channel).figures] == ["£950", "£900"]


def test_a_figure_of_known_time_goes_before_one_of_unknown(channel):
    raised(channel, 500, days_ago=400)
    raised(channel, 900, as_of=None)

    assert books.of(channel).raised == "£500"


def test_the_bar_says_by_how_much_the_target_was_passed(channel):
    raised(channel, 145_000)

    assert books.of(channel).percent == 145


@pytest.mark.parametrize(("days", "is_stale"), [(6.9, False), (7.1, True)])
def test_a_figure_of_more_than_a_week_has_no_bar(channel, days, is_stale):
    raised(channel, 500, days_ago=days)

    kept = books.of(channel)
    assert (kept.is_stale, kept.has_bar) == (is_stale, not is_stale)
    assert kept.raised == "£500"


def test_a_figure_of_unknown_time_has_no_bar(channel):
    raised(channel, 500, as_of=None)

    assert not books.of(channel).has_bar


def test_the_last_figure_of_what_ended_does_not_grow_old(campaign):
    channel = factories.make_channel(campaign=campaign, ended_on=date(2022, 12, 31))
    raised(channel, 500, days_ago=300)

    assert books.of(channel).has_bar
    assert books.stale() == []


def test_the_desk_is_reminded_of_old_and_of_missing_figures(campaign):
    fresh, old, empty = (
        factories.make_channel(campaign=campaign, title=title)
        for title in ("fresh", "old", "empty")
    )
    hidden = factories.make_channel(campaign=campaign, is_published=False)
    raised(fresh, 5)
    raised(old, 5, days_ago=8)
    raised(hidden, 5, days_ago=8)

    assert books.stale() == [old, empty]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2022, 2, 28), None),
        (date(2022, 3, 1), "Red Cross"),
        (date(2022, 3, 2), "Red Cross"),
        (date(2022, 3, 3), "DEC"),
        (date(2026, 1, 1), "DEC"),
    ],
)
def test_who_gets_it_changes_on_the_day(channel, monkeypatch, day, name):
    for who, start, end in (
        ("Red Cross", date(2022, 3, 1), date(2022, 3, 2)),
        ("DEC", date(2022, 3, 3), None),
    ):
        BeneficiaryPeriod.objects.create(
            channel=channel, name=who, starts_on=start, ends_on=end
        )
    monkeypatch.setattr(timezone, "localdate", lambda: day)

    now = books.of(channel).beneficiary
    assert (now.name if now else None) == name


def test_the_books_of_many_channels_cost_no_more(campaign, django_assert_num_queries):
    for number in range(5):
        raised(factories.make_channel(campaign=campaign, title=f"{number}"), number)

    with django_assert_num_queries(5):
        assert len(books.of_campaign(campaign)) == 5
