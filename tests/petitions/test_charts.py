"""Charts: round ticks, exact paths, and words that never leave the paper or collide."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.charts import paths
from petitions.charts.drawing import (
    FRAMES,
    LINE,
    NARROW,
    WIDE,
    Bar,
    Mark,
    _stand,
    bar_chart,
    line_chart,
)
from petitions.charts.paths import Box
from petitions.charts.scales import Scale, number_ticks, time_ticks

LONDON, KATHMANDU = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kathmandu")
NINE = datetime(2019, 3, 21, 9, tzinfo=UTC)
NUMBERS = re.compile(r"-?[\d.]+")
MOMENTS = st.integers(0, 100 * 365 * 24 * 60).map(
    lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def say(value):
    return f"{value:,}"


def say_tick(tick):
    return f"{tick.at:%d %b}"


def test_a_scale_is_a_straight_line():
    scale = Scale(0, 200, 300, 20)

    assert [scale.at(value) for value in (0, 100, 200)] == [300, 160, 20]
    assert Scale(5, 5, 10, 90).at(5) == 10


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 0, [0]),
        (0, 1, [0, 1]),
        (0, 4, [0, 1, 2, 3, 4]),
        (0, 7, [0, 2, 4, 6]),
        (0, 6_078_985, [0, 2_000_000, 4_000_000, 6_000_000]),
        (-30, 100, [0, 50, 100]),
        (-300, 40, [-300, -200, -100, 0]),
    ],
)
def test_numbers_on_the_axis_are_round(low, high, ticks):
    assert number_ticks(low, high, most=5) == ticks


@given(st.integers(-(10**9), 0), st.integers(1, 10**9), st.integers(2, 12))
def test_number_ticks_rise_evenly_within_their_range(low, high, most):
    ticks = number_ticks(low, high, most=most)

    assert 0 in ticks
    assert len(ticks) <= most
    assert low <= ticks[0] <= ticks[-1] <= high
    assert len({after - before for before, after in pairwise(ticks)}) <= 1


@given(MOMENTS, st.timedeltas(timedelta(minutes=10), timedelta(days=20_000)))
@pytest.mark.parametrize("zone", [LONDON, KATHMANDU])
@pytest.mark.parametrize("most", [3, 8])
def test_time_ticks_rise_within_their_range(zone, most, start, span):
    ticks = time_ticks(start, start + span, zone=zone, most=most)

    assert len(ticks) <= most
    assert all(start <= tick.at <= start + span for tick in ticks)
    assert all(before.at < after.at for before, after in pairwise(ticks))
    for tick in ticks:
        local = tick.at.astimezone(zone)
        assert tick.kind in ("minute", "hour") or (local.hour, local.minute) == (0, 0)


@pytest.mark.parametrize(
    ("hours", "kind", "first", "second"),
    [
        (0.2, "minute", "2019-03-21T09:00", "2019-03-21T09:02"),
        (24, "hour", "2019-03-21T12:00", "2019-03-21T18:00"),
        (24 * 40, "day", "2019-03-25T00:00", "2019-04-01T00:00"),
        (24 * 365 * 2, "month", "2019-04-01T00:00", "2019-07-01T00:00"),
        (24 * 365 * 12, "year", "2020-01-01T00:00", "2022-01-01T00:00"),
    ],
)
def test_the_axis_of_time_has_round_moments(hours, kind, first, second):
    ticks = time_ticks(NINE, NINE + timedelta(hours=hours), zone=LONDON, most=8)
    told = [tick.at.astimezone(LONDON).isoformat()[:16] for tick in ticks[:2]]

    assert {tick.kind for tick in ticks} == {kind}
    assert told == [first, second]


def test_a_week_across_a_change_of_clocks_begins_at_midnight_on_both_sides():
    """Clocks went forward on 31 March 2019."""
    ticks = time_ticks(NINE, NINE + timedelta(days=20), zone=LONDON, most=4)

    assert [tick.at.isoformat() for tick in ticks] == [
        "2019-03-25T00:00:00+00:00",
        "2019-03-31T23:00:00+00:00",
        "2019-04-07T23:00:00+00:00",
    ]


def test_an_hour_that_the_clocks_leave_out_has_no_tick_of_its_own():
    start = datetime(2019, 3, 31, tzinfo=UTC)
    ticks = time_ticks(start, start + timedelta(hours=4), zone=LONDON, most=8)

    assert [f"{tick.at.astimezone(LONDON):%H:%M}" for tick in ticks] == [
        *("00:00", "02:00", "03:00", "04:00", "05:00"),
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (-0.04, "0"), (1.25, "1.2"), (3.0, "3"), (-2, "-2")]
)
def test_coordinates_are_short(value, text):
    assert paths.number(value) == text


def test_coordinates_are_no_words_of_a_language(settings):
    settings.LANGUAGE_CODE = "de"

    assert paths.number(1234.5) == "1234.5"


def test_a_line_goes_through_all_its_vertices_once():
    assert paths.line([(0, 10), (0.01, 10), (5, 2.5)]) == "M0 10L5 2.5"
    assert paths.line([]) == ""


def test_an_area_comes_back_along_its_baseline():
    assert paths.area([(1, 9), (5, 2)], base=10) == "M1 9L5 2L5 10H1Z"
    assert paths.area([], base=10) == ""


def test_bars_stand_on_the_baseline_and_hang_from_it():
    boxes = [Box(0, 4, 10, 2), Box(5, 9, 10, 10), Box(10, 14, 10, 13.26)]

    assert paths.bars(boxes) == "M0 10V2H4V10ZM10 10V13.3H14V10Z"


def drawn_line(frame, points, marks=()):
    return line_chart(
        frame, points, marks=marks, zone=LONDON, say_number=say, say_tick=say_tick
    )


def drawn_bars(frame, bars, peak=None):
    return bar_chart(
        frame, bars, peak=peak, zone=LONDON, say_number=say, say_tick=say_tick
    )


def test_a_line_from_corner_to_corner():
    chart = drawn_line(WIDE, [(NINE, 0), (NINE + timedelta(hours=2), 100)])

    assert chart.line == "M2 304L798 26"
    assert chart.area == "M2 304L798 26L798 304H2Z"
    assert chart.view_box == "0 0 800 330"
    assert [(line.y, line.text) for line in chart.grid] == [
        *(("304", ""), ("248.4", "20"), ("192.8", "40"), ("137.2", "60")),
        *(("81.6", "80"), ("26", "100")),
    ]


def test_a_day_on_which_more_withdrew_hangs_below_the_line():
    day = timedelta(days=1)
    bars = [Bar(NINE, NINE + day, 30), Bar(NINE + day, NINE + 2 * day, -10)]
    chart = drawn_bars(WIDE, bars)

    assert chart.baseline == "234.5"
    assert chart.bars.startswith("M2 234.5V26H")
    assert chart.falls.startswith("M400 234.5V304H")
    assert not chart.unfinished


def test_a_bar_that_may_still_grow_is_told_apart():
    bars = [Bar(NINE, NINE + timedelta(days=1), 30, is_over=False)]
    chart = drawn_bars(WIDE, bars)

    assert chart.unfinished
    assert not chart.bars


POINTS = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(0, 10**7)), min_size=1, max_size=40
)


@given(POINTS, st.sampled_from(FRAMES))
def test_a_line_stays_on_its_paper_and_its_words_apart(points, frame):
    rows = [(NINE, 0)]
    for minutes, value in points:
        rows.append((rows[-1][0] + timedelta(minutes=minutes), value))
    marks = [Mark(at, value, say(value)) for at, value in reversed(rows)]

    chart = drawn_line(frame, rows, marks)
    stays_on_paper(chart)
    words_are_apart([*chart.grid, *chart.words])
    words_are_apart(chart.times)
    assert all(float(word.y) < frame.base for word in chart.words)


@given(
    st.lists(st.integers(-(10**6), 10**7), min_size=1, max_size=130),
    st.sampled_from(FRAMES),
    st.sampled_from([timedelta(minutes=1), timedelta(hours=1), timedelta(days=7)]),
)
def test_bars_stay_on_their_paper(values, frame, size):
    bars = [
        Bar(NINE + size * number, NINE + size * (number + 1), value)
        for number, value in enumerate(values)
    ]
    top = max(bars, key=lambda bar: bar.value)
    peak = Mark(top.start + size / 2, top.value, f"21 Mar 2019: {say(top.value)}")

    chart = drawn_bars(frame, bars, peak if top.value > 0 else None)
    stays_on_paper(chart)
    words_are_apart(chart.times)


def stays_on_paper(chart):
    for path in (chart.line, chart.area, chart.bars, chart.falls, chart.unfinished):
        for x, y in corners(path):
            assert 0 <= x <= chart.frame.width
            assert 0 <= y <= chart.frame.height
    for word in [*chart.words, *chart.times, *chart.grid]:
        place = _stand(word)
        assert place.left > -1
        assert place.right < chart.frame.width + 1
        assert 0 <= float(word.y) <= chart.frame.height


def corners(path):
    x = y = 0.0
    for letter, values in re.findall(r"([MLHVZ])([^MLHVZ]*)", path):
        found = [float(value) for value in NUMBERS.findall(values)]
        if letter in "ML":
            x, y = found
        elif letter == "H":
            (x,) = found
        elif letter == "V":
            (y,) = found
        yield x, y


def words_are_apart(words):
    places = [_stand(word) for word in words if word.text]
    for number, place in enumerate(places):
        for other in places[number + 1 :]:
            overlap = place.left < other.right and other.left < place.right
            assert not overlap or abs(place.middle - other.middle) >= LINE - 1


def test_what_cannot_be_named_without_a_muddle_is_not_marked():
    hour = timedelta(hours=1)
    points = [(NINE, 0), (NINE + hour, 1000), (NINE + 9 * hour, 1010)]
    marks = [
        Mark(NINE + 9 * hour, 1010, "1,010"),
        Mark(NINE + hour, 1000, "1,000, 21 Mar"),
        Mark(NINE + hour / 2, 500, "500, 21 Mar"),
        Mark(NINE + hour / 2, 490, "490, 21 Mar"),
    ]
    chart = drawn_line(NARROW, points, marks)

    assert [word.text for word in chart.words] == ["1,010", "500, 21 Mar"]
    assert len(chart.dots) == 2
