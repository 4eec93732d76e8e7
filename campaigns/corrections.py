"""Telling of a correction those who acted on the story that had it wrong.

Who they are belongs to a higher app, such as the signers of a petition; it registers
here how many there are, and writes to them once an editor has asked.
"""

from collections.abc import Callable

from django.utils import timezone

from campaigns.models import Correction

Count = Callable[[Correction], int]
_counts: list[Count] = []


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
