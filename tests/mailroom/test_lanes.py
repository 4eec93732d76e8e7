"""A newsletter to everybody holds up nobody's confirmation."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from mailroom import delivery, outbox
from mailroom.models import Lane, Letter
from tests import factories

WORDS = {"subject": "News", "text": "x", "html": "<p>x"}


@pytest.fixture
def newsletter(db):
    """Bulk letters, older than anything else."""

    def post(how_many):
        long_ago = timezone.now() - timedelta(hours=1)
        drafted = [
            outbox.draft(
                "news",
                subject_id=None,
                mail_to=f"reader{number}@example.org",
                lane=Lane.BULK,
                content=WORDS,
            )
            for number in range(how_many)
        ]
        for letter in drafted:
            letter.due_at = long_ago
        outbox.post(drafted)

    return post


def confirm(name="signer"):
    return factories.make_letter(lane=Lane.CONFIRM, mail_to=f"{name}@example.org")


def stuck(how_many):
    """Letters to one mailbox, which may have one of them."""
    for number in range(how_many):
        factories.make_letter(lane=Lane.CONFIRM, mail_to=f"ada+{number}@example.org")


def on_letter(server, monkeypatch, number, do):
    """Do something when the server takes its nth letter."""
    take = server.send_messages

    def send_messages(messages):
        if len(server.taken) + 1 == number:
            do()
        return take(messages)

    monkeypatch.setattr(server, "send_messages", send_messages)


def test_a_confirmation_waits_for_one_batch_of_a_newsletter_at_most(
    server, monkeypatch, newsletter
):
    monkeypatch.setattr(delivery, "BATCH_SIZE", 10)
    newsletter(50)
    on_letter(server, monkeypatch, 13, confirm)

    assert delivery.send_due() == 51
    assert server.readers.index("signer@example.org") == 20


def test_a_slow_server_gives_a_newsletters_batch_five_seconds(
    server, monkeypatch, newsletter
):
    """One letter a second: after the turn the lanes are looked at again."""
    newsletter(50)
    clock = [timezone.now()]
    monkeypatch.setattr(delivery.timezone, "now", lambda: clock[0])
    take = server.send_messages

    def slowly(messages):
        clock[0] += timedelta(seconds=1)
        if len(server.taken) == 2:
            confirm()
        return take(messages)

    monkeypatch.setattr(server, "send_messages", slowly)
    delivery.send_due()

    asked, left = 3, server.readers.index("signer@example.org") + 1
    assert left - asked <= delivery.TURN.total_seconds() + 2


def test_what_a_turn_did_not_reach_loses_no_try(server, monkeypatch, newsletter):
    newsletter(5)
    monkeypatch.setattr(delivery, "TURN", timedelta(seconds=-1))
    delivery._send_batch(delivery.claim())

    assert server.readers == []
    tried = Counter(Letter.objects.values_list("attempts", "leased_until"))
    assert tried == {(0, None): 5}


def test_a_claim_behind_a_long_newsletter_takes_the_confirmations_first(newsletter):
    newsletter(300)
    for number in range(3):
        confirm(f"signer{number}")
    lanes = [letter.lane for letter in delivery.claim()]

    assert lanes == [Lane.CONFIRM] * 3 + [Lane.BULK] * (delivery.BATCH_SIZE - 3)


def test_letters_that_a_mailbox_may_not_have_yet_hold_up_nobody(
    server, monkeypatch, db
):
    """However many they are, the round goes on behind them."""
    monkeypatch.setattr(delivery, "BATCH_SIZE", 2)
    stuck(9)
    confirm()

    assert delivery.send_due() == 2
    assert server.readers == ["ada+0@example.org", "signer@example.org"]
    assert server.connections == 2


def test_a_round_in_which_nothing_may_leave_asks_no_server(server, db):
    stuck(3)
    delivery.send_due()
    Letter.objects.waiting().update(due_at=timezone.now())
    delivery.send_due()

    assert server.connections == 1
