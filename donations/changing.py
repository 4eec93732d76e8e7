"""A donor changes the sum of a monthly or yearly gift, from its next charge on.

The wish is kept before Stripe is asked, as that of a gift is; what came of it is then
read from Stripe (`sums.settle`), at once or by whatever looks next.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from donations import giving, stripe_api, syncing
from donations.models import Donation, Subscription, SumChange

MOST_A_DAY = 10
# Of what was charged last, for whoever has the link of a letter and no more: who found
# the letter of somebody else takes no fortune by it.
MOST_TIMES_BY_LINK = 2


class NotNow(Exception):
    """The gift has stopped, its card fails, or it was changed often today."""


def may_change(subscription: Subscription) -> bool:
    return subscription.is_running and not subscription.is_refused


def most_by_link(subscription: Subscription) -> int:
    """The most that may be charged, in minor units, if a letter's link asks for it."""
    donation = subscription.donation
    paid = donation.payments.filter(is_odd=False).order_by("-paid_at")
    last = paid.values_list("amount_minor", flat=True).first()
    return MOST_TIMES_BY_LINK * (last or donation.total_minor)


def total(donation: Donation, amount_minor: int) -> int:
    """What would be charged for this sum: who covered the fee goes on doing so."""
    return amount_minor + _fee(donation, amount_minor)


def change(subscription: Subscription, amount_minor: int) -> None:
    """Have this charged from the next time on; nothing is charged now.

    Raises NotNow, stripe_api.Refused, and stripe_api.Away: then it may have been
    taken, and a letter follows if it was.
    """
    kept = _keep(subscription, amount_minor)
    if kept is None:
        return
    try:
        stripe_api.change_sum(
            subscription.subscription_id,
            amount_minor=kept.total_minor,
            currency=kept.donation.currency,
            interval=kept.donation.interval,
            key=f"sum-{kept.pk}",
        )
    except stripe_api.Refused:
        kept.delete()
        raise
    syncing.sync_subscription(subscription.subscription_id)


@transaction.atomic
def _keep(subscription: Subscription, amount_minor: int) -> SumChange | None:
    """The row of this wish, that of the press before too; None if it is so already."""
    rows = Donation.objects.select_for_update()
    donation = rows.get(pk=subscription.donation_id)
    if not may_change(Subscription.objects.get(pk=subscription.pk)):
        raise NotNow
    newest = donation.sum_changes.first()
    if newest and newest.held_at is None:
        if newest.amount_minor == amount_minor:
            return newest
    elif donation.amount_minor == amount_minor:
        return None
    today = timezone.now() - timedelta(days=1)
    if donation.sum_changes.filter(asked_at__gte=today).count() >= MOST_A_DAY:
        raise NotNow
    return SumChange.objects.create(
        donation=donation,
        old_amount_minor=donation.amount_minor,
        old_fee_minor=donation.fee_minor,
        amount_minor=amount_minor,
        fee_minor=_fee(donation, amount_minor),
    )


def _fee(donation: Donation, amount_minor: int) -> int:
    return giving.cover(amount_minor) if donation.fee_minor else 0
