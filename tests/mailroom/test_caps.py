"""How many letters a mailbox gets, whoever asks and however the address is spelt."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mailroom import addresses, caps, delivery
from mailroom.models import Letter, Mailbox, Suppression
from tests import factories


@pytest.fixture
def clock(monkeypatch):
    """The mailroom's time, which the test moves on."""

    class Clock:
        now = timezone.now()

        def move(self, **step):
            self.now += timedelta(**step)

    clock = Clock()
    monkeypatch.setattr(caps.timezone, "now", lambda: clock.now)
    return clock


def key_of(text):
    return addresses.mailbox_key(addresses.parse(text))


KEY = b"k" * 32


def test_the_first_letter_leaves_and_the_second_waits_ten_minutes(db, clock):
    assert caps.take(KEY) is None
    assert caps.take(KEY) == clock.now + timedelta(minutes=10)

    clock.move(minutes=9, seconds=59)
    assert caps.take(KEY) is not None
    clock.move(seconds=1)
    assert caps.take(KEY) is None


def test_three_letters_a_day_and_no_more(db, clock):
    start = clock.now
    for _ in range(3):
        assert caps.take(KEY) is None
        clock.move(minutes=10)

    assert caps.take(KEY) == start + timedelta(days=1)
    clock.now = start + timedelta(hours=23, minutes=59)
    assert caps.take(KEY) is not None
    clock.now = start + timedelta(days=1)
    assert caps.take(KEY) is None


def test_a_new_day_has_three_again(db, clock):
    for _ in range(2):
        start = clock.now
        for _ in range(3):
            assert caps.take(KEY) is None
            clock.move(minutes=10)
        assert caps.take(KEY) is not None
        clock.now = start + timedelta(days=1)


def test_a_last_letter_late_in_the_day_still_gives_ten_minutes(db, clock):
    start = clock.now
    caps.take(KEY)
    clock.move(minutes=10)
    caps.take(KEY)
    clock.now = start + timedelta(hours=23, minutes=55)
    caps.take(KEY)

    assert caps.take(KEY) == clock.now + timedelta(minutes=10)


def test_a_refusal_costs_nothing(db, clock):
    caps.take(KEY)
    for _ in range(20):
        caps.take(KEY)
    clock.move(minutes=10)

    assert caps.take(KEY) is None
    assert Mailbox.objects.get().day_count == 2


def test_mailboxes_are_counted_apart(db):
    assert caps.take(KEY) is None
    assert caps.take(b"x" * 32) is None


@pytest.mark.parametrize(
    "spellings",
    [
        ["ada.field@gmail.com", "AdaField@googlemail.com", "adafield+x@gmail.com"],
        ["a@example.org", "A@EXAMPLE.org", "a+one@example.org", "a+two@example.org"],
        ["u@例え.jp", "u@xn--r8jz45g.jp"],
    ],
    ids=lambda spellings: spellings[0],
)
def test_every_spelling_fills_the_same_mailbox(db, spellings):
    for email in spellings:
        factories.make_letter(mail_to=addresses.parse(email).mail_to)

    assert delivery.send_due() == 1
    assert Mailbox.objects.count() == 1
    waiting = Letter.objects.waiting()
    assert waiting.count() == len(spellings) - 1
    assert all(letter.due_at > timezone.now() for letter in waiting)


def test_a_letter_that_waits_for_its_share_is_sent_in_the_end(db, clock, mailoutbox):
    for _ in range(4):
        factories.make_letter(expires_at=clock.now + timedelta(days=9))
    for _ in range(4 * 24 * 2):
        delivery.send_due()
        clock.move(minutes=15)
    assert len(mailoutbox) == 4


def test_a_letter_takes_its_share_once_however_often_it_is_tried(db, clock):
    letter = factories.make_letter(due_at=clock.now)
    delivery.claim()
    clock.move(minutes=2)
    delivery.claim()

    letter.refresh_from_db()
    assert letter.attempts == 2
    assert Mailbox.objects.get().day_count == 1


def test_a_sign_in_code_does_not_wait(db, mailoutbox):
    for _ in range(5):
        factories.make_letter(is_capped=False)
    delivery.send_due()

    assert len(mailoutbox) == 5
    assert not Mailbox.objects.exists()


def test_refusing_letters_twice_is_one_refusal(db):
    caps.suppress(KEY)
    caps.suppress(KEY)

    assert Suppression.objects.count() == 1
    assert caps.suppressed([KEY, b"x" * 32]) == {KEY}


def test_the_table_of_mailboxes_holds_no_address(db):
    caps.take(key_of("ada@example.org"))
    row = Mailbox.objects.values().get()

    assert b"ada" not in bytes(row["key"])


def test_idle_mailboxes_are_forgotten(db, clock):
    caps.take(KEY)
    clock.move(hours=47)
    caps.take(b"x" * 32)
    assert caps.purge_idle() == 0
    clock.move(hours=2)

    assert caps.purge_idle() == 1
    assert bytes(Mailbox.objects.get().key) == b"x" * 32


def in_thread(work):
    """Run `work` as another worker would, with a connection of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture(params=[False, True], ids=["new mailbox", "rested mailbox"])
def _mailbox(request, transactional_db):
    if request.param:
        ago = timezone.now() - timedelta(minutes=11)
        Mailbox.objects.create(key=KEY, last_letter_at=ago, day_started_at=ago)


@pytest.mark.postgres
@pytest.mark.usefixtures("_mailbox")
def test_a_worker_that_comes_second_waits_for_the_first_and_is_refused():
    answers = []
    with transaction.atomic():
        assert caps.take(KEY) is None
        second = in_thread(lambda: answers.append(caps.take(KEY)))
        second.join(timeout=0.3)
        assert answers == []
    second.join()

    assert answers[0] is not None


@pytest.mark.postgres
@pytest.mark.usefixtures("_mailbox")
def test_of_forty_at_once_one_gets_the_letter():
    answers, start = [], threading.Barrier(8)

    def take_five():
        start.wait()
        answers.extend(caps.take(KEY) for _ in range(5))

    for thread in [in_thread(take_five) for _ in range(8)]:
        thread.join()

    assert len(answers) == 40
    assert answers.count(None) == 1
