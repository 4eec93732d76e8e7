"""How the count of a petition grew: by minute, hour or day of UTC.

An answer has at most `MOST_POINTS` points, whatever is asked for, and costs the same
for any petition: its points are rows of the step that is asked for, and what was
counted before them is the sum of whole days, hours of one day and minutes of one hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from itertools import accumulate
from typing import NamedTuple

from django.db.models import IntegerField, Max, Min, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from petitions.models import Petition, TimeTally
from petitions.models.counts import Step

# A day of minutes, two months of hours, four years of days.
MOST_POINTS = 1500

# The whole life is answered in so few forms that each is kept and forgotten like any
# other public page; a part of it is read anew each time.
FORMS = ("", *(f"?by={step}" for step in Step.values))


class NotUnderstood(ValueError):
    """A parameter says nothing that can be answered; its name is the argument."""


class Asked(NamedTuple):
    """What is asked for: a step, or whichever fits; from a time, up to a time."""

    by: Step | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Point:
    """A step in which the count changed, and the count at its end."""

    at: datetime
    change: int
    count: int


class History(NamedTuple):
    """All changes from `start` up to `end`; None means without a bound.

    `next_start` is where the rest begins when there were too many points.
    """

    by: Step
    start: datetime | None
    end: datetime | None
    points: list[Point]
    next_start: datetime | None


def asked(parameters: Mapping[str, str]) -> Asked:
    """Read `by`, `from` and `to`; what else there is means nothing here.

    Raises NotUnderstood.
    """
    by = parameters.get("by", "")
    if by and by not in Step.values:
        raise NotUnderstood("by")
    start, end = _time(parameters, "from"), _time(parameters, "to")
    if start and end and end < start:
        raise NotUnderstood("to")
    return Asked(Step(by) if by else None, start, end)


def _time(parameters: Mapping[str, str], name: str) -> datetime | None:
    """A time or a date (RFC 3339); one that names no offset is of UTC.

    A plus sign arrives as a space when whoever wrote the address did not encode it.
    """
    written = parameters.get(name, "")
    if not written:
        return None
    if "T" in written:
        written = written.replace(" ", "+")
    try:
        moment = datetime.fromisoformat(written)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as why:
        raise NotUnderstood(name) from why
    if moment.year == MAXYEAR:  # Its last day would have no end.
        raise NotUnderstood(name)
    return moment


def form(asked: Asked) -> str | None:
    """Which of `FORMS` is asked for; None for a part of the petition's life."""
    if asked.start or asked.end:
        return None
    return f"?by={asked.by}" if asked.by else ""


def of(petition: Petition, asked: Asked) -> History:
    """The points that were asked for, or the first `MOST_POINTS` of them."""
    by = asked.by or _step_that_fits(petition, asked)
    start = by.start(asked.start) if asked.start else None
    end = by.end(asked.end) if asked.end else None
    rows = list(_rows(petition, by, start, end)[: MOST_POINTS + 1])
    next_start = rows[MOST_POINTS][0] if len(rows) > MOST_POINTS else None
    points = _points(rows[:MOST_POINTS])
    return History(by, start, next_start or end, points, next_start)


def _rows(
    petition: Petition, by: Step, start: datetime | None, end: datetime | None
) -> QuerySet[TimeTally, tuple[datetime, int, int]]:
    """Time, change, and the count before `start`, all of one moment."""
    rows = TimeTally.objects.filter(petition=petition, step=by).exclude(change=0)
    if start:
        rows = rows.filter(at__gte=start)
    if end:
        rows = rows.filter(at__lt=end)
    before = _count_before(petition, start) if start else Value(0)
    return (
        rows.order_by("at")
        .annotate(before=before)
        .values_list("at", "change", "before")
    )


def _count_before(petition: Petition, start: datetime) -> Coalesce:
    day, hour = Step.DAY.start(start), Step.HOUR.start(start)
    whole = (
        Q(step=Step.DAY, at__lt=day)
        | Q(step=Step.HOUR, at__gte=day, at__lt=hour)
        | Q(step=Step.MINUTE, at__gte=hour, at__lt=start)
    )
    own = TimeTally.objects.filter(whole, petition=petition).values("petition")
    summed = own.annotate(sum=Sum("change")).values("sum")
    return Coalesce(Subquery(summed), 0, output_field=IntegerField())


def _points(rows: list[tuple[datetime, int, int]]) -> list[Point]:
    before = rows[0][2] if rows else 0
    counts = accumulate((change for _at, change, _before in rows), initial=before)
    next(counts)
    return [
        Point(at, change, count)
        for (at, change, _before), count in zip(rows, counts, strict=True)
    ]


def _step_that_fits(petition: Petition, asked: Asked) -> Step:
    """The finest step that shows the whole time in one answer; days if none does."""
    hours = TimeTally.objects.filter(petition=petition, step=Step.HOUR)
    ends = hours.aggregate(first=Min("at"), last=Max("at"))
    if ends["first"] is None:
        return Step.MINUTE
    first = max(ends["first"], asked.start or ends["first"])
    until = ends["last"] + Step.HOUR.length
    last = min(until, asked.end or until)
    fitting = (step for step in Step if last - first <= MOST_POINTS * step.length)
    return next(fitting, Step.DAY)
