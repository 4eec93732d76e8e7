"""Asking for a letter: a row in the caller's transaction, nothing else."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mailroom import addresses
from mailroom.models import LETTER_LIFETIME, Lane, Letter


def draft(
    kind: str,
    *,
    subject_id: int | None,
    mail_to: str,
    lane: Lane,
    is_capped: bool = True,
    lifetime: timedelta = LETTER_LIFETIME,
    content: dict[str, str] | None = None,
) -> Letter:
    """A letter that is not saved yet; see `post`."""
    return Letter(
        kind=kind,
        subject_id=subject_id,
        address=mail_to,
        mailbox_key=addresses.mailbox_key(addresses.parse(mail_to)),
        lane=lane,
        is_capped=is_capped,
        expires_at=timezone.now() + lifetime,
        content=content or {},
    )


def post(letters: Iterable[Letter]) -> None:
    """Put letters in the outbox; a kind that already waits for a subject stays one."""
    Letter.objects.bulk_create(letters, ignore_conflicts=True)


@transaction.atomic
def send_again(letter: Letter) -> Letter | None:
    """A fresh copy of a letter, for staff.

    None when one is waiting already, when its reader took everything back, or when its
    words were kept only until it was sent, as those of sign-in codes are.
    """
    same = Letter.objects.filter(kind=letter.kind, subject_id=letter.subject_id)
    if not letter.address or letter.subject_id is None or same.waiting():
        return None
    again = draft(
        letter.kind,
        subject_id=letter.subject_id,
        mail_to=letter.address,
        lane=Lane(letter.lane),
        is_capped=letter.is_capped,
    )
    again.save()
    return again


def forget(kinds: Iterable[str], subject_ids: Iterable[int]) -> None:
    """Take the address off every letter about these; none that waits is sent."""
    about = Letter.objects.filter(
        kind__in=list(kinds), subject_id__in=list(subject_ids)
    )
    about.waiting().update(
        state=Letter.State.DROPPED, last_error="its reason is gone", leased_until=None
    )
    about.update(address="", mailbox_key=b"")
