"""How many letters a mailbox may get: one in ten minutes, three a day, site-wide.

Anybody can type anybody's address into a form. The cap is kept in the database, under
the mailbox's canonical key, so that a thousand spellings and a hundred petitions are
still one mailbox, and so that it holds when the cache is lost.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from mailroom.models import Mailbox, Suppression

GAP = timedelta(minutes=10)
DAY = timedelta(hours=24)
LETTERS_A_DAY = 3


def take(key: bytes) -> datetime | None:
    """Take one letter from the mailbox's allowance.

    Returns None when it was taken, or the time from which it may be tried again.
    """
    return take_each([key])[0]


def take_each(keys: Sequence[bytes]) -> list[datetime | None]:
    """Take a letter from the allowance of each mailbox, in as few queries for all.

    Two workers cannot take the same one: known mailboxes are locked while they are
    looked at, and of two who make a new one the unique key lets the first, and the
    second starts over. Both go by the order of the keys, so that neither can wait for
    a worker who waits for them.
    """
    while True:
        try:
            with transaction.atomic():
                return _take_each(keys)
        except IntegrityError:
            continue


def _take_each(keys: Sequence[bytes]) -> list[datetime | None]:
    now = timezone.now()
    known = Mailbox.objects.filter(key__in=set(keys)).order_by("key")
    mailboxes = {bytes(found.key): found for found in known.select_for_update()}
    for key in set(keys) - mailboxes.keys():
        mailboxes[key] = Mailbox(key=key, day_started_at=now, day_count=0)
    answers = [_take_from(mailboxes[key], now) for key in keys]
    taken = {key for key, answer in zip(keys, answers, strict=True) if answer is None}
    _save([mailboxes[key] for key in sorted(taken)], now)
    return answers


def _take_from(mailbox: Mailbox, now: datetime) -> datetime | None:
    not_before = _not_before(mailbox)
    if not_before > now:
        return not_before
    if mailbox.day_started_at <= now - DAY:
        mailbox.day_started_at, mailbox.day_count = now, 0
    mailbox.last_letter_at = now
    mailbox.day_count += 1
    return None


def _not_before(mailbox: Mailbox) -> datetime:
    """When the mailbox may have its next letter."""
    if not mailbox.day_count:
        return mailbox.day_started_at
    after_gap = mailbox.last_letter_at + GAP
    if mailbox.day_count < LETTERS_A_DAY:
        return after_gap
    return max(after_gap, mailbox.day_started_at + DAY)


def _save(mailboxes: Sequence[Mailbox], now: datetime) -> None:
    """New ones, those that start a day, and those that go on with theirs."""
    Mailbox.objects.bulk_create(box for box in mailboxes if not box.pk)
    old = [box for box in mailboxes if box.pk]
    new_day = [box.pk for box in old if box.day_started_at == now]
    same_day = [box.pk for box in old if box.day_started_at != now]
    if new_day:
        Mailbox.objects.filter(pk__in=new_day).update(
            last_letter_at=now, day_started_at=now, day_count=1
        )
    if same_day:
        Mailbox.objects.filter(pk__in=same_day).update(
            last_letter_at=now, day_count=F("day_count") + 1
        )


def suppress(key: bytes) -> None:
    """Never write to this mailbox again."""
    Suppression.objects.get_or_create(mailbox_key=key)


def lift(key: bytes) -> None:
    """Write to this mailbox again, as its owner wishes."""
    Suppression.objects.filter(mailbox_key=key).delete()


def suppressed(keys: Iterable[bytes]) -> set[bytes]:
    """Those of the mailboxes that want no letters."""
    refusals = Suppression.objects.filter(mailbox_key__in=set(keys))
    return {bytes(key) for key in refusals.values_list("mailbox_key", flat=True)}


def idle_mailboxes() -> QuerySet[Mailbox]:
    """Those that had nothing for two days, so that no cap needs them any more."""
    long_ago = timezone.now() - 2 * DAY
    return Mailbox.objects.filter(
        last_letter_at__lt=long_ago, day_started_at__lt=long_ago
    )
