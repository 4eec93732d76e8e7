"""Each message arrives, however often somebody falls over on the way."""

import threading
import time
from datetime import timedelta

from django.utils import timezone

from config import health
from tests import factories
from tests.parts import receiver as parts
from tests.parts.receiver import Receiver
from webhooks import delivery, outbox, posting, purging, tasks
from webhooks.models import Delivery, Endpoint, Event

STATUS_500 = parts.status(500, body=b"no room")


def test_what_happened_arrives_signed_and_once(endpoint, receiver, happen, go, only):
    happen()

    assert go() == 1
    assert go() == 0
    (heard,) = receiver.heard
    assert heard.event["type"] == "petition.milestone"
    assert heard.event["id"] == heard.headers["webhook-id"]
    assert heard.headers["webhook-signature"].startswith("v1,")
    assert abs(int(heard.headers["webhook-timestamp"]) - time.time()) < 60
    assert (only().state, only().status_code, only().answer) == (
        *("delivered", 200, "nice"),
    )
    endpoint.refresh_from_db()
    assert endpoint.last_success_at


def test_the_workers_task_is_the_door_to_it(endpoint, receiver, happen):
    happen()
    tasks.send_webhooks()

    assert len(receiver.heard) == 1


def test_nothing_due_asks_the_database_once(db, go, django_assert_num_queries):
    factories.make_endpoint()
    with django_assert_num_queries(1):
        assert go() == 0


def test_a_backlog_leaves_in_one_round_in_its_order(endpoint, receiver, happen, go):
    for number in range(5):
        happen(milestone=number)

    assert go() == 5
    numbers = [heard.event["data"]["milestone"] for heard in receiver.heard]
    assert numbers == list(range(5))


# Trying again


def test_a_message_is_tried_ten_times_over_three_days_with_one_id(
    endpoint, receiver, happen, go, only, clock
):
    receiver.answer = STATUS_500
    happen()
    waited = []
    while True:
        go()
        if only().state == "failed":
            break
        assert go() == 0, "not before its time"
        pause = only().due_at - timezone.now()
        waited.append(pause)
        clock(seconds=pause.total_seconds() + 1)

    assert only().attempts == len(receiver.heard) == 10
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1
    assert len({heard.body for heard in receiver.heard}) == 1
    assert len({heard.headers["webhook-timestamp"] for heard in receiver.heard}) > 1
    for pause, planned in zip(waited, delivery.PAUSES, strict=True):
        assert abs(pause - planned) < 0.11 * planned
    assert timedelta(days=2.7) < sum(waited, timedelta()) < timedelta(days=3.6)
    assert (only().status_code, only().problem, only().answer) == (
        *(500, "status", "no room"),
    )


def test_pauses_do_not_march_in_step(endpoint, receiver, happen, go):
    receiver.answer = STATUS_500
    for _ in range(4):
        happen()
    go()

    pauses = {it.due_at - it.tried_at for it in Delivery.objects.all()}
    assert len(pauses) == 4


def test_once_the_receiver_is_back_all_arrives(endpoint, receiver, happen, go, clock):
    receiver.stop()
    for _ in range(3):
        happen()
    go()
    assert {it.problem for it in Delivery.objects.all()} == {"unreachable"}
    receiver.start()
    clock(seconds=6)

    assert go() == 3
    assert not Delivery.objects.exclude(state="delivered").exists()
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_an_address_that_became_one_inside_is_not_called(
    endpoint, receiver, happen, go, only, settings
):
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    happen()
    go()

    assert receiver.greeted == 0
    assert (only().state, only().problem) == ("waiting", "inside")


# Leases


def test_two_workers_never_hold_the_same_one(endpoint, happen):
    for _ in range(3):
        happen()
    held = [delivery.claim()[0].pk for _ in range(3)]

    assert len(set(held)) == 3
    assert delivery.claim() == []


def test_a_worker_that_died_leaves_its_message_to_the_next(
    endpoint, receiver, happen, go, only, clock
):
    happen()
    delivery.claim()
    assert go() == 0
    clock(seconds=61)

    assert go() == 1
    assert only().attempts == 2


def test_a_worker_that_comes_too_late_does_not_undo_what_another_did(
    endpoint, receiver, happen, go, only, clock
):
    happen()
    (late,) = delivery.claim()
    clock(seconds=61)
    go()
    delivery.settle(late, posting.NOT_IN_TIME)

    assert only().state == "delivered"
    endpoint.refresh_from_db()
    assert endpoint.last_failure_at is None


def test_a_worker_that_comes_too_late_takes_nothing_from_who_has_it_now(
    endpoint, happen, only, clock
):
    happen()
    (late,) = delivery.claim()
    clock(seconds=61)
    (current,) = delivery.claim()
    delivery.settle(late, posting.NOT_IN_TIME)

    assert only().leased_until == current.leased_until


