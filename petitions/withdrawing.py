"""What a signer may take back: the signature, or everything that they gave.

Each needs the token of a letter, and nothing else: no account, no reason.
"""

import logging

from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign
from mailroom import caps
from mailroom.addresses import Address, mailbox_key, parse
from petitions import anonymising, counting, reasons
from petitions.models import Petition, Signature
from petitions.models.counts import Reason

logger = logging.getLogger(__name__)


@transaction.atomic
def withdraw(signature: Signature) -> bool:
    """Take a signature out of the count; False when it was out already."""
    now = timezone.now()
    own = Signature.objects.filter(pk=signature.pk)
    gone = {"status": Signature.Status.WITHDRAWN, "ended_at": now}
    if own.filter(status=Signature.Status.CONFIRMED).update(**gone):
        reasons.take_back(signature)
        counting.queue(signature, -1, Reason.WITHDRAWN, at=now)
        logger.info("Withdrew signature %s", signature.pk)
        return True
    waiting = [Signature.Status.PENDING, Signature.Status.QUARANTINED]
    if not own.filter(status__in=waiting).update(**gone):
        return False
    reasons.take_back(signature)
    return True


@transaction.atomic
def erase(signature: Signature) -> None:
    """Withdraw, and leave nothing that leads to a person.

    What stays until the purge is a row without a person. A new salt ends every link of
    every letter; the same address may sign again as new.
    """
    reasons.take_back(signature, for_good=True)
    withdraw(signature)
    anonymising.leave_no_person([signature.pk], came_by="")
    logger.info("Erased signature %s", signature.pk)


@transaction.atomic
def anonymise(signature: Signature) -> None:
    """Leave nothing that leads to a person, and let a signature that counts count on.

    As its signer wished, who has left. One that does not count is erased. What brought
    the signer stays: the tally of that source counts on as well.
    """
    counts = Signature.objects.confirmed().filter(pk=signature.pk)
    if not counts.select_for_update().exists():
        erase(signature)
        return
    reasons.take_back(signature, for_good=True)
    anonymising.leave_no_person([signature.pk])
    logger.info("Made signature %s anonymous", signature.pk)


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


def stop_letters(campaign: Campaign, address: Address) -> None:
    """No more letters about a campaign: the switch that a signer's page shows."""
    petitions = Petition.objects.filter(campaign=campaign)
    own = Signature.objects.of_person(address.canonical, petitions)
    own.filter(newsletter=True).update(newsletter=False)
