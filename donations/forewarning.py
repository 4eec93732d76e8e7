"""Telling yearly donors of the next charge while there is time to stop it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from donations import subscription_letters
from donations.models import Donation, Subscription
from donations.models.subscription import RecurringQuerySet

# Enough to think it over, and the earliest day that counts: Mastercard asks for a
# reminder of 7 to 30 days before each charge of what is charged less often than every
# six months (support.stripe.com/questions/
# guidance-for-mastercard-recurring-billing-compliance-updates). A worker that was away
# on the thirtieth day still has three weeks.
DAYS = 30
BATCH_SIZE = 100


def forewarn_due() -> int:
    """Ask for the letters that are due; returns how many.

    One for each period, whenever in its last 30 days we get to it. After the charge it
    would come too late, and none is sent.
    """
    now, told = timezone.now(), 0
    while batch := list(_due(now).values_list("pk", flat=True)[:BATCH_SIZE]):
        told += sum(_forewarn(pk) for pk in batch)
    return told


# A period whose end Stripe moved by a few days is still the same one.
_not_told = Q(reminded_for=None) | Q(
    reminded_for__lt=F("current_period_end") - timedelta(days=DAYS)
)


def _due(now: datetime) -> RecurringQuerySet:
    return Subscription.objects.running().filter(
        _not_told,
        donation__interval=Donation.Interval.YEAR,
        current_period_end__gt=now,
        current_period_end__lte=now + timedelta(days=DAYS),
    )


@transaction.atomic
def _forewarn(pk: int) -> bool:
    """Whether this worker is the one that does it."""
    own = Subscription.objects.filter(_not_told, pk=pk)
    if not own.update(reminded_for=F("current_period_end")):
        return False
    rows = Subscription.objects.select_related("donation")
    subscription_letters.post(subscription_letters.DUE, rows.get(pk=pk))
    return True
