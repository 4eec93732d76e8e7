"""A message to another program survives a dead worker, and a receiver that is away."""

import pytest

from tests.parts.receiver import Receiver
from tests.stack.readers import SLUG
from tests.stack.site import Site

pytestmark = pytest.mark.chaos
MAKE = (
    "from webhooks.models import Endpoint as E; E.objects.create(name={!r}, url={!r})"
)
MOVE = (
    "from petitions import publishing; from petitions.models import Petition;"
    " p = Petition.objects.get(slug={!r}); publishing.pause(p);"
    " publishing.open_petition(p)"
)


@pytest.fixture
def receiver(site: Site):
    """Listens at an endpoint of its own; forgotten by the site afterwards."""
    started = Receiver()
    started.start()
    name = f"Receiver {started.port}"
    site.manage("shell", "-v0", "-c", MAKE.format(name, started.url))
    yield started
    started.stop()
    connection = site.database()
    connection.execute("UPDATE webhooks_endpoint SET state = 'gone'")
    connection.close()


def happen(site: Site) -> None:
    """A petition is paused and opened: two events."""
    site.manage("shell", "-v0", "-c", MOVE.format(SLUG))


def states(site: Site, receiver: Receiver) -> list[str]:
    rows = site.rows(
        "SELECT d.state FROM webhooks_delivery d JOIN webhooks_endpoint e"
        " ON d.endpoint_id = e.id WHERE e.url = %s ORDER BY d.id",
        receiver.url,
    )
    return [state for (state,) in rows]


def let_time_pass(site: Site) -> None:
    """As if leases had run out, and the time of the next try had come."""
    connection = site.database()
    connection.execute(
        "UPDATE webhooks_delivery SET leased_until = NULL,"
        " due_at = (SELECT created_at FROM webhooks_event e WHERE e.id = event_id)"
        " WHERE state = 'waiting'"
    )
    connection.close()


def test_a_worker_killed_between_message_and_mark_sends_it_again_with_its_id(
    site: Site, receiver: Receiver
):
    armed = site.arm("webhook-sent-not-marked", about=f"Receiver {receiver.port}")
    happen(site)
    site.wait_for(lambda: not armed.exists(), 30, what="the worker dies")
    let_time_pass(site)
    site.wait_for(
        lambda: states(site, receiver) == ["delivered"] * 2, 40, what="all arrive"
    )

    ids = [heard.event["id"] for heard in receiver.heard]
    assert len(ids) == 3, "at least once, and no more often than the fault"
    assert len(set(ids)) == 2
    statuses = {heard.event["data"]["status"] for heard in receiver.heard}
    assert statuses == {"paused", "open"}


def test_what_happened_while_receiver_and_broker_were_away_arrives(
    site: Site, receiver: Receiver, flush_broker
):
    receiver.stop()
    happen(site)
    tries = "SELECT min(attempts) FROM webhooks_delivery WHERE state = 'waiting'"
    site.wait_for(lambda: (site.value(tries) or 0) > 0, 30, what="both are tried")
    flush_broker()
    receiver.start()
    let_time_pass(site)
    site.wait_for(
        lambda: states(site, receiver) == ["delivered"] * 2, 40, what="all arrive"
    )
