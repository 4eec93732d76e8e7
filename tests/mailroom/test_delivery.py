"""Sending: in batches over one connection, each letter on its own."""

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone

from mailroom import caps, delivery, tasks, transport, writing
from mailroom.models import Lane, Letter
from tests import factories


def reply(code):
    return smtplib.SMTPDataError(code, b"no")


def refused_reader(code):
    return smtplib.SMTPRecipientsRefused({"x@example.org": (code, b"no")})


@pytest.fixture
def three(db):
    return [
        factories.make_letter(mail_to=f"{name}@example.org") for name in ("a", "b", "c")
    ]


def due_again():
    """Let every waiting letter be due and free."""
    past = timezone.now() - timedelta(seconds=1)
    Letter.objects.waiting().update(due_at=past, leased_until=None)


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


@pytest.mark.parametrize("refuse", [reply, refused_reader])
@pytest.mark.parametrize("code", [550, 552, 554])
def test_a_letter_that_is_refused_for_good_fails_alone(server, three, refuse, code):
    server.refuses["b@example.org"] = refuse(code)

    assert delivery.send_due() == 2
    failed = Letter.objects.get(state="failed")
    assert failed.address == "b@example.org"
    assert str(code) in failed.last_error
    assert failed.content == {}


@pytest.mark.parametrize("refuse", [reply, refused_reader])
@pytest.mark.parametrize("code", [450, 451, 452])
def test_a_letter_that_is_put_off_is_tried_again(server, three, refuse, code):
    server.refuses["b@example.org"] = refuse(code)

    assert delivery.send_due() == 2
    waiting = Letter.objects.waiting().get()
    assert waiting.attempts == 1
    assert (
        timedelta(seconds=20) < waiting.due_at - timezone.now() < timedelta(seconds=40)
    )
    assert waiting.content

    server.refuses.clear()
    due_again()
    assert delivery.send_due() == 1


def test_after_eight_tries_a_letter_fails(server, db):
    factories.make_letter()
    server.refuses["ada@example.org"] = reply(451)
    pauses = []
    for _ in range(8):
        delivery.send_due()
        letter = Letter.objects.get()
        pauses.append((letter.due_at - timezone.now()).total_seconds())
        due_again()

    letter = Letter.objects.get()
    assert letter.state == "failed"
    assert letter.attempts == 8
    assert pauses[:7] == sorted(pauses[:7])
    assert max(pauses) <= 3600 * 1.2


def test_a_server_that_is_away_costs_no_try(server, three):
    server.is_away = True
    for _ in range(20):
        assert delivery.send_due() == 0
        due_again()

    for letter in Letter.objects.waiting():
        assert letter.attempts == 0
    server.is_away = False
    assert delivery.send_due() == 3


def test_a_server_that_is_away_is_asked_once_a_round(server, monkeypatch, three):
    monkeypatch.setattr(delivery, "BATCH_SIZE", 1)
    server.is_away = True
    delivery.send_due()

    told = Letter.objects.filter(last_error="mail server away")
    assert told.count() == 1
    assert told.get().due_at > timezone.now()


def test_a_server_that_hangs_up_midway_gives_the_rest_back(server, three):
    server.hangs_up_after = 1

    assert delivery.send_due() == 1
    assert Letter.objects.filter(state="sent").count() == 1
    for letter in Letter.objects.waiting():
        assert letter.attempts == 0
        assert letter.leased_until is None


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected("x"),
        smtplib.SMTPAuthenticationError(421, b"x"),
        reply(421),
        refused_reader(421),
        TimeoutError(),
        ConnectionResetError(),
    ],
    ids=repr,
)
def test_a_server_in_trouble_is_not_the_letters_fault(server, three, error):
    server.refuses["a@example.org"] = error

    if transport.reply_code(error) is None and isinstance(error, transport.UNREACHABLE):
        assert delivery.send_due() == 0
        assert {letter.attempts for letter in Letter.objects.waiting()} == {0}
    else:
        pytest.fail(f"{error!r} counts as the letter's fault")


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(
    server, three, monkeypatch
):
    def explode(subject_id):
        raise ZeroDivisionError

    monkeypatch.setitem(writing._writers, "poison", explode)
    factories.make_letter(
        kind="poison", subject_id=1, content={}, mail_to="d@example.org", lane=10
    )

    assert delivery.send_due() == 3
    poisoned = Letter.objects.waiting().get()
    assert poisoned.last_error == "ZeroDivisionError"
    for _ in range(8):
        due_again()
        delivery.send_due()
    assert Letter.objects.get(kind="poison").state == "failed"


