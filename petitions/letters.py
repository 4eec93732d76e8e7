"""The letters to signers: which are due, and their words.

Signing only marks its row as due. A sweep turns marked rows into letters of the
mailroom, in batches; the words are written when the letter leaves.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mailroom import delays, outbox
from mailroom.models import Lane, Letter
from mailroom.writing import NothingToWrite, Written, from_templates, writes
from petitions import tokens
from petitions.models import Signature

CONFIRM, ALREADY_SIGNED = "petitions.confirm", "petitions.already_signed"
KINDS = (CONFIRM, ALREADY_SIGNED)
BATCH_SIZE = 500
LONGEST_NAME_IN_LETTER = 40


def write_due() -> int:
    """Put the letters of all signatures that are due into the outbox; how many."""
    written = 0
    while batch := _write_batch():
        written += batch
    return written


@transaction.atomic
def _write_batch() -> int:
    """Rows and letters change together: none is lost, and none is doubled."""
    due = Signature.objects.filter(letter_due_at__lte=timezone.now())
    claimed = due.select_for_update(skip_locked=True, of=("self",))
    signatures = list(claimed.order_by("letter_due_at")[:BATCH_SIZE])
    letters = [(kind_due(signature), signature) for signature in signatures]
    outbox.post(_letter(kind, signature) for kind, signature in letters if kind)
    done = [signature.pk for signature in signatures]
    Signature.objects.filter(pk__in=done).update(letter_due_at=None)
    return len(signatures)


def _letter(kind: str, signature: Signature) -> Letter:
    return outbox.draft(
        kind,
        subject_id=signature.pk,
        mail_to=signature.email,
        lane=Lane.CONFIRM,
        lifetime=timedelta(days=settings.UNCONFIRMED_KEPT_DAYS),
    )


def kind_due(signature: Signature) -> str:
    """Which letter its signer should get now; "" for none.

    A held signature gets what a free one gets, so that its sender learns nothing.
    """
    if not signature.email or signature.status == Signature.Status.WITHDRAWN:
        return ""
    if signature.status == Signature.Status.PENDING:
        return CONFIRM
    if signature.status == Signature.Status.QUARANTINED and not signature.is_verified:
        return CONFIRM
    return ALREADY_SIGNED


@writes(CONFIRM)
def confirmation(signature_id: int) -> Written:
    """The letter with the link and the code."""
    signature = _find(signature_id, due=CONFIRM)
    _keep_code_live(signature)
    token = tokens.make(tokens.CONFIRM, signature)
    return from_templates(
        "petitions/confirm",
        {
            **_common(signature),
            "confirm_url": _url("petitions:confirm", token),
            "code": tokens.code(signature),
            "code_hours": int(tokens.CODE_LIFE.total_seconds() // 3600),
            "kept_days": settings.UNCONFIRMED_KEPT_DAYS,
        },
    )


@writes(ALREADY_SIGNED)
def already_signed(signature_id: int) -> Written:
    """What the page must not say: somebody signed again with this address."""
    signature = _find(signature_id, due=ALREADY_SIGNED)
    return from_templates(
        "petitions/already_signed",
        {
            **_common(signature),
            "signed_on": signature.signed_at,
            "was_removed": signature.status == Signature.Status.REMOVED,
        },
    )


def _find(signature_id: int, *, due: str) -> Signature:
    """The signature, if this letter is still the one to send."""
    found = Signature.objects.select_related("petition").filter(pk=signature_id)
    signature = found.first()
    if signature is None or kind_due(signature) != due:
        raise NothingToWrite
    return signature


def _keep_code_live(signature: Signature) -> None:
    """Make a code, unless the last letter's still works.

    Two letters to one mailbox then carry the same code: neither a letter sent twice
    nor a stranger who signs again takes a good code out of a reader's hand.
    """
    if tokens.code_is_live(signature):
        return
    signature.code_made_at, signature.code_tries = timezone.now(), 0
    signature.save(update_fields=["code_made_at", "code_tries"])


def _common(signature: Signature) -> dict[str, object]:
    my_token = tokens.make(tokens.MY, signature)
    return {
        "petition": signature.petition,
        "petition_url": settings.SITE_URL + signature.petition.get_absolute_url(),
        "first_name": signature.first_name[:LONGEST_NAME_IN_LETTER],
        "my_url": _url("petitions:my", my_token),
        "not_me_url": _url("petitions:my_not_me", my_token),
    }


def _url(name: str, token: str) -> str:
    """Built from the configured address only, never from a request's Host."""
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"


def oldest_due_seconds() -> float:
    """How long the signature that is due longest has waited for its letter."""
    due: datetime | None = (
        Signature.objects.filter(letter_due_at__lte=timezone.now())
        .order_by("letter_due_at")
        .values_list("letter_due_at", flat=True)
        .first()
    )
    return (timezone.now() - due).total_seconds() if due else 0.0


def delay_minutes() -> int:
    """How late confirmations leave now, as signers are told; 0: within a minute."""
    return delays.minutes(Lane.CONFIRM)


delays.add_wait(Lane.CONFIRM, oldest_due_seconds)
