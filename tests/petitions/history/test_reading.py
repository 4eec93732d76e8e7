"""How the count grew, as a data desk reads it."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions import counting, folding
from petitions.models.counts import Step
from tests import factories
from tests.petitions.conftest import NINE
from tests.petitions.history.reading import CSV, HOUR, JSON, count, points, read


def test_a_data_desk_reads_how_the_number_grew(client, petition):
    count(petition, {0: 12, 0.01: 1, 1.5: 30, 4: -3})
    answer = read(client, by="hour")

    assert answer == {
        "slug": "safe-haven",
        "by": "hour",
        "time_zone": "UTC",
        "from": None,
        "to": None,
        "points": [
            {"at": "2022-03-01T09:00:00Z", "change": 13, "count": 13},
            {"at": "2022-03-01T10:00:00Z", "change": 30, "count": 43},
            {"at": "2022-03-01T13:00:00Z", "change": -3, "count": 40},
        ],
        "next": None,
        "updated_at": "2022-03-01T09:00:00Z",
    }


def test_the_last_count_is_the_number_shown(client, petition):
    for signature in factories.make_signatures(petition, 5, status="confirmed"):
        counting.queue(signature, +1, "confirmed")
    counting.drain()

    shown = client.get("/petitions/safe-haven/count.json").json()["count"]
    for by in Step.values:
        assert read(client, by=by)["points"][-1]["count"] == shown == 5


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("minute", ["09:00", "09:01", "10:30"]),
        ("hour", ["09:00", "10:00"]),
        ("day", ["00:00"]),
    ],
)
def test_steps_are_minutes_hours_and_days(client, petition, by, expected):
    count(petition, {0: 1, 1 / 60: 1, 1.5: 1})

    found = points(read(client, by=by))
    assert [at[11:16] for at, _change, _count in found] == expected
    assert found[-1][2] == 3


def test_a_step_in_which_nothing_changed_is_not_listed(client, petition):
    count(petition, {0: 1, 5: 1})
    folding.raise_moments(petition.pk, {NINE + HOUR: 1, NINE + 2 * HOUR: 1})
    folding.raise_moments(petition.pk, {NINE + HOUR: -1, NINE + 2 * HOUR: -1})

    assert len(points(read(client, by="hour"))) == 2


def test_nothing_counted_is_no_points(client, petition):
    answer = read(client)

    assert (answer["points"], answer["next"], answer["by"]) == ([], None, "minute")
    assert points(read(client, from_="2022-03-01")) == []
    assert client.get(CSV).content == b"at,change,count\r\n"


@pytest.mark.parametrize(
    ("life", "by"),
    [
        (timedelta(minutes=1), "minute"),
        (timedelta(hours=24), "minute"),
        (timedelta(hours=25), "hour"),
        (timedelta(days=4), "hour"),
        (timedelta(days=62), "hour"),
        (timedelta(days=63), "day"),
        (timedelta(days=4000), "day"),
    ],
)
def test_without_a_step_it_is_the_finest_that_shows_the_whole_life(
    client, petition, life, by
):
    count(petition, {0: 1, life / HOUR: 1})

    answer = read(client)
    assert answer["by"] == by
    assert len(answer["points"]) == 2
    assert answer["next"] is None


def test_without_a_step_a_part_is_shown_as_finely_as_it_fits(client, petition):
    count(petition, {0: 1, 24 * 400: 1, 24 * 800: 1})

    assert read(client, from_="2022-03-01", to="2022-03-02")["by"] == "minute"
    assert read(client, from_="2022-03-01", to="2022-04-01")["by"] == "hour"
    assert read(client, from_="2022-03-01", to="2023-04-01")["by"] == "day"
    # Nothing came before and nothing after: the ends of its life bound it too.
    assert read(client, to="2022-03-02")["by"] == "minute"
    assert read(client, from_="2024-05-09")["by"] == "minute"
    assert read(client, from_="2015-01-01", to="2022-03-02")["by"] == "minute"


def test_a_part_begins_with_the_count_of_all_before_it(client, petition):
    count(petition, {-50: 100, -10: 20, -8.9: 3, -1: 4, 0: 5, 0.5: 6, 1: 7})

    part = read(client, by="minute", from_="2022-03-01T09:30:00Z")
    assert points(part) == [
        ("2022-03-01T09:30:00Z", 6, 138 + 0),
        ("2022-03-01T10:00:00Z", 7, 145),
    ]
    assert points(read(client, by="hour", from_="2022-03-01T08:00:00Z"))[0][1:] == (
        4,
        127,
    )
    assert points(read(client, by="day", from_="2022-03-01"))[0][1:] == (25, 145)


def test_a_part_is_of_whole_steps_and_says_which(client, petition):
    count(petition, {0: 1, 0.5: 1, 1: 1, 1.5: 1, 2: 1})
    part = read(
        client, by="hour", from_="2022-03-01T09:20:30Z", to="2022-03-01T10:00:01Z"
    )

    assert (part["from"], part["to"]) == (
        "2022-03-01T09:00:00Z",
        "2022-03-01T11:00:00Z",
    )
    assert [change for _at, change, _count in points(part)] == [2, 2]
    none = read(client, by="hour", from_="2022-03-01T09:00", to="2022-03-01T09:00")
    assert points(none) == []


@pytest.mark.parametrize(
    "written",
    [
        *("2022-03-01T09:30:00Z", "2022-03-01T09:30", "2022-03-01T10:30:00+01:00"),
        *("2022-03-01T04:00-05:30", "2022-03-01 09:30", "2022-03-01T09:30:59.999Z"),
    ],
)
def test_a_time_may_be_written_in_many_ways(client, petition, written):
    answer = read(client, by="minute", from_=written)

    assert answer["from"] == "2022-03-01T09:30:00Z"


def test_a_plus_that_was_not_encoded_is_understood(client, petition):
    answer = client.get(f"{JSON}?by=minute&from=2022-03-01T10:30:00+01:00").json()

    assert answer["from"] == "2022-03-01T09:30:00Z"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("by=week", "by"),
        ("by=HOUR", "by"),
        ("from=yesterday", "from"),
        ("from=2022-02-30", "from"),
        ("from=1646123400", "from"),
        ("from=0001-01-01T00:00%2B10:00", "from"),
        ("to=9999-12-31", "to"),
        ("to=9999-12-31T23:59:59-10:00", "to"),
        ("from=2022-03-02&to=2022-03-01", "to"),
        ("by=hour&from=" + "9" * 5000, "from"),
        ("by=" + quote("день"), "by"),
    ],
)
@pytest.mark.parametrize("path", [JSON, CSV])
def test_what_is_not_understood_is_said(client, petition, path, query, parameter):
    response = client.get(f"{path}?{query}")

    assert response.status_code == 400
    answer = response.json()
    assert answer["parameter"] == parameter
    assert answer["error"].startswith(f"Send `{parameter}` as ")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(path).status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    parameters=st.dictionaries(
        st.sampled_from(["by", "from", "to", "x", "preview"]),
        st.text(max_size=25)
        | st.datetimes().map(str)
        | st.dates(date(1, 1, 2)).map(str)
        | st.sampled_from(Step.values),
    )
)
def test_any_parameters_are_answered(petition, parameters):
    assert Client().get(JSON, parameters).status_code in (200, 400)
    assert Client().get(CSV, parameters).status_code in (200, 400)


def test_an_empty_parameter_is_none(client, petition):
    assert client.get(f"{JSON}?by=&from=&to=").content == client.get(JSON).content
