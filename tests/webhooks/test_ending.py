"""An endpoint that fails for days is paused, one that is gone ends; the owners hear."""

from mailroom.models import Letter
from tests import factories
from tests.parts import receiver as parts
from webhooks import managing
from webhooks.models import Delivery

STATUS_500 = parts.status(500, body=b"no room")


def test_gone_ends_it_and_the_owners_are_told(endpoint, receiver, happen, go, only):
    factories.make_olu()
    receiver.answer = parts.status(410)
    happen()
    go()

    endpoint.refresh_from_db()
    assert (only().state, endpoint.state) == ("failed", "gone")
    happen()
    assert Delivery.objects.count() == 1
    (letter,) = Letter.objects.filter(kind="webhooks.stopped")
    assert letter.address == "olu@meridian.example"
    assert "Newsletter" in letter.content["subject"]
    assert "410" in letter.content["text"]
    assert f"/admin/webhooks/endpoint/{endpoint.pk}/" in letter.content["html"]


def fail_for(days, receiver, happen, go, clock):
    receiver.answer = STATUS_500
    for _ in range(days * 4):
        happen()
        go()
        clock(hours=6)
    go()


def test_five_days_of_failing_pause_it_and_the_owners_are_told_once(
    endpoint, receiver, happen, go, clock
):
    factories.make_olu()
    fail_for(4, receiver, happen, go, clock)
    endpoint.refresh_from_db()
    assert endpoint.state == "active"
    fail_for(6, receiver, happen, go, clock)

    endpoint.refresh_from_db()
    assert endpoint.state == "failing"
    (letter,) = Letter.objects.filter(kind="webhooks.stopped")
    assert "five days" in letter.content["text"]
    before = receiver.greeted
    happen()
    assert go() == 0
    assert receiver.greeted == before
    managing.resume(endpoint)
    receiver.answer = parts.OK
    clock(days=2)
    go()
    assert not Delivery.objects.waiting().exists()


def test_one_success_in_between_starts_its_patience_anew(
    endpoint, receiver, happen, go, clock
):
    fail_for(4, receiver, happen, go, clock)
    receiver.answer = parts.OK
    happen()
    go()
    fail_for(4, receiver, happen, go, clock)

    endpoint.refresh_from_db()
    assert endpoint.state == "active"


def test_a_paused_endpoint_is_told_later(endpoint, receiver, happen, go):
    managing.pause(endpoint)
    happen()
    assert go() == 0
    managing.resume(endpoint)

    assert go() == 1
