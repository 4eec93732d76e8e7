"""Letters and mailboxes that nobody needs any more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from config.celery import app
from mailroom import caps, delivery, purging, tasks
from mailroom.models import Letter, Mailbox
from tests import factories


def test_old_letters_are_forgotten_and_waiting_ones_kept(server, three):
    factories.make_letter(due_at=timezone.now() + timedelta(days=99))
    delivery.send_due()
    Letter.objects.update(created_at=timezone.now() - timedelta(days=31))
    tasks.purge_letters()

    assert Letter.objects.get().state == "waiting"


@pytest.fixture
def rows_deleted():
    """How many rows of a table each DELETE took, in the order they ran."""
    seen = []

    def see(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith("DELETE"):
            seen.append((sql, context["cursor"].rowcount))
        return result

    with connection.execute_wrapper(see):
        yield lambda table: [count for sql, count in seen if table in sql]


def make_old(how_many, *, days=31):
    then = timezone.now() - timedelta(days=days)
    for number in range(how_many):
        factories.make_letter(
            mail_to=f"old{number}@example.org", state="failed", created_at=then
        )


def test_letters_are_kept_for_thirty_days(db):
    make_old(1, days=29)
    assert purging.purge_old() == 0

    make_old(2)
    assert purging.purge_old() == 2
    assert Letter.objects.count() == 1


def test_many_are_forgotten_a_few_at_a_time(db, monkeypatch, rows_deleted):
    """However many there are, no statement is longer than the database allows."""
    monkeypatch.setattr(purging, "BATCH_SIZE", 2)
    make_old(5)

    assert purging.purge_old() == 5
    assert rows_deleted("mailroom_letter") == [2, 2, 1]


def test_every_idle_mailbox_is_found_a_span_at_a_time(db, monkeypatch, rows_deleted):
    monkeypatch.setattr(purging, "MAILBOXES_LOOKED_AT", 2)
    caps.take_each([bytes([number]) * 32 for number in range(5)])
    kept = Mailbox.objects.order_by("pk")[2]
    long_ago = timezone.now() - timedelta(hours=49)
    Mailbox.objects.exclude(pk=kept.pk).update(
        last_letter_at=long_ago, day_started_at=long_ago
    )

    assert purging.purge_old() == 4
    assert Mailbox.objects.get() == kept
    assert rows_deleted("mailroom_mailbox") == [2, 1, 1]


def test_forgetting_holds_up_no_letter():
    """It may take a minute; the worker for letters is not the one that does it."""
    queues = [
        app.amqp.router.route({}, f"mailroom.tasks.{name}")["queue"].name
        for name in ("purge_letters", "send_letters")
    ]

    assert queues == ["celery", "letters"]
