"""The nightly proof of each number, on the public record whatever it says.

It only looks. A number that is wrong is a fault that a person should see before it is
corrected, and the correction is a public line of the ledger (`recounting.repair`).
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import OperationalError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from config.desk_lines import Line
from petitions import recounting
from petitions.models import CountProof, Petition

logger = logging.getLogger(__name__)

# In the newsroom's own time: when the fewest sign.
HOUR = 3


def prove_due() -> int:
    """Prove each count that was not proved since the last night; returns how many.

    May be called at any time and twice. One whose database gives up is tried the next
    time, and holds up no other.
    """
    proved = 0
    for petition in _due().iterator():
        try:
            _prove(petition)
        except OperationalError:
            logger.warning("The count of petition %s could not be proved", petition.pk)
        else:
            proved += 1
    return proved


def latest(petition: Petition) -> CountProof | None:
    return CountProof.objects.filter(petition=petition).order_by("-pk").first()


def wrong() -> QuerySet[CountProof]:
    """The last proof of each petition whose number was wrong in it."""
    newer = CountProof.objects.filter(
        petition=OuterRef("petition"), pk__gt=OuterRef("pk")
    )
    last = CountProof.objects.filter(~Exists(newer), is_right=False)
    return last.select_related("petition").order_by("pk")


def lines(request: HttpRequest) -> Iterator[Line]:
    """For whoever runs petitions: which number was wrong, and what to do."""
    if not request.user.has_perm("petitions.change_petition"):
        return
    for proof in wrong():
        words = gettext(
            "The count of “%(title)s” was wrong when it was proved. Ask whoever runs"
            " the site for “manage.py recount”."
        )
        url = reverse("petitions:ledger", args=[proof.petition.slug])
        yield Line(words % {"title": proof.petition.title}, url)


def _due() -> QuerySet[Petition]:
    proofs = CountProof.objects.filter(petition=OuterRef("pk"), at__gte=_last_night())
    counted = Petition.objects.filter(Q(tally__isnull=False) & ~Exists(proofs))
    return counted.order_by("pk")


def _last_night() -> datetime:
    now = timezone.localtime()
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= now else tonight - timedelta(days=1)


def _prove(petition: Petition) -> None:
    at = timezone.now()
    found = recounting.prove(petition)
    CountProof.objects.create(
        petition=petition,
        at=at,
        count=found.tally,
        waiting=found.waiting,
        confirmed=found.confirmed,
        is_right=found.is_right,
    )
    if not found.is_right:
        logger.error(
            "The count of petition %s is wrong by %+d, or a part of it is",
            petition.pk,
            found.difference,
        )
