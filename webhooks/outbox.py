"""Noting what happened, for all who want to hear: rows in the caller's transaction.

What is rolled back was never said; what is committed is said at least once. Nothing
leaves here: `delivery` finds the rows.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from config import connections
from webhooks import kinds
from webhooks.models import Delivery, DeliveryQuerySet, Endpoint, Event

# One statement for however many want them. An endpoint that is paused finds them later.
FAN_OUT = """
    INSERT INTO webhooks_delivery
        (event_id, endpoint_id, state, due_at, attempts, problem, answer)
    SELECT event.id, endpoint.id, 'waiting', %s, 0, '', ''
    FROM webhooks_event event CROSS JOIN webhooks_endpoint endpoint
    WHERE event.id IN ({marks}) AND endpoint.{wish} AND endpoint.state <> 'gone'
    ORDER BY event.id
"""


def tell(event: str, *, subject: str, data: dict[str, Any]) -> None:
    """Note an event for every endpoint that wants its kind.

    Must be called in the transaction of what happened. `subject` is the path of the
    page that it is about. Raises KeyError for a kind that is not in `kinds`.
    """
    tell_all(event, subject=subject, data=[data])


def tell_all(event: str, *, subject: str, data: Iterable[dict[str, Any]]) -> None:
    """The same for several events of a kind, in as many statements as for one."""
    wish, now = kinds.WISHES[event], timezone.now()
    noted = Event.objects.bulk_create(
        Event(kind=event, subject=subject, data=each, created_at=now) for each in data
    )
    if noted:
        marks = ", ".join(["%s"] * len(noted))
        keys = [one.pk for one in noted]
        connections.run(FAN_OUT.format(marks=marks, wish=wish), [now, *keys])


@transaction.atomic
def send_test(endpoint: Endpoint) -> Delivery:
    """Send an event about nothing to one endpoint, whatever it wants."""
    noted = Event.objects.create(kind=kinds.TEST, subject="/", data={})
    return Delivery.objects.create(event=noted, endpoint=endpoint)


def send_again(delivery: Delivery) -> bool:
    """Have a delivery that ended, or waits for its next try, sent now.

    It begins its tries anew, with the same id. Of two presses one does it; False when
    it is on its way already.
    """
    now = timezone.now()
    is_ended = ~Q(state=Delivery.State.WAITING)
    waits_for_later = Q(leased_until=None, due_at__gt=now)
    own = Delivery.objects.filter(is_ended | waits_for_later, pk=delivery.pk)
    return bool(_begin_anew(own))


def send_all_failed_again(endpoint: Endpoint) -> int:
    """Begin anew with all that was given up for an endpoint; returns how many."""
    return _begin_anew(Delivery.objects.failed().filter(endpoint=endpoint))


def _begin_anew(deliveries: DeliveryQuerySet) -> int:
    return deliveries.update(
        state=Delivery.State.WAITING,
        due_at=timezone.now(),
        leased_until=None,
        attempts=0,
    )
