"""How many letters a mailbox may get: one in ten minutes, three a day, site-wide.

Anybody can type anybody's address into a form. The cap is kept in the database, under
the mailbox's canonical key, so that a thousand spellings and a hundred petitions are
still one mailbox, and so that it holds when the cache is lost.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from mailroom.models import Mailbox, Suppression

GAP = timedelta(minutes=10)
DAY = timedelta(hours=24)
LETTERS_A_DAY = 3


def take(key: bytes) -> datetime | None:
    """Take one letter from the mailbox's allowance.

    Returns None when it was taken, or the time from which it may be tried again. Two
    workers cannot take the same one: each step is a conditional update.
    """
    now = timezone.now()
    if _start_mailbox(key, now) or _next_letter(key, now):
        return None
    mailbox = Mailbox.objects.get(key=key)
    after_gap = mailbox.last_letter_at + GAP
    if mailbox.day_count < LETTERS_A_DAY:
        return after_gap
    return max(after_gap, mailbox.day_started_at + DAY)


def _start_mailbox(key: bytes, now: datetime) -> bool:
    if Mailbox.objects.filter(key=key).exists():
        return False
    try:
        with transaction.atomic():
            Mailbox.objects.create(key=key, last_letter_at=now, day_started_at=now)
    except IntegrityError:
        return False
    return True


def _next_letter(key: bytes, now: datetime) -> bool:
    rested = Mailbox.objects.filter(key=key, last_letter_at__lte=now - GAP)
    new_day = rested.filter(day_started_at__lte=now - DAY)
    if new_day.update(last_letter_at=now, day_started_at=now, day_count=1):
        return True
    same_day = rested.filter(day_count__lt=LETTERS_A_DAY)
    return bool(same_day.update(last_letter_at=now, day_count=F("day_count") + 1))


def suppress(key: bytes) -> None:
    """Never write to this mailbox again."""
    Suppression.objects.get_or_create(mailbox_key=key)


def suppressed(keys: Iterable[bytes]) -> set[bytes]:
    """Those of the mailboxes that want no letters."""
    refusals = Suppression.objects.filter(mailbox_key__in=set(keys))
    return {bytes(key) for key in refusals.values_list("mailbox_key", flat=True)}


def purge_idle() -> int:
    """Forget mailboxes that had nothing for two days; returns how many."""
    idle = Mailbox.objects.filter(
        Q(last_letter_at__lt=timezone.now() - 2 * DAY),
        Q(day_started_at__lt=timezone.now() - 2 * DAY),
    )
    return idle.delete()[0]
