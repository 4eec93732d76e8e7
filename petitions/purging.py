"""Personal data that nobody stands behind has an end date (promise 7)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from config import batches
from mailroom import outbox
from petitions import corrections, letters
from petitions.models import Signature

logger = logging.getLogger(__name__)

BATCH_SIZE = 1000


def purge_signatures() -> int:
    """Delete signatures that nobody stands behind any more; returns how many.

    Those that were not confirmed in time, and those withdrawn as long ago; no count
    needs their rows. In small batches; what is left after a while goes the next hour.
    """
    moment = timezone.now() - timedelta(days=settings.UNCONFIRMED_KEPT_DAYS)
    purged = _purge(Signature.objects.unconfirmed_before(moment))
    purged += _purge(Signature.objects.withdrawn_before(moment))
    if purged:
        logger.info("Purged %s signatures", purged)
    return purged


def _purge(old: QuerySet[Signature]) -> int:
    return batches.repeat(lambda: _purge_batch(old))


@transaction.atomic
def _purge_batch(old: QuerySet[Signature]) -> int:
    """The first of these rows, and the addresses on their letters."""
    # Locked, or one could be confirmed between the choice and the delete.
    chosen = old.select_for_update(skip_locked=True)
    pks = [signature.pk for signature in chosen.only("pk")[:BATCH_SIZE]]
    outbox.forget(letters.KINDS, pks)
    corrections.forget(pks)
    return Signature.objects.filter(pk__in=pks).delete()[0]
