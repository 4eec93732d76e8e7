"""A long history comes in bounded answers, and asks the database little."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions import folding, history
from petitions.models import TimeTally
from petitions.models.counts import Step
from tests.petitions.conftest import NINE
from tests.petitions.history.reading import CSV, JSON, MINUTE, count, points, read


def test_a_long_history_is_read_by_following_the_links(client, petition, three_at_most):
    count(petition, {hour: hour + 1 for hour in range(8)})
    pages, url = [], f"{JSON}?by=hour"
    while url:
        response = client.get(url)
        pages.append(response.json())
        url = pages[-1]["next"]
        assert response.get("Link") == (url and f'<{url}>; rel="next"')

    found = [point for page in pages for point in points(page)]
    assert [len(page["points"]) for page in pages] == [3, 3, 2]
    assert [change for _at, change, _count in found] == list(range(1, 9))
    assert [total for _at, _change, total in found] == [1, 3, 6, 10, 15, 21, 28, 36]
    assert [(page["from"], page["to"]) for page in pages] == [
        (None, "2022-03-01T12:00:00Z"),
        ("2022-03-01T12:00:00Z", "2022-03-01T15:00:00Z"),
        ("2022-03-01T15:00:00Z", None),
    ]


def test_the_links_lead_no_further_than_was_asked(client, petition, three_at_most):
    count(petition, dict.fromkeys(range(20), 1))
    first = read(client, by="hour", to="2022-03-01T13:30")
    second = client.get(first["next"]).json()

    assert first["next"].endswith("to=2022-03-01T14:00:00Z")
    assert len(second["points"]) == 2
    assert (second["to"], second["next"]) == ("2022-03-01T14:00:00Z", None)


def test_an_answer_that_is_just_full_has_no_next(client, petition, three_at_most):
    count(petition, {0: 1, 1: 1, 2: 1})

    assert read(client, by="hour")["next"] is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    changes=st.dictionaries(
        st.integers(0, 5000), st.integers(-3, 9).filter(bool), max_size=20
    ),
    by=st.sampled_from(Step),
    start=st.integers(0, 5000),
    most=st.integers(1, 9),
)
def test_every_way_of_reading_gives_the_same_counts(
    petition, monkeypatch, changes, by, start, most
):
    """Whole or from the middle, in one answer or in many: `count` is the sum so far."""
    TimeTally.objects.all().delete()
    at = {NINE + number * MINUTE: change for number, change in changes.items()}
    folding.raise_moments(petition.pk, at)
    sums = {}
    for moment, change in at.items():
        sums[by.start(moment)] = sums.get(by.start(moment), 0) + change
    begin = by.start(NINE + start * MINUTE)
    expected = [
        (moment, sums[moment], sum(n for other, n in sums.items() if other <= moment))
        for moment in sorted(sums)
        if moment >= begin and sums[moment]
    ]
    monkeypatch.setattr(history, "MOST_POINTS", most)
    found, asked = [], history.Asked(by, NINE + start * MINUTE, None)
    while asked.start:
        told = history.of(petition, asked)
        found += [(point.at, point.change, point.count) for point in told.points]
        asked = asked._replace(start=told.next_start)

    assert found == expected


@pytest.mark.parametrize("path", [JSON, CSV])
@pytest.mark.parametrize("query", ["", "?by=minute", "?from=2022-03-01T11:59"])
def test_a_cold_history_asks_little(
    client, petition, path, query, django_assert_max_num_queries
):
    count(petition, {minute / 60: 1 for minute in range(600)})

    with django_assert_max_num_queries(4):
        client.get(path + query)


def test_no_minute_is_read_that_is_not_shown(client, petition):
    """What was before the first point is a sum of days, hours and a few minutes."""
    count(petition, {minute / 60: 1 for minute in range(0, 6000, 7)})
    start = NINE + timedelta(days=3, hours=2, minutes=30)
    day, hour = Step.DAY.start(start), Step.HOUR.start(start)
    rows = TimeTally.objects.filter(petition=petition)
    rows.filter(step="minute", at__lt=hour).delete()
    rows.filter(step="hour", at__lt=day).delete()

    first = points(read(client, by="minute", from_=start.isoformat()))[0]
    minutes = range(0, 6000, 7)
    assert first[2] == sum(NINE + n * MINUTE <= start + 6 * MINUTE for n in minutes)
