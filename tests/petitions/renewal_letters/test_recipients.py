"""To whom it goes, and how often."""

import pytest
from django.utils import timezone

from mailroom import delivery
from mailroom.models import Lane, Letter
from petitions import (
    confirming,
    renewal_letters,
    withdrawing,
)
from petitions.models import Signature
from tests import factories
from tests.petitions.renewal_letters.writing import WORDS, recipients, sign


def test_it_goes_to_confirmed_signers_who_agreed_and_to_nobody_else(send, old):
    sign(old, "agreed@example.org")
    sign(old, "did-not@example.org", newsletter=False)
    sign(old, "pending@example.org", status="pending")
    sign(old, "withdrawn@example.org", status="withdrawn")
    sign(old, "removed@example.org", status="removed")
    sign(old, "held@example.org", status="quarantined")
    other = factories.make_petition(slug="other", status="closed")
    sign(other, "elsewhere@example.org")
    letter = send()
    assert renewal_letters.count_recipients(letter.renewal) == 1
    renewal_letters.write_due()

    assert recipients() == ["agreed@example.org"]


def test_subscribers_of_the_campaign_get_it_once(send, old):
    sign(old, "both@example.org")
    factories.make_subscription(email="BOTH@example.org")
    factories.make_subscription(email="only@example.org")
    factories.make_subscription(email="waiting@example.org", confirmed_at=None)
    bus = factories.make_campaign(slug="night-bus")
    factories.make_subscription(bus, email="bus@example.org")
    letter = send()
    assert renewal_letters.count_recipients(letter.renewal) == 2
    renewal_letters.write_due()

    assert sorted(recipients()) == ["both@example.org", "only@example.org"]


def test_nothing_leaves_before_an_editor_says_so(renewal, old):
    sign(old, "ada@example.org")
    renewal_letters.write(renewal(), subject="We ask again", words=WORDS)
    renewal_letters.write_due()

    assert recipients() == []


def test_a_second_sweep_writes_nobody_twice(send, old, mailoutbox):
    for number in range(3):
        sign(old, f"r{number}@example.org")
    factories.make_subscription(email="only@example.org")
    letter = send()
    for _ in range(3):
        renewal_letters.write_due()
        delivery.send_due()

    assert len(recipients()) == len(set(recipients())) == len(mailoutbox) == 4
    letter.refresh_from_db()
    assert letter.letter_count == 4
    assert letter.walked_at is not None


def test_a_crash_in_the_middle_loses_and_doubles_nobody(send, old, monkeypatch):
    monkeypatch.setattr(renewal_letters, "BATCH_SIZE", 2)
    for number in range(5):
        sign(old, f"r{number}@example.org")
    send()
    assert renewal_letters._write_batch() == 2
    step = renewal_letters._step

    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(renewal_letters, "_step", fail)
    with pytest.raises(RuntimeError):
        renewal_letters._write_batch()
    delivery.send_due()
    monkeypatch.setattr(renewal_letters, "_step", step)
    renewal_letters.write_due()

    assert recipients() == [f"r{number}@example.org" for number in range(5)]


def test_sending_twice_is_refused(send, bo):
    letter = send()

    with pytest.raises(renewal_letters.AlreadySent):
        renewal_letters.send(letter, by=bo)
    with pytest.raises(renewal_letters.AlreadySent):
        renewal_letters.write(letter.renewal, subject="x", words="y")


def test_who_confirms_in_the_day_of_grace_gets_it_after_that_day(send, old, clock):
    sign(old, "early@example.org", confirmed_at=clock())
    late = sign(old, "late@example.org", status="pending")
    letter = send()
    renewal_letters.write_due()
    clock(hours=1)
    confirming.confirm(Signature.objects.get(pk=late.pk))
    renewal_letters.write_due()
    assert recipients() == ["early@example.org"]
    # It has left, so that no waiting one stands in the way of a second.
    Letter.objects.update(state=Letter.State.SENT, sent_at=timezone.now())

    clock(hours=23, minutes=5)
    renewal_letters.write_due()
    renewal_letters.write_due()
    assert recipients() == ["early@example.org", "late@example.org"]
    letter.refresh_from_db()
    assert letter.finished_at is not None


def test_it_waits_until_there_is_something_to_sign(renewal, bo):
    draft = renewal(is_opened=False)
    letter = renewal_letters.write(draft, subject="x", words="y")

    with pytest.raises(renewal_letters.NothingToSign):
        renewal_letters.send(letter, by=bo)


def test_who_stops_or_withdraws_before_it_leaves_gets_none(send, old, mailoutbox):
    stopped, left = sign(old, "stopped@example.org"), sign(old, "left@example.org")
    erased = sign(old, "erased@example.org")
    subscriber = factories.make_subscription(email="subscriber@example.org")
    send()
    renewal_letters.write_due()
    withdrawing.choose(stopped, show_name=False, newsletter=False)
    withdrawing.withdraw(left)
    withdrawing.erase(erased)
    subscriber.delete()
    delivery.send_due()

    assert mailoutbox == []
    assert "erased@example.org" not in recipients()


def test_caps_of_a_mailbox_hold_for_it_too(send, old):
    sign(old, "ada@example.org")
    send()
    renewal_letters.write_due()
    letter = Letter.objects.get()

    assert letter.is_capped
    assert letter.lane == Lane.BULK
