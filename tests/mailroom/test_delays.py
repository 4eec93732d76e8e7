"""How late letters are: what readers wait for us, and nothing else."""

import smtplib
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from mailroom import delays, delivery
from mailroom.models import Lane, Letter
from tests import factories

LIST = "/admin/mailroom/letter/"


def make_waiting(minutes, **changes):
    then = timezone.now() - timedelta(minutes=minutes)
    fields = {"lane": Lane.CONFIRM, "created_at": then, "due_at": then}
    return factories.make_letter(**fields | changes)


def delay_in_minutes(lane=Lane.CONFIRM):
    cache.clear()
    return pytest.approx(delays.of(lane) / timedelta(minutes=1), abs=0.1)


def test_with_nothing_waiting_there_is_no_delay(db):
    assert delay_in_minutes() == 0


def test_the_oldest_letter_tells_the_delay(db):
    for minutes in (3, 12, 5):
        make_waiting(minutes)

    assert delay_in_minutes() == 12


def test_a_letter_on_its_way_still_tells_it(db):
    make_waiting(12)
    delivery.claim()

    assert delay_in_minutes() == 12


def test_newsletters_that_wait_delay_no_confirmation(db):
    make_waiting(30, lane=Lane.BULK)

    assert delay_in_minutes() == 0
    assert delay_in_minutes(Lane.BULK) == 30


def test_a_full_mailbox_is_no_delay(server, db):
    for number in (1, 2):
        make_waiting(12, mail_to=f"ada+{number}@example.org")
    delivery.send_due()

    assert Letter.objects.waiting().count() == 1
    assert delay_in_minutes() == 0
    Letter.objects.waiting().update(due_at=timezone.now())
    assert delay_in_minutes() == 0


def test_a_letter_that_its_server_puts_off_is_no_delay(server, db):
    make_waiting(12)
    server.refuses["ada@example.org"] = smtplib.SMTPDataError(451, b"later")
    delivery.send_due()

    assert Letter.objects.waiting().exists()
    assert delay_in_minutes() == 0


def test_a_mail_server_that_is_away_is_a_delay(server, db):
    make_waiting(12)
    server.is_away = True
    delivery.send_due()

    assert Letter.objects.get().due_at > timezone.now()
    assert delay_in_minutes() == 12


def test_what_comes_before_the_outbox_is_added(db, monkeypatch):
    monkeypatch.setitem(delays._before_the_outbox, Lane.CONFIRM, lambda: 120.0)
    make_waiting(3)

    assert delay_in_minutes() == 5


def test_it_is_asked_once_in_a_few_seconds(db, django_assert_num_queries):
    make_waiting(12)
    delays.of(Lane.CONFIRM)

    with django_assert_num_queries(0):
        delays.of(Lane.CONFIRM)


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, 0), (59, 0), (62, 2), (119, 2), (718, 12), (7199, 120)]
)
def test_a_delay_is_told_in_minutes_and_never_too_short(db, seconds, told):
    make_waiting(seconds / 60)

    assert delays.minutes(Lane.CONFIRM) == told


@pytest.mark.parametrize(
    ("minutes", "line"),
    [(0, "leave within a minute"), (11.9, "leave after about 12 minutes")],
)
def test_the_desk_tells_the_delay_above_its_list(client, db, minutes, line):
    factories.at_the_desk(client, factories.make_bo())
    make_waiting(minutes)

    assert f"Confirmation letters {line}" in client.get(LIST).content.decode()
