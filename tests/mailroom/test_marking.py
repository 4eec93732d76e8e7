"""A letter that left is marked, and one that leaves twice is the same letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mailroom import delivery, transport
from mailroom.models import Letter
from tests import factories


def take_many(monkeypatch, server, how_many, *, step=timedelta(0), die_at=0):
    """Letters to a server that takes so long for each, and a worker that dies."""
    for number in range(how_many):
        factories.make_letter(mail_to=f"reader{number}@example.org")
    clock, take, marked = [timezone.now()], server.send_messages, []
    monkeypatch.setattr(delivery.timezone, "now", lambda: clock[0])

    def send_messages(messages):
        clock[0] += step
        marked.append(Letter.objects.filter(state="sent").count())
        if len(server.taken) + 1 == die_at:
            raise KeyboardInterrupt
        return take(messages)

    monkeypatch.setattr(server, "send_messages", send_messages)
    return marked


def test_no_more_letters_than_a_group_are_unmarked_at_any_time(server, db, monkeypatch):
    marked = take_many(monkeypatch, server, 50)
    delivery.send_due()

    unmarked = [number - done for number, done in enumerate(marked)]
    assert max(unmarked) == delivery.GROUP_SIZE - 1
    assert Letter.objects.filter(state="sent").count() == 50


def test_to_a_slow_server_no_letter_is_unmarked_for_longer_than_a_moment(
    server, db, monkeypatch
):
    marked = take_many(monkeypatch, server, 6, step=timedelta(seconds=0.7))
    delivery.send_due()

    assert marked == [0, 0, 2, 2, 4, 4]


def test_whatever_ends_the_worker_what_left_is_marked(server, db, monkeypatch):
    take_many(monkeypatch, server, 9, die_at=8)
    with pytest.raises(KeyboardInterrupt):
        delivery.send_due()

    assert Letter.objects.filter(state="sent").count() == 7


def test_a_letter_sent_twice_is_one_to_the_mail_program(
    server, db, monkeypatch, due_again
):
    factories.make_letter()

    def die(letter):
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery, "_mark_sent", die)
    with pytest.raises(KeyboardInterrupt):
        delivery.send_due()
    monkeypatch.undo()
    monkeypatch.setattr(transport, "connect", lambda: server)
    due_again()
    delivery.send_due()

    ids = [message.extra_headers["Message-ID"] for message in server.taken]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_two_letters_are_two_to_the_mail_program(server, three):
    delivery.send_due()

    ids = {message.extra_headers["Message-ID"] for message in server.taken}
    assert len(ids) == 3
    assert all(one.startswith("<") and one.endswith(">") for one in ids)


def test_a_worker_that_died_holds_its_letters_for_a_minute(server, three):
    assert len(delivery.claim()) == 3
    assert delivery.claim() is None

    Letter.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert delivery.send_due() == 3
