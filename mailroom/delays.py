"""How long a letter takes now, to be told honestly to editors and readers."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailroom.models import LATE_FOR_ALL, SERVER_AWAY, Lane, Letter

KEPT_SECONDS = 5
# A delay up to this is none: a reader takes as long to open the mail program.
WORTH_TELLING = timedelta(minutes=1)
Age = Callable[[], float]
_before_the_outbox: dict[Lane, Age] = {}


def add_wait(lane: Lane, age_seconds: Age) -> None:
    """Register what a letter of a lane waits for before it is in the outbox."""
    _before_the_outbox[lane] = age_seconds


def of(lane: Lane) -> timedelta:
    """How long the letters that leave now have waited.

    Remembered for a few seconds, and without a cache it is asked anew.
    """
    key = f"mailroom.delay.{int(lane)}"
    seconds = cache.get(key)
    if seconds is None:
        before = _before_the_outbox.get(lane)
        seconds = _oldest_seconds(lane) + (before() if before else 0.0)
        cache.set(key, seconds, KEPT_SECONDS)
    return timedelta(seconds=seconds)


def minutes(lane: Lane) -> int:
    """The delay in whole minutes, rounded up; 0 when it is not worth telling."""
    delay = of(lane)
    return ceil(delay / timedelta(minutes=1)) if delay > WORTH_TELLING else 0


def told_to_editors() -> str:
    """The line above the desk's list of letters."""
    late = minutes(Lane.CONFIRM)
    if not late:
        return _("Confirmation letters leave within a minute.")
    said = ngettext("about %d minute", "about %d minutes", late) % late
    return _("Confirmation letters leave after %(delay)s.") % {"delay": said}


def _oldest_seconds(lane: Lane) -> float:
    """The age of the oldest letter that waits for us, or for the mail server.

    Since it was asked for, not since it was due: a server that is away moves the due
    time on. A letter that waits for its mailbox's share, or to be tried again, is late
    for a reason of its own and says nothing of the next one.
    """
    is_due = Q(due_at__lte=timezone.now()) | Q(last_error=SERVER_AWAY)
    ours = Letter.objects.waiting().filter(last_error__in=LATE_FOR_ALL)
    waiting = ours.filter(is_due, lane=lane)
    asked_for = waiting.order_by("created_at").values_list("created_at", flat=True)
    oldest = asked_for.first()
    return max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
