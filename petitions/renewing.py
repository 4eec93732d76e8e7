"""A campaign goes on: one run ends with its petition, and the next one begins.

Nobody's signature is carried over. Whoever agreed to hear may be written to
(`renewal_letters`), and signs again or does not.
"""

import logging
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import User
from campaigns import ending
from campaigns.models import Campaign, Phase
from petitions import counting, publishing
from petitions.models import CountChange, Petition, Renewal, Tally

logger = logging.getLogger(__name__)

Status = Petition.Status
TAKES_NAMES = [Status.OPEN, Status.PAUSED]


class AlreadyRenewed(Exception):
    """Somebody else renewed the campaign while the form was open."""


class SeveralOpen(Exception):
    """More than one petition takes names: nobody could say which one goes on."""


class Next(NamedTuple):
    """What an editor wrote about the run that begins."""

    phase_title: str
    started_on: date
    title: str
    slug: str
    target: str
    standfirst: str
    text: str
    is_opened: bool


def newest_phase(campaign: Campaign) -> int:
    """What a form remembers, to notice that the campaign was renewed meanwhile."""
    return int(campaign.phases.aggregate(newest=Max("pk", default=0))["newest"])


def old_petition(campaign: Campaign) -> Petition | None:
    """The petition that a renewal freezes: the one that takes names, else the last.

    None before there was one, or when the last one was frozen already. Raises
    SeveralOpen.
    """
    fresh = Petition.objects.filter(campaign=campaign, renewed_by=None)
    running = list(fresh.filter(status__in=TAKES_NAMES)[:2])
    if len(running) > 1:
        raise SeveralOpen
    over = fresh.filter(status__in=[Status.CLOSED, Status.WON])
    return running[0] if running else over.order_by("-opened_at").first()


@transaction.atomic
def renew(campaign: Campaign, after: int, given: Next, *, by: User | None) -> Renewal:
    """End the running phase, freeze its petition, begin the next; all or nothing.

    `after` is the newest phase that the editor saw (`newest_phase`): of two editors who
    press at once one renews. Raises AlreadyRenewed, SeveralOpen, and
    publishing.NothingToSign.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if newest_phase(campaign) != after:
        raise AlreadyRenewed
    frozen = old_petition(campaign)
    count = _freeze(frozen) if frozen else 0
    phase = _next_phase(campaign, given)
    renewal = Renewal.objects.create(
        campaign=campaign,
        phase=phase,
        frozen=frozen,
        begun=_next_petition(campaign, phase, given, like=frozen),
        final_count=count,
        renewed_by=by,
    )
    _open(renewal.begun, given)
    Campaign.objects.filter(pk=campaign.pk).update(ended_on=None)
    ending.show(campaign)
    logger.info("Renewed campaign %s by renewal %s", campaign.pk, renewal.pk)
    return renewal


def _freeze(petition: Petition) -> int:
    """Close it, and tell its exact count at this moment."""
    if petition.status in TAKES_NAMES:
        publishing.close(petition)
    return exact_count(petition)


def exact_count(petition: Petition) -> int:
    """The tally and what waits to be added to it: the confirmed signatures, exactly.

    The tally is locked first, so that no drain moves anything between the two.
    """
    tally = Tally.objects.select_for_update().filter(petition=petition).first()
    waiting = CountChange.objects.filter(petition=petition)
    queued = waiting.aggregate(change=Sum("change", default=0))["change"]
    return max(0, (tally.count if tally else 0) + int(queued))


def _next_phase(campaign: Campaign, given: Next) -> Phase:
    today = min(timezone.localdate(), given.started_on)
    for phase in campaign.phases.filter(ended_on=None):
        phase.ended_on = max(phase.started_on, today)
        phase.save(update_fields=["ended_on"])
    return Phase.objects.create(
        campaign=campaign, title=given.phase_title, started_on=given.started_on
    )


def _next_petition(
    campaign: Campaign, phase: Phase, given: Next, *, like: Petition | None
) -> Petition:
    """A new petition; of the old one it has the picture, and no name."""
    petition = Petition(
        campaign=campaign,
        phase=phase,
        title=given.title,
        slug=given.slug,
        target=given.target,
        standfirst=given.standfirst,
    )
    if like:
        for field in ("file", "alt", "caption", "credit"):
            name = f"picture_{field}"
            setattr(petition, name, getattr(like, name))
    petition.save()
    return petition


def _open(petition: Petition, given: Next) -> None:
    publishing.write_text(petition, given.text)
    if given.is_opened:
        publishing.open_petition(petition)
    publishing.show(petition)


# What is final


def settle_due() -> int:
    """Write down final counts once no confirmation can come any more; returns how many.

    Names that were given in time and confirmed within the day of grace are among them.
    """
    counting.drain()
    unsettled = Renewal.objects.filter(settled_at=None).select_related("frozen")
    return sum(_settle(it) for it in unsettled if it.may_settle)


@transaction.atomic
def _settle(renewal: Renewal) -> bool:
    count = exact_count(renewal.frozen) if renewal.frozen else 0
    own = Renewal.objects.filter(pk=renewal.pk, settled_at=None)
    is_settled = bool(own.update(final_count=count, settled_at=timezone.now()))
    if is_settled and renewal.frozen:
        publishing.show(renewal.frozen)
    return is_settled


def of_petition(petition: Petition) -> Renewal | None:
    """The renewal that froze this petition; asked only about one that has ended."""
    if petition.ended_at is None:
        return None
    found = Renewal.objects.filter(frozen=petition).select_related("begun", "frozen")
    return found.first()


def end_with(campaign: Campaign) -> None:
    """The campaign has ended: none of its petitions takes names any more."""
    open_ones = Petition.objects.filter(campaign=campaign, status__in=TAKES_NAMES)
    for petition in open_ones:
        publishing.close(petition)
