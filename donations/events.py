"""Stripe's events: believed, written down, answered, and looked into afterwards."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from donations import stripe_api, syncing
from donations.models import Payment, StripeEvent

logger = logging.getLogger(__name__)

State = StripeEvent.State
BATCH_SIZE = 20
FIRST_WAIT = timedelta(seconds=10)
# 10 s, 20 s, 40 s … up to six hours between tries, for about three days.
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 24
# Longer than looking into a whole batch takes.
LEASE = timedelta(minutes=5)
KEPT_DAYS = 30
# Which function looks at the object of an event; all others are looked at by the charge
# that they name. (An invoice to come, "invoice.upcoming", has no id.)
SYNCED: dict[str, Callable[[str], object]] = {
    "checkout.session.": syncing.sync_session,
    "customer.subscription.": syncing.sync_subscription,
    "invoice.": syncing.sync_invoice,
}
# That events of the other mode come, for the desk: a day after the last of them.
OTHER_MODE, OTHER_MODE_SECONDS = "stripe-events:other-mode", 24 * 60 * 60


def receive(body: bytes, signature: str) -> None:
    """Write an event down, once however often it comes. Raises stripe_api.Forged.

    One of the other mode, of a test key's account where money is real or the other way
    round, is logged, told at the desk and dropped.
    """
    event = stripe_api.read_event(body, signature)
    if event["livemode"] != stripe_api.is_live():
        logger.warning("Event %s is of the other mode", event["id"])
        cache.set(OTHER_MODE, event["id"], OTHER_MODE_SECONDS)
        return
    about = event["data"]["object"]
    StripeEvent.objects.bulk_create(
        [
            StripeEvent(
                id=event["id"],
                type=event["type"],
                object_id=about.get("id") or "",
                charge_id=_charge_of(event["type"], about),
                happened_at=datetime.fromtimestamp(event["created"], tz=UTC),
            )
        ],
        ignore_conflicts=True,
    )


def _charge_of(kind: str, about: dict[str, Any]) -> str:
    if kind.startswith("charge.") and about.get("object") == "charge":
        return str(about["id"])
    if about.get("object") == "payment_intent":
        return str(about.get("latest_charge") or "")
    return str(about.get("charge") or "")


def process_due() -> int:
    """Look into events whose time has come; returns how many."""
    events = _lease()
    for event in events:
        _process(event)
    return len(events)


@transaction.atomic
def _lease() -> list[StripeEvent]:
    """Taken for a while: a worker that dies gives them back by that."""
    due = StripeEvent.objects.filter(state=State.WAITING, due_at__lte=timezone.now())
    claimed = list(
        due.select_for_update(skip_locked=True).order_by("due_at")[:BATCH_SIZE]
    )
    leased = StripeEvent.objects.filter(pk__in=[event.pk for event in claimed])
    leased.update(due_at=timezone.now() + LEASE)
    return claimed


def _process(event: StripeEvent) -> None:
    try:
        is_concern = _look(event)
    except (stripe_api.Away, stripe_api.NotFound, Payment.DoesNotExist) as error:
        _try_later(event, error)
    except syncing.NotOurs:
        _close(event, State.IGNORED)
    except Exception as error:
        logger.exception("Event %s cannot be looked into", event.pk)
        _try_later(event, error)
    else:
        _close(event, State.DONE if is_concern else State.IGNORED)


def _look(event: StripeEvent) -> bool:
    """Whether it was any concern of ours."""
    for kind, sync in SYNCED.items():
        if event.type.startswith(kind) and event.object_id:
            sync(event.object_id)
            return True
    if not event.charge_id:
        return False
    syncing.sync_charge(event.charge_id)
    if event.type == "radar.early_fraud_warning.created":
        payment = Payment.objects.get(charge_id=event.charge_id)
        payment.has_fraud_warning = True
        payment.save(update_fields=["has_fraud_warning"])
    return True


def _close(event: StripeEvent, state: StripeEvent.State) -> None:
    StripeEvent.objects.filter(pk=event.pk).update(state=state)


def _try_later(event: StripeEvent, error: Exception) -> None:
    """Parked and tried again, so that what is not there yet is not lost."""
    attempts = event.attempts + 1
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    StripeEvent.objects.filter(pk=event.pk).update(
        attempts=attempts,
        due_at=timezone.now() + wait,
        state=State.GIVEN_UP if attempts >= MOST_ATTEMPTS else State.WAITING,
        last_error=type(error).__name__[:200],
    )


def purge() -> int:
    """Delete events that were closed a month ago; those given up stay to be seen."""
    oldest = timezone.now() - timedelta(days=KEPT_DAYS)
    closed = StripeEvent.objects.filter(
        state__in=[State.DONE, State.IGNORED], received_at__lt=oldest
    )
    return closed.delete()[0]


def oldest_due_seconds() -> float:
    """How long the oldest event waits beyond its time, for /readyz and /metrics."""
    waiting = StripeEvent.objects.filter(state=State.WAITING)
    oldest = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
