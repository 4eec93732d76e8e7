"""The letters to signers: which are due, and their words.

Signing only marks its row as due. A sweep turns marked rows into letters of the
mailroom, in batches; the words are written when the letter leaves.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone

from mailroom import delays, outbox
from mailroom.models import Lane, Letter
from mailroom.printing import from_templates
from mailroom.writing import Written, writes
from petitions import tokens
from petitions.models import Petition, Signature

CONFIRM, ALREADY_SIGNED = "petitions.confirm", "petitions.already_signed"
# That the campaign goes on; written by `renewal_letters`.
RENEWAL = "petitions.renewal"
KINDS = (CONFIRM, ALREADY_SIGNED, RENEWAL)
BATCH_SIZE = 500
LONGEST_NAME_IN_LETTER = 40
# What the letters and `kind_due` need of a signature.
COLUMNS = (
    *("petition", "name", "email", "status", "signed_at", "verified_at", "salt"),
    *("code_made_at", "code_tries", "open_account"),
)
ANY_TOKEN = "0" * tokens.LENGTH


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


class Ask(NamedTuple):
    """What a letter says of the petition; the same for all of its signers."""

    title: str
    target: str
    url: str


class Subject(NamedTuple):
    """What a letter to a signer is about."""

    signature: Signature
    ask: Ask


def load_confirmations(ids: Collection[int]) -> dict[int, Subject]:
    """The signatures to be confirmed among these, each with a code that works."""
    subjects = _load(ids, due=CONFIRM)
    _keep_codes_live([subject.signature for subject in subjects.values()])
    return subjects


def load_signed(ids: Collection[int]) -> dict[int, Subject]:
    return _load(ids, due=ALREADY_SIGNED)


def _load(ids: Collection[int], *, due: str) -> dict[int, Subject]:
    """The signatures for which this letter is still the one to send."""
    found = Signature.objects.prefetch_related("petition").filter(pk__in=ids)
    found = found.only(*COLUMNS)
    signatures = [signature for signature in found if kind_due(signature) == due]
    petitions = {signature.petition for signature in signatures}
    asks = {petition.pk: _ask(petition) for petition in petitions}
    return {
        signature.pk: Subject(signature, asks[signature.petition_id])
        for signature in signatures
    }


def _ask(petition: Petition) -> Ask:
    url = settings.SITE_URL + petition.get_absolute_url()
    return Ask(petition.title, petition.target, url)


def _keep_codes_live(signatures: Iterable[Signature]) -> None:
    """Make codes, except where the last letter's still works.

    Two letters to one mailbox then carry the same code: neither a letter sent twice
    nor a stranger who signs again takes a good code out of a reader's hand.
    """
    now = timezone.now()
    stale = [found for found in signatures if not tokens.code_is_live(found)]
    Signature.objects.filter(pk__in=[found.pk for found in stale]).update(
        code_made_at=now, code_tries=0
    )
    for signature in stale:
        signature.code_made_at, signature.code_tries = now, 0


@writes(CONFIRM, load=load_confirmations)
def confirmation(subject: Subject) -> Written:
    """The letter with the link and the code."""
    signature = subject.signature
    token = tokens.make(tokens.CONFIRM, signature)
    return from_templates(
        "petitions/confirm",
        {
            "petition": subject.ask,
            "code_hours": int(tokens.CODE_LIFE.total_seconds() // 3600),
            "kept_days": settings.UNCONFIRMED_KEPT_DAYS,
            "opens_account": signature.open_account,
        },
        blanks={
            **blanks(signature),
            "confirm_url": _url("petitions:confirm", token),
            "code": tokens.code(signature),
        },
    )


@writes(ALREADY_SIGNED, load=load_signed)
def already_signed(subject: Subject) -> Written:
    """What the page must not say: somebody signed again with this address."""
    signature = subject.signature
    signed_on = formats.date_format(timezone.localdate(signature.signed_at))
    return from_templates(
        "petitions/already_signed",
        {
            "petition": subject.ask,
            "was_removed": signature.status == Signature.Status.REMOVED,
        },
        blanks={**blanks(signature), "signed_on": signed_on},
    )


def blanks(signature: Signature) -> dict[str, str]:
    """What is the signer's own in each letter: name, and links with a token."""
    my_token = tokens.make(tokens.MY, signature)
    return {
        "first_name": signature.first_name[:LONGEST_NAME_IN_LETTER],
        "my_url": _url("petitions:my", my_token),
        "not_me_url": _url("petitions:my_not_me", my_token),
    }


def _url(name: str, token: str) -> str:
    """Built from the configured address only, never from a request's Host."""
    site_url: str = settings.SITE_URL
    return site_url + _path(name).replace(ANY_TOKEN, token)


@cache
def _path(name: str) -> str:
    return reverse(name, args=[ANY_TOKEN])


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
    """How long a new signer's letter takes now, to be written and to leave.

    As the signer is told it; 0 when a minute is enough.
    """
    return delays.minutes(Lane.CONFIRM)


delays.add_wait(Lane.CONFIRM, oldest_due_seconds)
