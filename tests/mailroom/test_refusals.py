"""A mail server that refuses a letter, or everybody, or is not there."""

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone

from mailroom import delivery, transport
from mailroom.models import Letter
from tests import factories


def reply(code):
    return smtplib.SMTPDataError(code, b"no")


def refused_reader(code):
    return smtplib.SMTPRecipientsRefused({"x@example.org": (code, b"no")})


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
def test_a_letter_that_is_put_off_is_tried_again(
    server, three, refuse, code, due_again
):
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


def test_after_eight_tries_a_letter_fails(server, db, due_again):
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


def test_a_server_that_is_away_costs_no_try(server, three, due_again):
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
