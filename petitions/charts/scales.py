"""From numbers and times to places on paper, and the round numbers in between."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil, floor
from typing import NamedTuple

# A person reads these at a glance: 0, 20,000, 40,000 …
LEADING = (1, 2, 5)


class Scale(NamedTuple):
    """A straight line from one pair of numbers to another."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands; what lies beyond the ends stands beyond them."""
        if self.high == self.low:
            return self.start
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def number_ticks(low: int, high: int, *, most: int) -> list[int]:
    """Round whole numbers from `low` up to `high`, evenly spaced, at most so many."""
    if high <= low:
        return [low]
    step = _round_step((high - low) / max(most - 1, 1))
    found = list(range(ceil(low / step) * step, floor(high / step) * step + 1, step))
    while len(found) > most:
        step = _round_step(step + 1)
        first, last = ceil(low / step) * step, floor(high / step) * step
        found = list(range(first, last + 1, step))
    return found


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20 … that is no less than this."""
    power = 1
    while True:
        for leading in LEADING:
            if leading * power >= least:
                return leading * power
        power *= 10


class Tick(NamedTuple):
    """A moment on the axis of time. `kind` says how it is told: by time, day …"""

    at: datetime
    kind: str


# How far ticks may be apart, by the kind of their words.
SPACINGS: tuple[tuple[str, int], ...] = (
    *(("minute", minutes) for minutes in (1, 2, 5, 10, 15, 30)),
    *(("hour", hours) for hours in (1, 2, 3, 6, 12)),
    *(("day", days) for days in (1, 2, 7, 14)),
    *(("month", months) for months in (1, 2, 3, 6)),
    *(("year", years) for years in (1, 2, 5, 10, 20, 50, 100)),
)


def time_ticks(
    start: datetime, end: datetime, *, zone: tzinfo, most: int
) -> list[Tick]:
    """Round moments by the clocks of a zone, from `start` to `end`, at most so many."""
    for kind, every in SPACINGS:
        found: list[Tick] = []
        for moment in _round_moments(start, end, kind, every, zone):
            found.append(Tick(moment, kind))
            if len(found) > most:
                break
        if len(found) <= most:
            return found
    return []


def _round_moments(
    start: datetime, end: datetime, kind: str, every: int, zone: tzinfo
) -> Iterator[datetime]:
    wall = start.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    wall = _floor(wall, kind, every)
    last = start - timedelta(seconds=1)
    while True:
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if moment > end:
            return
        # An hour that the clocks leave out is the same as the next one.
        if moment > last:
            yield moment
            last = moment
        wall = _next(wall, kind, every)


def _floor(wall: datetime, kind: str, every: int) -> datetime:
    """The last round moment by the clock before or at this one."""
    if kind == "minute":
        return wall.replace(minute=wall.minute // every * every)
    if kind == "hour":
        return wall.replace(hour=wall.hour // every * every, minute=0)
    day = wall.replace(hour=0, minute=0)
    if kind == "day":
        # Whole weeks begin on a Monday: the first of year 1 was one.
        return day - timedelta(days=(day.toordinal() - 1) % every)
    if kind == "month":
        return day.replace(day=1, month=(day.month - 1) // every * every + 1)
    return day.replace(day=1, month=1, year=max(day.year // every * every, 1))


def _next(wall: datetime, kind: str, every: int) -> datetime:
    if kind in ("minute", "hour", "day"):
        return wall + timedelta(**{f"{kind}s": every})
    months = every if kind == "month" else every * 12
    month = wall.month - 1 + months
    return wall.replace(year=wall.year + month // 12, month=month % 12 + 1)