def test_a_letter_that_lost_its_reason_is_dropped(server, monkeypatch, db):
    def nothing(subject_id):
        raise writing.NothingToWrite

    monkeypatch.setitem(writing._writers, "gone", nothing)
    factories.make_letter(kind="gone", subject_id=1, content={})

    assert delivery.send_due() == 0
    assert Letter.objects.get().state == "dropped"


def test_a_kind_without_a_writer_is_dropped(server, db):
    factories.make_letter(kind="unknown", subject_id=1, content={})
    delivery.send_due()

    assert Letter.objects.get().state == "dropped"


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


def test_a_worker_that_died_holds_its_letters_for_a_minute(server, three):
    assert len(delivery.claim()) == 3
    assert delivery.claim() == []

    Letter.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert delivery.send_due() == 3


def test_a_letter_sent_twice_is_one_to_the_mail_program(server, db, monkeypatch):
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


def test_the_worker_finds_its_letters_by_itself(server, three):
    tasks.send_letters()

    assert len(server.taken) == 3


def test_the_age_of_what_waits_is_known(three):
    Letter.objects.update(due_at=timezone.now() - timedelta(minutes=5))

    assert delivery.oldest_due_seconds() == pytest.approx(300, abs=5)


def test_old_letters_are_forgotten_and_waiting_ones_kept(server, three):
    factories.make_letter(due_at=timezone.now() + timedelta(days=99))
    delivery.send_due()
    Letter.objects.update(created_at=timezone.now() - timedelta(days=31))
    tasks.purge_letters()

    assert Letter.objects.get().state == "waiting"


def test_a_letter_that_is_no_message_does_not_stop_the_others(server, three):
    """A line break in a subject would be a second header; Django refuses it."""
    content = {"subject": "Hi\r\nBcc: v@example.org", "text": "x"}
    factories.make_letter(content=content, lane=Lane.SECURITY)

    assert delivery.send_due() == 3
    poisoned = Letter.objects.waiting().get()
    assert poisoned.last_error == "BadHeaderError"


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


def test_a_batch_takes_few_queries(server, db, django_assert_max_num_queries):
    for number in range(40):
        factories.make_letter(mail_to=f"reader{number}@example.org")

    with django_assert_max_num_queries(25):
        assert delivery.send_due() == 40


@pytest.fixture
def kinds(monkeypatch):
    """Registers writers for the length of a test."""
    monkeypatch.setattr(writing, "_writers", {**writing._writers})
    monkeypatch.setattr(writing, "_loaders", {**writing._loaders})
    return writing.writes


def make_about(kind, *subjects):
    for subject in subjects:
        factories.make_letter(
            kind=kind, subject_id=subject, content={}, mail_to=f"r{subject}@example.org"
        )


def test_what_letters_are_about_is_loaded_for_many_at_once(server, db, kinds):
    loads = []

    def load(ids):
        loads.append(sorted(ids))
        return {pk: f"Subject {pk}" for pk in ids if pk != 2}

    @kinds("news", load=load)
    def news(subject):
        return writing.Written(subject, "text", "")

    make_about("news", 1, 2, 3)

    assert delivery.send_due() == 2
    assert loads == [[1, 2, 3]]
    assert [message.subject for message in server.taken] == ["Subject 1", "Subject 3"]
    assert Letter.objects.get(subject_id=2).state == "dropped"


def test_a_kind_that_cannot_be_loaded_does_not_stop_the_others(server, three, kinds):
    def load(ids):
        raise ZeroDivisionError

    kinds("poison", load=load)(lambda subject: None)
    make_about("poison", 1, 2)

    assert delivery.send_due() == 3
    assert {letter.last_error for letter in Letter.objects.waiting()} == {
        "ZeroDivisionError"
    }
