"""Wishes for letters that nobody stands behind have an end date (promise 7)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from campaigns import newsletter
from campaigns.models import Subscription
from config import batches

logger = logging.getLogger(__name__)

BATCH_SIZE = 1000


def purge_subscriptions() -> int:
    """Delete wishes never confirmed, and those stopped long ago; returns how many."""
    moment = timezone.now() - timedelta(days=settings.UNCONFIRMED_KEPT_DAYS)
    old = Subscription.objects.given_up_before(moment).order_by("pk")
    purged = batches.repeat(lambda: newsletter.erase(old.only("pk")[:BATCH_SIZE]))
    if purged:
        logger.info("Purged %s subscriptions", purged)
    return purged
