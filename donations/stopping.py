"""Ending the gifts of donors who left: nobody is charged whom we cannot write to."""

import logging
from datetime import timedelta

from django.utils import timezone

from donations import stripe_api, syncing
from donations.models import Subscription

logger = logging.getLogger(__name__)

BATCH_SIZE = 20
# Between tries while Stripe is away.
WAIT = timedelta(minutes=10)


def stop_due() -> int:
    """End at Stripe what is to be ended; returns how many are."""
    due = Subscription.objects.filter(stop_at__lte=timezone.now()).order_by("stop_at")
    return sum(_stop(each) for each in due[:BATCH_SIZE])


def _stop(subscription: Subscription) -> bool:
    """Whether it has ended, by whom it may be; else it is tried again later."""
    try:
        syncing.sync_subscription(subscription.subscription_id)
        if _not_over(subscription):
            stripe_api.cancel(subscription.subscription_id)
            syncing.sync_subscription(subscription.subscription_id)
    except (stripe_api.Away, stripe_api.Refused, syncing.NotOurs):
        # One that cannot be ended now holds up no other.
        logger.warning("Gift %s is not ended yet", subscription.pk)
    is_over = not _not_over(subscription)
    next_try = None if is_over else timezone.now() + WAIT
    Subscription.objects.filter(pk=subscription.pk).update(stop_at=next_try)
    return is_over


def _not_over(subscription: Subscription) -> bool:
    return Subscription.objects.not_over().filter(pk=subscription.pk).exists()
