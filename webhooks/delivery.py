"""Sending what waits in the outbox, to many endpoints at once and one by one to each.

A round has a thread for each endpoint, so that one that is slow or hangs keeps nobody
waiting, and at most one message is on its way to each. What a thread does is
`posting.post`; the rows are touched here alone. A worker that is killed leaves its
deliveries leased, and the next one sends them again, with the same ids.
"""

import logging
import random
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from config import failpoints
from webhooks import posting, sealing, telling
from webhooks.models import Delivery, DeliveryQuerySet, Endpoint, EndpointQuerySet
from webhooks.posting import Outcome

logger = logging.getLogger(__name__)

MOST_ENDPOINTS = 20
# Longer than a round can be (SLICE and TAIL), which holds none beyond its end.
LEASE = timedelta(seconds=60)
# So long a round begins new ones. Then it waits for those that are on their way: for
# the longest that one may take, and some for looking up names.
SLICE = timedelta(seconds=20)
TAIL = timedelta(seconds=posting.LONGEST_SECONDS + 7)
LOOK_AGAIN_SECONDS = 1
# What Standard Webhooks recommends: ten tries in three days and a bit.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
TRIES = len(PAUSES) + 1
# An endpoint that took nothing for so long is paused, when one more was given up.
PATIENCE = timedelta(days=5)


@dataclass
class _Round:
    """The messages that are on their way."""

    pool: ThreadPoolExecutor
    flying: dict[Future[Outcome], Delivery] = field(default_factory=dict)
    delivered: int = 0

    @property
    def endpoints(self) -> set[int]:
        return {delivery.endpoint_id for delivery in self.flying.values()}


def send_due() -> int:
    """Send every delivery that is due; returns how many were taken."""
    until = timezone.now() + SLICE
    began = _Round(ThreadPoolExecutor(MOST_ENDPOINTS, "webhook"))
    try:
        while timezone.now() < until + TAIL:
            if timezone.now() < until:
                _send_off(began)
            if not began.flying:
                break
            _take_in(began)
        for delivery in began.flying.values():
            settle(delivery, posting.NOT_IN_TIME)
    finally:
        # A look-up that hangs cannot be ended; nobody waits for it.
        began.pool.shutdown(wait=False, cancel_futures=True)
    return began.delivered


def _send_off(to: _Round) -> None:
    for delivery in claim(but=to.endpoints):
        body = sealing.body(delivery.event)
        headers = sealing.headers(
            delivery.event.public_id,
            body,
            [sealing.secret(salt) for salt in delivery.endpoint.salts],
            timestamp=int(timezone.now().timestamp()),
        )
        sent = to.pool.submit(posting.post, delivery.endpoint.url, body, headers)
        to.flying[sent] = delivery


def _take_in(of: _Round) -> None:
    """Settle what came back, and look again soon: others may be due meanwhile."""
    done, _others = wait(
        of.flying, timeout=LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED
    )
    for sent in done:
        delivery, outcome = of.flying.pop(sent), _outcome(sent)
        failpoints.reach("webhook-sent-not-marked", delivery.endpoint.name)
        settle(delivery, outcome)
        of.delivered += outcome.is_success


def _outcome(sent: Future[Outcome]) -> Outcome:
    """What came back; a mistake of ours must not stop the round for all others."""
    try:
        return sent.result()
    except Exception:
        logger.exception("A webhook could not be sent")
        return Outcome(problem=Delivery.Problem.UNREACHABLE)


# Leasing


def claim(*, but: Collection[int] = ()) -> list[Delivery]:
    """Lease the next delivery of each endpoint; no other worker gets them meanwhile."""
    due = list(Endpoint.objects.with_due().exclude(pk__in=but))
    if not due:
        return []
    with transaction.atomic():
        found = [_next(endpoint) for endpoint in due]
        claimed = [delivery for delivery in found if delivery]
        until = timezone.now() + LEASE
        _rows(claimed).update(leased_until=until, attempts=F("attempts") + 1)
    for delivery in claimed:
        delivery.leased_until = until
        delivery.attempts += 1
    return claimed


def _next(endpoint: Endpoint) -> Delivery | None:
    due = Delivery.objects.due().filter(endpoint=endpoint).order_by("due_at", "pk")
    delivery = due.select_for_update(skip_locked=True).first()
    if delivery:
        delivery.endpoint = endpoint
    return delivery


def _rows(deliveries: Collection[Delivery]) -> DeliveryQuerySet:
    return Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])


# What came of it


@transaction.atomic
def settle(delivery: Delivery, outcome: Outcome) -> None:
    """Mark what became of a try, unless the lease ran out and another worker has it."""
    now = timezone.now()
    state, due_at = _next_state(delivery, outcome, now)
    own = Delivery.objects.waiting().filter(
        pk=delivery.pk, leased_until=delivery.leased_until
    )
    is_ours = own.update(
        state=state,
        due_at=due_at,
        leased_until=None,
        tried_at=now,
        problem=outcome.problem,
        status_code=outcome.status,
        answer=outcome.answer,
    )
    logger.info("Delivery %s: %s %s", delivery.pk, state, outcome.status or "")
    if is_ours:
        _mark(
            delivery.endpoint, outcome, now, is_given_up=state == Delivery.State.FAILED
        )


def _next_state(
    delivery: Delivery, outcome: Outcome, now: datetime
) -> tuple[str, datetime]:
    if outcome.is_success:
        return Delivery.State.DELIVERED, delivery.due_at
    if outcome.is_gone or delivery.attempts >= TRIES:
        return Delivery.State.FAILED, delivery.due_at
    return Delivery.State.WAITING, now + _pause(delivery.attempts)


def _pause(attempts: int) -> timedelta:
    """Spread, so that what failed together does not come back together."""
    spread = random.uniform(0.9, 1.1)  # noqa: S311 (no secret)
    return PAUSES[attempts - 1] * spread


def _mark(
    endpoint: Endpoint, outcome: Outcome, now: datetime, *, is_given_up: bool
) -> None:
    own = Endpoint.objects.filter(pk=endpoint.pk)
    if outcome.is_success:
        own.update(last_success_at=now, failing_since=None)
        return
    own.update(last_failure_at=now, failing_since=Coalesce("failing_since", now))
    active = own.filter(state=Endpoint.State.ACTIVE)
    if outcome.is_gone:
        _stop(active, Endpoint.State.GONE)
    elif is_given_up:
        _stop(active.filter(failing_since__lte=now - PATIENCE), Endpoint.State.FAILING)


def _stop(active: EndpointQuerySet, state: str) -> None:
    """Of two workers that find it one stops it, and tells the owners once."""
    endpoint = active.first()
    if endpoint and active.update(state=state):
        endpoint.state = state
        logger.warning("Endpoint %s stopped: %s", endpoint.pk, state)
        telling.tell_owners(endpoint)


def oldest_due_seconds() -> float:
    """How long the delivery that is due longest has waited, in seconds."""
    active = Delivery.objects.due().filter(endpoint__state=Endpoint.State.ACTIVE)
    oldest = active.order_by("due_at").values_list("due_at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
