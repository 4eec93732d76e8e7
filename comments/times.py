"""How a comment's times are written: for people, and for scripts."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext


def in_words(moment: datetime) -> str:
    """A time as somebody says it today: "today at 14:05", "yesterday at 09:30", a day.

    In days and never in minutes, so that a page that is kept stays right.
    """
    at, now = timezone.localtime(moment), timezone.localtime()
    time = time_format(at, "H:i")
    if at.date() == now.date():
        return gettext("today at %(time)s") % {"time": time}
    if at.date() == now.date() - timedelta(days=1):
        return gettext("yesterday at %(time)s") % {"time": time}
    if at.year == now.year:
        day = date_format(at, "MONTH_DAY_FORMAT")
        return gettext("%(day)s at %(time)s") % {"day": day, "time": time}
    return date_format(at, "DATE_FORMAT")


def stamp(moment: datetime | None) -> str:
    """A time in UTC to the microsecond, for scripts that ask what came after it."""
    if moment is None:
        return ""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
