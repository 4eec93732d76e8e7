"""Sending: in batches over one connection, each letter on its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mailroom import caps, delivery, tasks
from mailroom.models import Lane, Letter
from tests import factories


def test_letters_that_are_due_are_sent_over_one_connection(server, three):
    assert delivery.send_due() == 3
    assert server.readers == ["a@example.org", "b@example.org", "c@example.org"]
    assert server.connections == 1
    assert delivery.send_due() == 0


def test_a_sent_letter_keeps_no_words(server, three):
    delivery.send_due()

    for letter in Letter.objects.all():
        assert letter.state == "sent"
        assert letter.sent_at is not None
        assert letter.content == {}
        assert letter.last_error == ""
        assert letter.leased_until is None


def test_a_letter_is_what_its_reader_should_see(server, three, settings):
    delivery.send_due()
    message = server.taken[0]

    assert message.subject == "Hello"
    assert message.body == "Good day.\n"
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    assert message.alternatives[0][1] == "text/html"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.to == ["a@example.org"]
    assert message.bcc == message.cc == []


def test_a_letter_that_is_not_due_waits(server, db):
    factories.make_letter(due_at=timezone.now() + timedelta(minutes=1))

    assert delivery.send_due() == 0
    assert delivery.oldest_due_seconds() == 0


def test_sign_in_codes_go_first_and_newsletters_last(server, db):
    for lane in (Lane.BULK, Lane.CONFIRM, Lane.SECURITY, Lane.TRANSACTIONAL):
        factories.make_letter(lane=lane, mail_to=f"{lane.name.lower()}@example.org")
    delivery.send_due()

    lanes = ["security", "confirm", "transactional", "bulk"]
    assert server.readers == [f"{lane}@example.org" for lane in lanes]


def test_within_a_lane_the_oldest_goes_first(server, db):
    now = timezone.now()
    for minutes in (1, 3, 2):
        factories.make_letter(
            mail_to=f"due{minutes}@example.org", due_at=now - timedelta(minutes=minutes)
        )
    delivery.send_due()

    assert server.readers == [f"due{n}@example.org" for n in (3, 2, 1)]


def test_a_long_queue_is_sent_in_batches(server, monkeypatch, three):
    monkeypatch.setattr(delivery, "BATCH_SIZE", 2)

    assert delivery.send_due() == 3
    assert server.connections == 2


def test_one_call_does_not_send_for_ever(server, monkeypatch, three):
    monkeypatch.setattr(delivery, "BATCH_SIZE", 1)
    monkeypatch.setattr(delivery, "SLICE", timedelta(0))

    assert delivery.send_due() == 0
    assert Letter.objects.waiting().count() == 3


def test_a_slow_server_gives_the_rest_back(server, monkeypatch, three):
    monkeypatch.setattr(delivery, "LEASE", timedelta(seconds=-1))
    delivery._send_batch(delivery.claim())

    for letter in Letter.objects.waiting():
        assert (letter.attempts, letter.leased_until) == (0, None)
    assert Letter.objects.waiting().count() == 3


def test_a_mailbox_that_refuses_letters_gets_none(server, three):
    caps.suppress(bytes(three[1].mailbox_key))

    assert delivery.send_due() == 2
    assert "b@example.org" not in server.readers
    dropped = Letter.objects.get(state="dropped")
    assert dropped.content == {}


def test_a_letter_that_comes_too_late_is_dropped(server, db):
    factories.make_letter(expires_at=timezone.now() - timedelta(seconds=1))

    assert delivery.send_due() == 0
    assert Letter.objects.get().state == "dropped"
    assert Letter.objects.get().content == {}


def test_the_worker_finds_its_letters_by_itself(server, three):
    tasks.send_letters()

    assert len(server.taken) == 3


def test_the_age_of_what_waits_is_known(three):
    Letter.objects.update(due_at=timezone.now() - timedelta(minutes=5))

    assert delivery.oldest_due_seconds() == pytest.approx(300, abs=5)


def test_the_age_is_that_of_the_oldest_in_any_lane(db):
    for lane, minutes in ((Lane.SECURITY, 1), (Lane.BULK, 9), (Lane.CONFIRM, 2)):
        due_at = timezone.now() - timedelta(minutes=minutes)
        factories.make_letter(lane=lane, due_at=due_at)

    assert delivery.oldest_due_seconds() == pytest.approx(540, abs=5)


def test_a_batch_takes_few_queries(server, db, django_assert_max_num_queries):
    for number in range(40):
        factories.make_letter(mail_to=f"reader{number}@example.org")

    with django_assert_max_num_queries(25):
        assert delivery.send_due() == 40
