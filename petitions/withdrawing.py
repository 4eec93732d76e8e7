"""What a signer may take back: the signature, or everything that they gave.

Each needs the token of a letter, and nothing else: no account, no reason.
"""

import logging
import secrets

from django.db import transaction
from django.utils import timezone

from mailroom import caps, outbox
from mailroom.addresses import mailbox_key, parse
from petitions import counting, letters
from petitions.models import Signature
from petitions.models.counts import Reason
from petitions.models.signature import new_salt

logger = logging.getLogger(__name__)


@transaction.atomic
def withdraw(signature: Signature) -> bool:
    """Take a signature out of the count; False when it was out already."""
    own = Signature.objects.filter(pk=signature.pk)
    gone = {"status": Signature.Status.WITHDRAWN, "ended_at": timezone.now()}
    if own.filter(status=Signature.Status.CONFIRMED).update(**gone):
        counting.queue(signature, -1, Reason.WITHDRAWN)
        logger.info("Withdrew signature %s", signature.pk)
        return True
    waiting = [Signature.Status.PENDING, Signature.Status.QUARANTINED]
    return bool(own.filter(status__in=waiting).update(**gone))


@transaction.atomic
def erase(signature: Signature) -> None:
    """Withdraw, and leave nothing that leads to a person.

    What stays until the purge is a row without a person. A new salt ends every link of
    every letter; the same address may sign again as new.
    """
    withdraw(signature)
    Signature.objects.filter(pk=signature.pk).update(
        signer_key=secrets.token_bytes(32),
        name="",
        email="",
        postcode="",
        reason="",
        network="",
        show_name=False,
        newsletter=False,
        salt=new_salt(),
        letter_due_at=None,
        code_made_at=None,
    )
    outbox.forget(letters.KINDS, [signature.pk])
    logger.info("Erased signature %s", signature.pk)


@transaction.atomic
def disown(signature: Signature, *, never_write: bool) -> None:
    """ "This wasn't me": erase, and never write to the mailbox again if so wished."""
    if never_write:
        caps.suppress(mailbox_key(parse(signature.email)))
    erase(signature)


def choose(signature: Signature, *, show_name: bool, newsletter: bool) -> None:
    """Change what is shown, and what is sent."""
    own = Signature.objects.filter(pk=signature.pk)
    own.update(show_name=show_name, newsletter=newsletter)