def test_a_slow_one_keeps_nobody_waiting(
    endpoint, receiver, authority, happen, go, url_of
):
    """The others are sent while one hangs; it is asked one thing at a time."""
    is_over = threading.Event()
    receiver.answer = lambda caller: is_over.wait(20)
    quick = Receiver(tls=authority.context("hooks.example.org"))
    quick.start()
    other = factories.make_endpoint(name="Quick", url=url_of(quick))
    for _ in range(3):
        happen()
    seen = []

    def watch():
        while len(quick.heard) < 3 and not is_over.wait(0.01):
            pass
        seen.append(len(receiver.heard))
        is_over.set()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    go()
    watcher.join(20)

    assert seen == [1]
    done = Delivery.objects.filter(endpoint=other, state="delivered")
    assert done.count() == 3
    quick.stop()


def test_a_look_up_that_hangs_ends_with_the_round(
    endpoint, happen, go, only, monkeypatch
):
    """Nothing ends a thread; the round goes on without it, and it changes nothing."""
    is_over = threading.Event()

    def hang(*arguments, **options):
        is_over.wait(20)
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", hang)
    monkeypatch.setattr(delivery, "SLICE", timedelta(seconds=0.2))
    monkeypatch.setattr(delivery, "TAIL", timedelta(seconds=0.2))
    monkeypatch.setattr(delivery, "LOOK_AGAIN_SECONDS", 0.05)
    happen()
    go()
    is_over.set()

    assert (only().state, only().problem, only().attempts) == ("waiting", "slow", 1)


def test_a_mistake_of_ours_holds_up_one_message_and_no_other(
    endpoint, receiver, happen, go, settings
):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["no network", "127.0.0.0/8"]
    happen()

    assert go() == 0
    assert Delivery.objects.get().state == "waiting"


def test_a_round_is_over_before_its_leases_and_the_tasks_time():
    from django.conf import settings

    longest = delivery.SLICE + delivery.TAIL + timedelta(seconds=5)
    # What is claimed last is claimed at the end of the slice.
    assert delivery.TAIL + timedelta(seconds=5) < delivery.LEASE
    assert longest.total_seconds() < settings.CELERY_TASK_SOFT_TIME_LIMIT


# Sending again


def test_what_was_given_up_is_sent_again_with_its_old_id(
    endpoint, receiver, happen, go, only
):
    happen()
    go()
    Delivery.objects.update(state="failed", attempts=10)

    assert outbox.send_again(only())
    assert not outbox.send_again(only()), "it is on its way"
    assert go() == 1
    first, second = receiver.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert only().attempts == 1


def test_one_that_a_worker_holds_is_left_alone(endpoint, happen, only):
    happen()
    delivery.claim()

    assert not outbox.send_again(only())
    assert only().leased_until


def test_one_that_waits_for_its_next_try_is_tried_now(
    endpoint, receiver, happen, go, only
):
    receiver.answer = STATUS_500
    happen()
    go()
    receiver.answer = parts.OK

    assert outbox.send_again(only())
    assert go() == 1


def test_all_that_was_given_up_for_an_endpoint_is_sent_again(
    endpoint, receiver, happen, go
):
    other = factories.make_endpoint(name="Other")
    for _ in range(3):
        happen()
    Delivery.objects.update(state="failed")

    assert outbox.send_all_failed_again(endpoint) == 3
    assert outbox.send_all_failed_again(endpoint) == 0
    assert Delivery.objects.filter(endpoint=other, state="failed").count() == 3


# Housekeeping


def test_what_happened_a_month_ago_is_forgotten(endpoint, happen, clock):
    happen()
    clock(days=29)
    happen()
    assert purging.purge_old() == 0
    clock(days=2)

    assert purging.purge_old() == 2
    assert Event.objects.count() == Delivery.objects.count() == 1


def test_the_age_of_what_is_due_is_watched(endpoint, receiver, happen, go, clock):
    assert health._queue_ages()["webhooks"] == 0.0
    happen()
    clock(minutes=5)
    assert health._queue_ages()["webhooks"] >= 300
    receiver.answer = STATUS_500
    go()
    assert health._queue_ages()["webhooks"] == 0.0, "it waits for its next try"
    clock(minutes=5)
    Endpoint.objects.update(state="paused")
    assert health._queue_ages()["webhooks"] == 0.0, "and nobody is to send it"


def test_no_line_of_the_log_holds_an_address_or_an_answer(
    endpoint, receiver, happen, go, caplog
):
    caplog.set_level("INFO")
    receiver.answer = parts.status(500, body=b"secret words")
    happen()
    go()

    assert f"Delivery {Delivery.objects.get().pk}" in caplog.text
    assert "hooks.example.org" not in caplog.text
    assert "secret words" not in caplog.text
