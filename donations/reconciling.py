"""Comparing our books with Stripe's, and healing what is missing.

Whatever an event should have told us is found by asking: all sessions, charges, refunds
and disputes of the last days, and every donation of ours that is still open.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from donations import alerting, stripe_api, syncing
from donations.models import Donation, Payment

logger = logging.getLogger(__name__)

DAYS = 3


class Report(NamedTuple):
    """What a round found: looked at, healed, and what still differs, by its id."""

    looked_at: int
    healed: int
    differs: list[str]


def reconcile(*, days: int = DAYS) -> Report:
    """Look at everything of the last days. Raises stripe_api.Away."""
    since = timezone.now() - timedelta(days=days)
    before = _fingerprint(since)
    looked_at = sum(1 for name, about in _wanted(since) if _look(name, about))
    healed = len(_fingerprint(since) ^ before)
    differs = _differences(since)
    if differs:
        logger.error("Books differ from Stripe's in %d charges", len(differs))
    alerting.note(differs)
    return Report(looked_at, healed, differs)


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
        if name == "session":
            syncing.sync_session(about)
        else:
            syncing.sync_charge(about)
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
    ours = (
        charge
        for charge in stripe_api.since("charges", since)
        if charge["paid"] and (charge["metadata"] or {}).get("donation")
    )
    return [
        charge["id"]
        for charge in ours
        if kept.get(charge["id"]) != charge["amount_captured"]
    ]


def _fingerprint(since: datetime) -> set[tuple[object, ...]]:
    rows = Payment.objects.filter(paid_at__gte=since)
    return set(
        rows.values_list(
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
