"""When the names of donors end.

A name on the wall ends with the names of signers: ENDED_KEPT_DAYS after its way to give
or its campaign ended. An address that began a gift and never paid goes after a month,
by when every bank has answered. Of a gift that was paid they go when the books need
them no longer: DONORS_KEPT_YEARS after the accounting period of its last payment.
"""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from config import batches
from donations import own
from donations.models import Donation, WallName

logger = logging.getLogger(__name__)

BATCH_SIZE = 500
UNPAID_KEPT_DAYS = 30


def end_names() -> int:
    """Forget all donors whose time is up; returns how many rows were emptied."""
    ended = batches.repeat(_end_wall)
    for due in (_unpaid, _of_closed_books):
        ended += batches.repeat(lambda due=due: own.forget(_first(due())))  # type: ignore[misc]
    if ended:
        logger.info("Ended the names of %s gifts", ended)
    return ended


def _end_wall() -> int:
    """The gifts are counted on, among those without a name."""
    over = timezone.localdate() - timedelta(days=settings.ENDED_KEPT_DAYS)
    is_over = Q(channel__ended_on__lt=over) | Q(channel__campaign__ended_on__lt=over)
    pks = list(
        WallName.objects.filter(is_over).values_list("pk", flat=True)[:BATCH_SIZE]
    )
    return WallName.objects.filter(pk__in=pks).delete()[0]


def _first(donations: QuerySet[Donation]) -> list[UUID]:
    return list(donations.values_list("pk", flat=True)[:BATCH_SIZE])


def _unpaid() -> QuerySet[Donation]:
    old = timezone.now() - timedelta(days=UNPAID_KEPT_DAYS)
    return _named().filter(payments=None, started_at__lt=old)


def _of_closed_books() -> QuerySet[Donation]:
    """Kept from an accounting period's end, which may come a year after a payment."""
    kept = timedelta(days=366 * (settings.DONORS_KEPT_YEARS + 1))
    last = _named().annotate(last_paid_at=Max("payments__paid_at"))
    return last.filter(last_paid_at__lt=timezone.now() - kept)


def _named() -> QuerySet[Donation]:
    return Donation.objects.exclude(donor_key=b"", email="").order_by()
