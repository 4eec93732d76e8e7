"""The bench's own arithmetic: what it says of its measurements is what they say."""

import pytest

from bench import figuring, lagging
from bench.lagging import Seen
from bench.loading import WrongAnswer, read


def seen_by_wrk(**changes):
    return {
        "answers": 500,
        "seconds": 2.0,
        "statuses": {"302": 500},
        "wrong": 0,
        "broken": 0,
        "ran_out": 0,
        "p50": 1.0,
        "p99": 2.0,
        "most": 3.0,
        **changes,
    }


def test_a_percentile_is_a_value_that_was_measured():
    values = [5.0, 1.0, 3.0, 2.0, 4.0]

    found = [figuring.percentile(values, percent) for percent in (0, 50, 99, 100)]

    assert found == [1.0, 3.0, 5.0, 5.0]


def test_a_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        figuring.percentile([], 99)


def test_a_ratio_is_of_neighbouring_rounds_and_tells_its_spread():
    ratio = figuring.ratio([100, 50, 90], [100, 100, 100])

    assert ratio.median == 0.9
    assert str(ratio) == "0.90 (0.50 to 1.00)"


def test_ways_take_turns_so_that_a_busy_moment_hits_both():
    order = []

    def way(name):
        return lambda: order.append(name) or len(order)

    assert figuring.in_turns(2, way("ours"), way("theirs")) == [[1, 3], [2, 4]]
    assert order == ["ours", "theirs", "ours", "theirs"]


def test_a_load_gives_its_rate_when_every_answer_was_right():
    assert read(seen_by_wrk(), "sign").rate == 250


@pytest.mark.parametrize(
    "fault",
    [
        {"statuses": {"302": 499, "503": 1}},
        {"statuses": {"200": 500}},
        {"statuses": {}, "wrong": 1},
        {"broken": 1},
        {"ran_out": 1},
        {"answers": 0, "statuses": {}},
    ],
)
def test_one_wrong_answer_spoils_a_load(fault):
    with pytest.raises(WrongAnswer):
        read(seen_by_wrk(**fault), "sign")


def test_the_lag_ends_at_the_first_look_that_holds_the_confirmation():
    seen = [Seen(10.0, 7), Seen(11.0, 8), Seen(12.0, 8), Seen(13.0, 10)]

    lags = lagging.lags([10.9, 10.5, 11.5], seen, before=7)

    assert lags == pytest.approx([0.5, 2.1, 1.5])


def test_each_fall_of_the_number_is_counted():
    seen = [Seen(1.0, 5), Seen(2.0, 4), Seen(3.0, 9), Seen(4.0, 9), Seen(5.0, 8)]

    assert lagging.falls(seen) == 2


def test_a_confirmation_that_is_never_shown_is_no_lag():
    with pytest.raises(WrongAnswer, match="2 was never shown"):
        lagging.lags([0.5, 0.6], [Seen(1.0, 1)], before=0)
