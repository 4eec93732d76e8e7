"""How many letters a mailbox gets, whoever asks and however the address is spelt."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mailroom import addresses, caps, delivery, purging
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


def test_many_mailboxes_are_asked_at_once_and_answered_each(db, clock):
    start = clock.now
    tired, full, rested = b"t" * 32, b"f" * 32, b"r" * 32
    for _ in range(3):
        caps.take(full)
        clock.move(minutes=10)
    caps.take(tired)
    new = b"n" * 32
    answers = caps.take_each([new, full, tired, rested, new])

    in_ten = clock.now + timedelta(minutes=10)
    assert answers == [None, start + timedelta(days=1), in_ten, None, in_ten]
    counts = {bytes(box.key): box.day_count for box in Mailbox.objects.all()}
    assert counts == {new: 1, full: 3, tired: 1, rested: 1}


def test_those_that_begin_a_day_and_those_that_go_on_are_told_apart(db, clock):
    new_day, same_day = b"n" * 32, b"s" * 32
    caps.take(new_day)
    clock.move(hours=23)
    caps.take(same_day)
    clock.move(hours=1)

    assert caps.take_each([new_day, same_day]) == [None, None]
    boxes = {bytes(box.key): box for box in Mailbox.objects.all()}
    assert (boxes[new_day].day_count, boxes[new_day].day_started_at) == (1, clock.now)
    assert boxes[same_day].day_count == 2
    assert boxes[same_day].day_started_at == clock.now - timedelta(hours=1)


def test_a_hundred_mailboxes_take_no_more_queries_than_one(
    db, clock, django_assert_max_num_queries
):
    keys = [bytes([number]) * 32 for number in range(100)]
    with django_assert_max_num_queries(6):
        caps.take_each(keys)
    clock.move(minutes=10)
    with django_assert_max_num_queries(6):
        assert caps.take_each(keys) == [None] * 100


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
    assert purging.purge_old() == 0
    clock.move(hours=2)

    assert purging.purge_old() == 1
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


@pytest.mark.postgres
@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("is_known", [False, True])
def test_two_workers_never_wait_for_each_other(is_known):
    """Asked in the other order: the second may hold nothing that the first wants."""
    low, high = b"a" * 32, b"z" * 32
    ago = timezone.now() - timedelta(minutes=11)
    for key in [low, high] if is_known else []:
        Mailbox.objects.create(key=key, last_letter_at=ago, day_started_at=ago)
    answers = []
    with transaction.atomic():
        assert caps.take(low) is None
        second = in_thread(lambda: answers.extend(caps.take_each([high, low])))
        second.join(timeout=0.3)
        assert caps.take(high) is None
    second.join()

    assert len(answers) == 2
    assert None not in answers


@pytest.mark.postgres
@pytest.mark.usefixtures("transactional_db")
def test_of_many_workers_one_gets_each_of_many_mailboxes():
    keys = [bytes([number]) * 32 for number in range(60)]
    answers, start = [], threading.Barrier(6)

    def take_all():
        start.wait()
        answers.extend(caps.take_each(keys))

    for thread in [in_thread(take_all) for _ in range(6)]:
        thread.join()

    assert len(answers) == 360
    assert answers.count(None) == 60
