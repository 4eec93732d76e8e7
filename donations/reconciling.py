"""Comparing our books with Stripe's, and healing what is missing.

Whatever an event should have told us is found by asking: all sessions, charges, refunds
and disputes of the last days, every donation of ours that is still open, and every
monthly or yearly gift that is not over.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from donations import alerting, stripe_api, syncing
from donations.models import Donation, Payment, Subscription

logger = logging.getLogger(__name__)

DAYS = 3
SYNCED: dict[str, Callable[[str], object]] = {
    "session": syncing.sync_session,
    "subscription": syncing.sync_subscription,
    "charge": syncing.sync_charge,
}


class Report(NamedTuple):
    """What a round found: looked at, healed, and what still differs, by its id."""

    looked_at: int
    healed: int
    differs: list[str]


def reconcile(*, days: int = DAYS) -> Report:
    """Look at everything of the last days. Raises stripe_api.Away."""
    since = timezone.now() - timedelta(days=days)
    before = _fingerprint(since)
    looked_at = _look_at_subscriptions()
    looked_at += sum(1 for name, about in _wanted(since) if _look(name, about))
    healed = len(_fingerprint(since) - before)
    differs = _differences(since)
    if differs:
        logger.error("Books differ from Stripe's in %d charges", len(differs))
    alerting.note(differs)
    return Report(looked_at, healed, differs)


def _look_at_subscriptions() -> int:
    """Each that is not over, here or there.

    Stripe lists a hundred of them in one answer; those of ours that it does not list
    have ended, and are asked for by themselves.
    """
    asked_at, seen = timezone.now(), set()
    for found in stripe_api.subscriptions_not_over():
        try:
            syncing.write_subscription(found, asked_at=asked_at)
        except syncing.NotOurs:
            continue
        seen.add(found["id"])
    rows = Subscription.objects.not_over()
    ended = set(rows.values_list("subscription_id", flat=True)) - seen
    return len(seen) + sum(_look("subscription", each) for each in sorted(ended))


def _wanted(since: datetime) -> Iterator[tuple[str, str]]:
    """Each session and each charge once."""
    open_now = Donation.objects.filter(status=Donation.Status.OPEN)
    sessions = {each["id"] for each in stripe_api.since("sessions", since)}
    sessions |= set(
        open_now.exclude(session_id=None).values_list("session_id", flat=True)
    )
    yield from (("session", session_id) for session_id in sorted(sessions))
    charges = {each["id"] for each in stripe_api.since("charges", since)}
    for kind in ("refunds", "disputes"):
        charges |= {_id(each["charge"]) for each in stripe_api.since(kind, since)}
    no_fee = Payment.objects.filter(fee_minor=None)
    charges |= set(no_fee.values_list("charge_id", flat=True))
    yield from (("charge", charge_id) for charge_id in sorted(charges))


def _look(name: str, about: str) -> bool:
    try:
        SYNCED[name](about)
    except (syncing.NotOurs, stripe_api.Refused):
        return False
    return True


def _differences(since: datetime) -> list[str]:
    """Charges of ours at Stripe that our rows do not have, or have with another sum."""
    kept = dict(
        Payment.objects.filter(paid_at__gte=since).values_list(
            "charge_id", "amount_minor"
        )
    )
    customers = set(Subscription.objects.values_list("customer_id", flat=True))
    ours = (
        charge
        for charge in stripe_api.since("charges", since)
        if charge["paid"]
        and (
            (charge["metadata"] or {}).get("donation")
            # One that was charged again names its donor alone.
            or charge.get("customer") in customers
        )
    )
    return [
        charge["id"]
        for charge in ours
        if kept.get(charge["id"]) != charge["amount_captured"]
    ]


def _fingerprint(since: datetime) -> set[tuple[object, ...]]:
    gifts = Subscription.objects.values_list(
        *("subscription_id", "status", "current_period_end"),
        *("cancel_at_period_end", "ended_at"),
    )
    payments = Payment.objects.filter(paid_at__gte=since)
    return set(gifts) | set(
        payments.values_list(
            "charge_id",
            "fee_minor",
            "refunds__refund_id",
            "refunds__status",
            "disputes__dispute_id",
            "disputes__out_minor",
        )
    )


def _id(found: object) -> str:
    return str(found["id"] if isinstance(found, dict) else found)
