"""Personal data that nobody stands behind has an end date (promise 7)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mailroom import outbox
from petitions import letters
from petitions.models import Signature

logger = logging.getLogger(__name__)

BATCH_SIZE = 1000


def purge_signatures() -> int:
    """Delete signatures that nobody stands behind any more; returns how many.

    Those that were not confirmed in time, and those withdrawn as long ago; no count
    needs their rows. In small batches, so that it can stop anywhere.
    """
    kept = timedelta(days=settings.UNCONFIRMED_KEPT_DAYS)
    purged = 0
    while batch := _purge_batch(kept):
        purged += batch
    if purged:
        logger.info("Purged %s signatures", purged)
    return purged


@transaction.atomic
def _purge_batch(kept: timedelta) -> int:
    """The rows, and the addresses on their letters."""
    old = Signature.objects.given_up_before(timezone.now() - kept)
    # Locked, or one could be confirmed between the choice and the delete.
    chosen = old.order_by("pk").select_for_update(skip_locked=True)
    pks = [signature.pk for signature in chosen.only("pk")[:BATCH_SIZE]]
    outbox.forget(letters.KINDS, pks)
    return Signature.objects.filter(pk__in=pks).delete()[0]
