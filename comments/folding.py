"""What happened in the forum in a month, summed from the rows that say it.

Done again and again it gives the same: each fold counts anew and writes over what was
there. The month that runs and the one before are folded; then a month stays as it was
counted, since rows go with their readers.
"""

from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from comments.models import (
    Appeal,
    Comment,
    ForumMonth,
    LegalComplaint,
    ModerationAction,
    Report,
)

Status = Comment.Status
REFUSED = [Status.REJECTED, Status.REMOVED]


def fold_due() -> int:
    """The month that runs, and the one before; how many were written."""
    this = timezone.localdate().replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    for month in (last, this):
        fold(month)
    return 2


def fold(month: date) -> ForumMonth:
    """Count a month, given by its first day, and keep what was counted."""
    found, _is_new = ForumMonth.objects.update_or_create(
        month=month,
        defaults={"sums": count(month), "counted_at": timezone.now()},
    )
    return found


def count(month: date) -> dict[str, Any]:
    """Every sum of a month; what was decided belongs to the month of the decision."""
    begin, end = _moments(month)
    comments = Comment.objects.filter(created_at__gte=begin, created_at__lt=end)
    steps = ModerationAction.objects.standing().filter(at__gte=begin, at__lt=end)
    refusals = steps.filter(after__in=REFUSED).exclude(before__in=REFUSED)
    return {
        "made": comments.count(),
        "published": Comment.objects.filter(
            published_at__gte=begin, published_at__lt=end
        ).count(),
        "held": _by(
            steps.filter(after__in=[Status.PENDING, Status.HELD], actor=None), "rule"
        ),
        "refused_by_person": _by(refusals.filter(actor__isnull=False), "reason"),
        "refused_by_rule": _by(refusals.filter(actor=None), "rule"),
        "reports": _by(Report.objects.filter(at__gte=begin, at__lt=end), "reason"),
        "appeals": _outcomes(Appeal.objects.all(), begin, end),
        "appeals_made": Appeal.objects.filter(at__gte=begin, at__lt=end).count(),
        "complaints": _outcomes(LegalComplaint.objects.all(), begin, end),
        "complaints_made": LegalComplaint.objects.filter(
            at__gte=begin, at__lt=end
        ).count(),
        "median_hours": _median_hours(steps),
        "decisions": _decisions(steps).count(),
    }


def _moments(month: date) -> tuple[datetime, datetime]:
    following = (month + timedelta(days=32)).replace(day=1)
    zone = timezone.get_current_timezone()
    begin, end = (
        datetime(day.year, day.month, 1, tzinfo=zone) for day in (month, following)
    )
    return begin, end


def _by(rows: QuerySet[Any], column: str) -> dict[str, int]:
    sums = rows.order_by().values(column).annotate(many=Count("pk"))
    return {row[column]: row["many"] for row in sums.order_by(column)}


def _outcomes(rows: QuerySet[Any], begin: datetime, end: datetime) -> dict[str, int]:
    return _by(rows.filter(decided_at__gte=begin, decided_at__lt=end), "outcome")


def _decisions(steps: QuerySet[ModerationAction]) -> QuerySet[ModerationAction]:
    """A person decided about a comment that waited for one."""
    waited = Q(before__in=[Status.PENDING, Status.HELD])
    return steps.filter(waited, actor__isnull=False).exclude(after=Status.DELETED)


def _median_hours(steps: QuerySet[ModerationAction]) -> float | None:
    """From when a comment began to wait to when a person decided; None of nothing."""
    earlier = ModerationAction.objects.filter(
        comment=OuterRef("comment"), pk__lt=OuterRef("pk"), after=OuterRef("before")
    )
    began = Subquery(earlier.order_by("-pk").values("at")[:1])
    rows = _decisions(steps).annotate(began=began)
    hours = [
        (at - (began or written)).total_seconds() / 3600
        for at, began, written in rows.values_list("at", "began", "comment__created_at")
    ]
    return round(median(hours), 1) if hours else None
