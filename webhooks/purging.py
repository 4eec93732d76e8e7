"""What was said a month ago is forgotten, delivered or not."""

import logging
from datetime import timedelta

from django.utils import timezone

from config import batches
from webhooks.models import Event

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)
BATCH_SIZE = 500


def purge_old() -> int:
    """Forget old events and their deliveries; returns how many rows."""
    purged = batches.repeat(_purge_events)
    if purged:
        logger.info("Purged %s old events and deliveries", purged)
    return purged


def _purge_events() -> int:
    old = Event.objects.filter(created_at__lt=timezone.now() - KEPT)
    oldest = old.order_by("created_at").values_list("pk", flat=True)[:BATCH_SIZE]
    return Event.objects.filter(pk__in=list(oldest)).delete()[0]
