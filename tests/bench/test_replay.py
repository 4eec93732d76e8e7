"""The parts of the replay that decide whether a promise was kept."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from bench.lagging import Seen
from bench.replaying import curves, drawing, reporting
from bench.replaying.curves import Sample
from bench.replaying.journals import Compared, Journal, compare
from bench.replaying.people import Happened
from bench.replaying.receiving import token_in
from bench.replaying.watching import Moment

START = datetime(2019, 3, 21, 21, 30, tzinfo=UTC)
TOKEN = "0123456789abcdefghjkmnpqrstvwxyz01234567"


def samples(*counts):
    return [Sample(START + timedelta(minutes=n), it) for n, it in enumerate(counts)]


def after(minutes):
    return START + timedelta(minutes=minutes)


# The curve


def test_the_recorded_peak_is_the_one_that_is_told():
    curve = curves.CURVES["revoke"]
    end = curve.steepest + timedelta(seconds=675)

    moments = curves.arrivals(curve.samples(), curve.steepest, end)

    assert len(moments) == 64_594
    assert round(curves.per_minute(moments, 675)) == 5742


@pytest.mark.parametrize("curve", curves.CURVES.values(), ids=str)
def test_every_recorded_curve_covers_its_steepest_stretch(curve):
    start, end = curves.window(curve, None, None, minutes=11)

    assert len(curves.arrivals(curve.samples(), start, end)) > 20_000


def test_people_come_evenly_between_two_samples_and_as_many_as_were_counted():
    found = curves.arrivals(samples(100, 104, 106), START, after(2))

    assert found == pytest.approx([15, 30, 45, 60, 90, 120])


def test_a_window_within_a_minute_takes_its_share():
    assert len(curves.arrivals(samples(0, 60), after(0.25), after(0.5))) == 15


def test_three_times_as_many_come_in_the_same_time():
    found = curves.arrivals(samples(0, 10, 15), START, after(2), times=3)

    assert len(found) == 45
    assert found == sorted(found)
    assert found[-1] == pytest.approx(120)


def test_a_number_that_fell_brings_nobody():
    found = curves.arrivals(samples(10, 12, 9, 10), START, after(3))

    assert found == pytest.approx([30, 60, 180])


def test_a_window_outside_of_the_record_is_refused():
    with pytest.raises(ValueError, match="The record goes from"):
        curves.arrivals(samples(1, 2), START, after(5))


# The journals


def test_a_row_that_is_gone_is_found_by_the_journal(tmp_path):
    journal = Journal(tmp_path / "signed")
    for number in range(3):
        journal.note(f"reader{number}@example.org")
    journal.close()

    compared = compare(
        journal.keys(), {"reader0@example.org", "reader2@example.org", "other@x.org"}
    )

    assert compared.promised == 3
    assert compared.lost == {"reader1@example.org"}


def test_a_journal_is_on_disk_with_each_line(tmp_path):
    journal = Journal(tmp_path / "signed")

    journal.note("reader@example.org")

    assert (tmp_path / "signed").read_text() == "reader@example.org\n"
    journal.close()


# The letter


@pytest.mark.parametrize(
    "letter",
    [
        f"Open http://127.0.0.1:8000/petitions/confirm/{TOKEN}/ now",
        f"http://127.0.0.1:8000/petitions/conf=\r\nirm/{TOKEN[:9]}=\r\n{TOKEN[9:]}/",
    ],
)
def test_the_link_is_read_from_the_letter(letter):
    assert token_in(letter.encode()) == TOKEN


def test_a_letter_without_a_link_asks_for_nothing():
    assert token_in(b"You have signed already.") == "-"


# The report


def happened(people=3):
    it = Happened(began=1000.0)
    for number in range(people):
        at = 1001.0 + number
        it.signed.add(at, 0.01)
        it.letters.add(at + 2, 2.0)
        it.confirmed.add(at + 5, 0.02)
        it.pages.add(at, 0.001)
    it.seen = [Seen(1000.0, 0), Seen(1010.0, people)]
    return it


def report(**changes):
    kept = Compared(3, set())
    fields = {
        "times": 2,
        "seconds": 30.0,
        "people": 3,
        "happened": happened(),
        "signed": kept,
        "confirmed": kept,
        "moments": [Moment(1001.0, 2, 1, 3, 2, 2)],
        "shown": 3,
        "counted": 3,
        "is_proven": True,
        "refreshers": [],
        **changes,
    }
    return reporting.Report(**fields)


def test_a_replay_that_lost_nothing_has_no_faults():
    assert report().faults == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"signed": Compared(3, {"a"})}, "1 signatures were answered and are lost"),
        ({"confirmed": Compared(3, {"a"})}, "1 confirmations were answered"),
        ({"moments": [Moment(1.0, 2, 1, 4, 2, 2)]}, "the count was off at 1 looks"),
        ({"moments": [Moment(1.0, 3, 0, 3, 2, 3)]}, "the count was off at 1 looks"),
        ({"moments": [Moment(1.0, 3, 0, 3, 3, 2)]}, "the count was off at 1 looks"),
        ({"moments": []}, "nobody looked"),
        ({"shown": 4}, "count.json says 4, confirmed are 3"),
        ({"is_proven": False}, "a recount does not find"),
        ({"signed": Compared(5, set())}, "2 people did not get to confirm"),
    ],
)
def test_what_breaks_a_promise_is_a_fault(changes, fault):
    assert [words for words in report(**changes).faults if fault in words]


def test_a_public_number_that_falls_is_a_fault():
    fell = report()
    fell.happened.seen.insert(1, Seen(1001.0, 2))
    fell.happened.seen.insert(2, Seen(1002.0, 1))

    assert fell.faults == ["the public number fell 1 times"]


def test_an_honest_busy_is_told_and_is_no_fault_but_an_error_is():
    busy, broken = report(), report()
    busy.happened.refused[503] += 1
    broken.happened.refused[500] += 2

    assert busy.faults == []
    assert reporting.lines(busy)["turned away (503) to try again, for good"] == "1, 0"
    assert broken.faults == ["2 × 500"]


def test_the_lag_is_not_told_when_a_confirmation_was_not_answered():
    lines = reporting.lines(report(counted=4, shown=4))

    assert "not every" in lines["confirmation to public number"]


def test_the_report_tells_late_and_slowest():
    lines = reporting.lines(report())

    assert lines["sign, from due"] == "10.0 / 10.0 / 10.0 ms"
    assert lines["letter, from the signature"] == "2.00 / 2.00 / 2.00 s"
    assert lines["confirmation to public number"] == "3.00 / 4.00 / 4.00 s"
    assert "| × 2 |" in reporting.as_markdown([report()])


# The chart


def test_the_chart_is_an_svg_with_axes_both_modes_and_the_licence():
    svg = drawing.chart("Revoke <Article> 50", [report(), report(times=5)])

    words = "".join(ET.fromstring(svg).itertext())  # noqa: S314 (just drawn)
    for expected in (
        *("Revoke <Article> 50", "× 2", "× 5", "people a second", "minutes"),
        *("letter, seconds", "answer, milliseconds", "Open Government Licence"),
        "prefers-color-scheme: dark",
    ):
        assert expected in words


def test_a_rate_falls_to_nothing_where_nobody_came():
    found = drawing.rate([0.1, 0.2, 0.3, 0.4, 5.0, 6.1], 2.0)

    assert found == [(1.0, 2.0), (3.0, 0.0), (5.0, 0.5)]


def test_steps_of_time_without_anything_have_no_point():
    found = drawing.by_step([0.5, 1.5, 8.0], [1.0, 3.0, 7.0], 2.0, max)

    assert found == [(1.0, 3.0), (9.0, 7.0)]


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(96, [0, 25, 50, 75, 100]), (3.2, [0, 1, 2, 3, 4]), (0, [0])],
)
def test_a_scale_has_round_steps(most, ticks):
    assert drawing._scale(most).ticks[: len(ticks)] == ticks
