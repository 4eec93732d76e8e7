"""A story's correction is out: who has to know, and who is written to.

Who follows a story, or acted on it, is known to higher apps. They register here: to be
told once of each correction that readers can see, or how many letters there would be
to those who acted, which are written once an editor has asked.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.models import Correction, Story

logger = logging.getLogger(__name__)

# Of a site that was down for long; the next call goes on.
MOST_AT_ONCE = 100
Heard = Callable[[Correction], None]
Count = Callable[[Correction], int]
_hearers: list[Heard] = []
_counts: list[Count] = []


# Told to the rest of the site


def hear(hearer: Heard) -> None:
    """Have an app told of each correction, in the transaction that says it is out."""
    _hearers.append(hearer)


def announce_due() -> int:
    """Tell of each correction that can be read and was not told of; how many.

    One on a draft, or on a story that is taken down, waits until the story is out.
    """
    due = _unannounced().filter(story__in=Story.objects.published())
    found = due.select_related("story").order_by("pk")[:MOST_AT_ONCE]
    return sum(_announce(correction) for correction in found)


@transaction.atomic
def _announce(correction: Correction) -> bool:
    """One conditional update: of two workers who find one, one tells of it."""
    now = timezone.now()
    if not _unannounced().filter(pk=correction.pk).update(announced_at=now):
        return False
    correction.announced_at = now
    for hearer in _hearers:
        hearer(correction)
    logger.info("Announced correction %s", correction.pk)
    return True


def _unannounced() -> QuerySet[Correction]:
    return Correction.objects.filter(announced_at=None)


# Written about to those who acted


def register(*, count: Count) -> None:
    """Have something written to people when an editor asks for it."""
    _counts.append(count)


def recipient_count(correction: Correction) -> int:
    """How many letters there will be, as things stand."""
    return sum(count(correction) for count in _counts)


def ask(correction: Correction) -> bool:
    """Wish for the letters; False when somebody did so before.

    The row is the wish: the letters are written by a worker, and once only.
    """
    silent = Correction.objects.filter(pk=correction.pk, mail_asked_at=None)
    return bool(silent.update(mail_asked_at=timezone.now()))
