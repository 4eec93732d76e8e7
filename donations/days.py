"""Days as people mean them: from midnight to midnight in the newsroom's time zone."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone


def between(field: str, starts_on: date, ends_on: date) -> Q:
    """Moments from the first of these days to the end of the last."""
    after = {f"{field}__gte": _midnight(starts_on)}
    return Q(**after, **{f"{field}__lt": _midnight(ends_on + timedelta(days=1))})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
