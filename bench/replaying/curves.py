"""The recorded curves: how many were confirmed by when, and so when each one came."""

import csv
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "data"
LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0"
    " (UK Parliament petitions site)."
)


class Sample(NamedTuple):
    """The number of confirmed signatures at a moment."""

    at: datetime
    count: int


class Recorded(NamedTuple):
    """A petition whose number was written down while it rose."""

    name: str
    title: str
    file: str
    steepest: datetime

    def samples(self) -> list[Sample]:
        return read(FOLDER / self.file)


CURVES = {
    curve.name: curve
    for curve in (
        Recorded(
            "revoke",
            "Revoke Article 50, 21 March 2019",
            "revoke-article-50.csv",
            datetime(2019, 3, 21, 21, 30, 10, tzinfo=UTC),
        ),
        Recorded(
            "election",
            "Call a General Election, 24 November 2024",
            "general-election-2024.csv",
            datetime(2024, 11, 24, 16, 10, 53, tzinfo=UTC),
        ),
    )
}


def read(path: Path) -> list[Sample]:
    """A file's samples in order; of two at one moment, the last."""
    with path.open() as file:
        rows = list(csv.DictReader(file))
    by_moment = {
        datetime.fromisoformat(row["timestamp"]): int(row["signature_count"])
        for row in rows
    }
    return [Sample(at, count) for at, count in sorted(by_moment.items())]


def arrivals(
    samples: list[Sample], start: datetime, end: datetime, *, times: float = 1
) -> list[float]:
    """Seconds after `start` at which one more came, `times` as many as there were.

    Between two samples they come evenly. A number that fell or stood still brings
    nobody.
    """
    if end <= start or not samples[0].at <= start < end <= samples[-1].at:
        raise ValueError(f"The record goes from {samples[0].at} to {samples[-1].at}.")
    found: list[float] = []
    counts = [_count_at(samples, start)]
    moments = [start]
    for sample in samples[bisect_right(samples, start, key=_at) :]:
        if sample.at >= end:
            break
        moments.append(sample.at)
        counts.append(float(sample.count))
    moments.append(end)
    counts.append(_count_at(samples, end))
    risen = 0.0
    for index in range(1, len(moments)):
        began = (moments[index - 1] - start).total_seconds()
        length = (moments[index] - moments[index - 1]).total_seconds()
        rise = max(0.0, counts[index] - counts[index - 1]) * times
        # Whole people: what is left of one waits for the next stretch.
        first, last = int(risen), int(risen + rise)
        found += [
            began + length * (number + 1 - risen) / rise
            for number in range(first, last)
        ]
        risen += rise
    return found


def _count_at(samples: list[Sample], moment: datetime) -> float:
    """The number at a moment between two samples, on the straight line."""
    after = bisect_left(samples, moment, key=_at)
    if samples[after].at == moment:
        return float(samples[after].count)
    low, high = samples[after - 1], samples[after]
    share = (moment - low.at) / (high.at - low.at)
    return low.count + (high.count - low.count) * share


def _at(sample: Sample) -> datetime:
    return sample.at


def per_minute(moments: list[float], seconds: float) -> float:
    return len(moments) * 60 / seconds


def window(
    curve: Recorded, start: str | None, end: str | None, minutes: float
) -> tuple[datetime, datetime]:
    """The stretch that was asked for, else the first minutes of the steepest."""
    began = _moment(start) if start else curve.steepest
    return began, _moment(end) if end else began + timedelta(minutes=minutes)


def _moment(text: str) -> datetime:
    """A time as written in the files; UTC unless it says otherwise."""
    given = datetime.fromisoformat(text)
    return given if given.tzinfo else given.replace(tzinfo=UTC)
