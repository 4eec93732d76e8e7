"""A signer confirms: one conditional update, and one row in the count's queue."""

import logging
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from config.connections import fetch_one
from petitions import counting, tokens
from petitions.models import Petition, Signature
from petitions.models.counts import Reason

logger = logging.getLogger(__name__)

# What was taken back or taken out is not confirmed, by link or by code.
ENDED = {Signature.Status.WITHDRAWN, Signature.Status.REMOVED}


class TooLate(Exception):
    """The petition ended before this signature was confirmed."""


class WrongCode(Exception):
    """Not the code of the last letter to this address, or no code is live for it."""


# Both in one statement, for which the reader waits once.
MOVE_AND_QUEUE = """
    WITH moved AS (
        UPDATE petitions_signature
        SET status = 'confirmed', confirmed_at = %s, verified_at = %s
        WHERE id = %s AND status = 'pending'
        RETURNING id, petition_id, country, region, came_by
    )
    INSERT INTO petitions_countchange
        (petition_id, change, reason, country, region, came_by, at, signature_id)
    SELECT petition_id, 1, 'confirmed', country, region, came_by, %s, id FROM moved
    RETURNING id
"""


def confirm(signature: Signature) -> bool:
    """Count a signature whose signer proved to hold the mailbox.

    Returns whether this call is the one that proved it. Confirming twice is safe: only
    the update that moved the row queues a change. A held signature is verified and goes
    on being held; its signer sees no difference. Raises TooLate. What was withdrawn or
    removed stays so.
    """
    if not signature.petition.still_confirms:
        raise TooLate
    now = timezone.now()
    if _move_and_queue(signature, now):
        logger.debug("Confirmed signature %s", signature.pk)
        return True
    held = Signature.objects.filter(
        pk=signature.pk, status=Signature.Status.QUARANTINED, verified_at=None
    )
    return bool(held.update(verified_at=now))


def _move_and_queue(signature: Signature, now: datetime) -> bool:
    """Whether this call is the one that confirmed it."""
    if connection.vendor == "postgresql":
        return fetch_one(MOVE_AND_QUEUE, [now, now, signature.pk, now]) is not None
    # SQLite changes one table in one statement.
    pending = Signature.objects.filter(pk=signature.pk, status=Signature.Status.PENDING)
    with transaction.atomic():
        moved = pending.update(
            status=Signature.Status.CONFIRMED, confirmed_at=now, verified_at=now
        )
        if moved:
            counting.queue(signature, +1, Reason.CONFIRMED, at=now)
    return bool(moved)


def decline_account(signature: Signature) -> None:
    """Whoever holds the letter wants no account, whatever was ticked in the form."""
    signature.open_account = False
    Signature.objects.filter(pk=signature.pk).update(open_account=False)


def with_code(
    petition: Petition, *, signer_key: bytes, typed: str
) -> tuple[Signature, bool]:
    """Confirm by the code of the letter, typed by hand. Raises WrongCode and TooLate.

    Returns the signature, and whether this call is the one that proved the mailbox.

    An address that never signed, one that is confirmed and a wrong code all end the
    same way, so that codes cannot be used to ask who has signed.
    """
    signature = (
        Signature.objects.select_related("petition")
        .filter(petition=petition, signer_key=signer_key)
        .first()
    )
    if signature is None or signature.status in ENDED or not _take_try(signature):
        raise WrongCode
    if not tokens.code_is_right(signature, typed):
        raise WrongCode
    is_first = confirm(signature)
    # A right code costs no try, so that typing it again is as safe as the link.
    Signature.objects.filter(pk=signature.pk).update(code_tries=0)
    return signature, is_first


def _take_try(signature: Signature) -> bool:
    """Use up one try, even when a hundred guesses arrive at once."""
    if not tokens.code_is_live(signature):
        return False
    has_tries = Q(pk=signature.pk, code_tries__lt=tokens.CODE_TRIES)
    return bool(
        Signature.objects.filter(has_tries).update(code_tries=F("code_tries") + 1)
    )
