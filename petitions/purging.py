"""Personal data that nobody stands behind has an end date (promise 7)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from petitions.models import Signature

logger = logging.getLogger(__name__)

BATCH_SIZE = 1000


def purge_unconfirmed() -> int:
    """Delete signatures that were never confirmed in time; returns how many.

    In small batches, so that it can stop anywhere and holds nothing up.
    """
    kept = timedelta(days=settings.UNCONFIRMED_KEPT_DAYS)
    purged = 0
    while batch := _purge_batch(kept):
        purged += batch
    if purged:
        logger.info("Purged %s unconfirmed signatures", purged)
    return purged


def _purge_batch(kept: timedelta) -> int:
    old = Signature.objects.unconfirmed_since(timezone.now() - kept)
    pks = list(old.order_by("signed_at").values_list("pk", flat=True)[:BATCH_SIZE])
    # Asked again in the delete: one may have been confirmed since.
    return (
        Signature.objects.unconfirmed_since(timezone.now() - kept)
        .filter(pk__in=pks)
        .delete()[0]
    )
