"""How the count of a petition grew, cut into as many pieces as a chart can show.

However old a petition is and however many signed it, there are at most `MOST_BARS` bars
and twice `MOST_PIECES` bends of the line, made from the finest tallies that one answer
of the history holds.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil
from typing import NamedTuple

from django.utils import timezone

from petitions import history
from petitions.charts.drawing import Bar
from petitions.history import Asked, Point
from petitions.models import Petition
from petitions.models.counts import Step

MOST_BARS = 130
MOST_PIECES = 360
SHORTEST = timedelta(minutes=10)
MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
# What a bar may stand for, and its name; beyond, so many times four weeks.
BAR_SIZES = (
    (MINUTE, "minute"),
    (10 * MINUTE, "ten minutes"),
    (HOUR, "hour"),
    (DAY, "day"),
    (7 * DAY, "week"),
    (28 * DAY, "four weeks"),
)
FINE = 10 * MINUTE
# A day on which fewer came has nothing to show by ten minutes.
BUSY = 50


class Growth(NamedTuple):
    """`unit` is what a bar stands for; `zone` is the one whose days are meant."""

    start: datetime
    end: datetime
    unit: str
    zone: tzinfo
    points: list[tuple[datetime, int]]
    bars: list[Bar]
    counts: list[int]
    busiest_on: datetime | None

    @property
    def busiest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.value)


def of(petition: Petition) -> Growth | None:
    """All of its life so far; None while nothing was ever counted."""
    step, points = _all_points(petition)
    if not points:
        return None
    # Days of UTC cannot be cut at another zone's midnight.
    zone = UTC if step == Step.DAY else timezone.get_current_timezone()
    start, end = _span(petition, step, points)
    size, unit = _size_of_bars(end - start)
    edges = list(_edges(start, end, size, zone))
    bars, counts = _bars(edges, points, until=_over_until(petition))
    vertices = _vertices(points, start, end, step.length)
    busiest_on = _busiest_on(unit, bars, points)
    return Growth(start, end, unit, zone, vertices, bars, counts, busiest_on)


def busiest_day(petition: Petition, growth: Growth) -> list[Bar]:
    """The day on which most signed, by ten minutes; nothing of a petition so young
    that its bars are as fine, or so quiet that there is nothing to see.
    """
    if growth.busiest_on is None:
        return []
    start, end = _day(growth.busiest_on, growth.zone)
    told = history.of(petition, Asked(Step.MINUTE, start, end)).points
    if sum(point.change for point in told) < BUSY:
        return []
    edges = [start + FINE * number for number in range((end - start) // FINE + 1)]
    return _bars(edges, told, until=_over_until(petition))[0]


def _day(moment: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """When the day of a moment begins and ends by the zone's clock."""
    wall = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begins, ends = (
        (wall.replace(tzinfo=None) + DAY * days).replace(tzinfo=zone).astimezone(UTC)
        for days in (0, 1)
    )
    return begins, ends


def _all_points(petition: Petition) -> tuple[Step, list[Point]]:
    told = history.of(petition, Asked())
    points = told.points
    while told.next_start:
        told = history.of(petition, Asked(told.by, told.next_start))
        points = points + told.points
    return told.by, points


def _span(
    petition: Petition, step: Step, points: list[Point]
) -> tuple[datetime, datetime]:
    """From the opening to the end or to now, in whole steps."""
    first, last = points[0].at, points[-1].at + step.length
    start = min(first, step.start(petition.opened_at or first))
    end = max(last, step.end(_runs_until(petition)))
    return start, max(end, start + SHORTEST)


def _busiest_on(unit: str, bars: list[Bar], points: list[Point]) -> datetime | None:
    """A moment of the day on which most came, unless the bars are finer than a day."""
    if unit in ("minute", "ten minutes", "hour"):
        return None
    if unit == "day":
        return max(bars, key=lambda bar: bar.value).start
    return max(points, key=lambda point: point.change).at


def _over_until(petition: Petition) -> datetime:
    """Bars up to then are over; of a petition that has ended, all of them."""
    return datetime.max.replace(tzinfo=UTC) if petition.ended_at else timezone.now()


def _runs_until(petition: Petition) -> datetime:
    now = timezone.now()
    return min(petition.ended_at or now, now)


def _size_of_bars(span: timedelta) -> tuple[timedelta, str]:
    """The finest that needs no more bars than may be; one is spare at either end."""
    for size, unit in BAR_SIZES:
        if span / size <= MOST_BARS - 2:
            return size, unit
    longest, _unit = BAR_SIZES[-1]
    return longest * (span // (longest * (MOST_BARS - 2)) + 1), "period"


def _edges(
    start: datetime, end: datetime, size: timedelta, zone: tzinfo
) -> Iterator[datetime]:
    """Where bars begin, and where the last one ends; days begin by the zone's clock."""
    if size < DAY:
        edge = datetime.fromtimestamp(
            start.timestamp() // size.total_seconds() * size.total_seconds(), UTC
        )
        while edge < end:
            yield edge
            edge += size
        yield edge
        return
    wall = start.astimezone(zone).replace(
        tzinfo=None, hour=0, minute=0, second=0, microsecond=0
    )
    if size > DAY:
        wall -= timedelta(days=wall.weekday())
    while (edge := wall.replace(tzinfo=zone).astimezone(UTC)) < end:
        yield edge
        wall += size
    yield edge


def _bars(
    edges: list[datetime], points: list[Point], *, until: datetime
) -> tuple[list[Bar], list[int]]:
    """A bar between each two edges, and the count at its end."""
    changes = [0] * (len(edges) - 1)
    for point in points:
        at = min(max(bisect_right(edges, point.at) - 1, 0), len(changes) - 1)
        changes[at] += point.change
    count = points[0].count - points[0].change if points else 0
    bars, counts = [], []
    for start, end, change in zip(edges, edges[1:], changes, strict=False):
        count += change
        bars.append(Bar(start, end, change, is_over=end <= until))
        counts.append(count)
    return bars, counts


def _vertices(
    points: list[Point], start: datetime, end: datetime, length: timedelta
) -> list[tuple[datetime, int]]:
    """The line: level where nothing changed, and straight within a piece."""
    size = length * max(1, ceil((end - start) / (MOST_PIECES * length)))
    found: list[tuple[datetime, int]] = [(start, 0)]
    count, last = 0, start
    for point in points:
        piece = start + (point.at - start) // size * size
        if piece >= last:
            if piece > last:
                found.append((piece, count))
            last = piece + size
            found.append((min(last, end), point.count))
        else:
            found[-1] = (found[-1][0], point.count)
        count = point.count
    if found[-1][0] < end:
        found.append((end, count))
    return found
