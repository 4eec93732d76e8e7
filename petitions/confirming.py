"""A signer confirms: one conditional update, and one row in the count's queue."""

import logging

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

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


@transaction.atomic
def confirm(signature: Signature) -> None:
    """Count a signature whose signer proved to hold the mailbox.

    Confirming twice is safe: only the update that moved the row queues a change. A
    held signature is verified and goes on being held; its signer sees no difference.
    Raises TooLate. What was withdrawn or removed stays so.
    """
    if not signature.petition.still_confirms:
        raise TooLate
    now = timezone.now()
    own = Signature.objects.filter(pk=signature.pk)
    moved = own.filter(status=Signature.Status.PENDING).update(
        status=Signature.Status.CONFIRMED, confirmed_at=now, verified_at=now
    )
    if moved:
        counting.queue(signature, +1, Reason.CONFIRMED)
        logger.debug("Confirmed signature %s", signature.pk)
        return
    held = own.filter(status=Signature.Status.QUARANTINED, verified_at=None)
    held.update(verified_at=now)


def with_code(petition: Petition, *, signer_key: bytes, typed: str) -> Signature:
    """Confirm by the code of the letter, typed by hand. Raises WrongCode and TooLate.

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
    confirm(signature)
    # A right code costs no try, so that typing it again is as safe as the link.
    Signature.objects.filter(pk=signature.pk).update(code_tries=0)
    return signature


def _take_try(signature: Signature) -> bool:
    """Use up one try, even when a hundred guesses arrive at once."""
    if not tokens.code_is_live(signature):
        return False
    has_tries = Q(pk=signature.pk, code_tries__lt=tokens.CODE_TRIES)
    return bool(
        Signature.objects.filter(has_tries).update(code_tries=F("code_tries") + 1)
    )
