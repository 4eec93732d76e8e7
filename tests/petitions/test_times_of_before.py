"""The migration that gives a history to petitions that were counted without one."""

import importlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from petitions import confirming, counting, recounting, withdrawing
from petitions.models import Signature, Tally, TimeTally
from tests import factories
from tests.petitions.conftest import NINE
from tests.petitions.test_folding import parts_sum_to_the_whole, times

migration = importlib.import_module("petitions.migrations.0005_times_of_before")


@pytest.fixture
def petition(clock, db):
    return factories.make_petition()


@pytest.fixture
def counted(petition, clock):
    """Three confirmed in their minutes; one of them withdrew two days later."""
    signatures = factories.make_signatures(petition, 3, status="pending")
    for signature in signatures:
        clock(minutes=40, seconds=7)
        confirming.confirm(signature)
    clock(days=2)
    withdrawing.withdraw(signatures[0])
    counting.drain()
    return petition


def fill():
    migration.fill(apps, SimpleNamespace(connection=connection))


def told(petition):
    return {step: times(petition, step) for step in ("minute", "hour", "day")}


def test_rows_tell_the_same_as_drains_did(counted):
    before = told(counted)
    assert sum(before["minute"].values()) == 2
    assert len(before["minute"]) == 4
    TimeTally.objects.all().delete()
    fill()

    assert told(counted) == before
    fill()
    assert told(counted) == before


def test_what_waits_is_left_to_its_drain(counted, clock):
    late = factories.make_signature(counted, email="late@example.org")
    clock(hours=1)
    confirming.confirm(late)
    at = timezone_minute(late)
    TimeTally.objects.all().delete()
    fill()
    assert at not in times(counted)
    assert parts_sum_to_the_whole(counted)

    counting.drain()
    assert times(counted)[at] == 1
    assert parts_sum_to_the_whole(counted)
    assert recounting.prove(counted).is_right


def timezone_minute(signature):
    signature.refresh_from_db()
    return signature.confirmed_at.replace(second=0, microsecond=0)


@pytest.mark.parametrize("unexplained", [-3, 1, 250_000])
def test_what_no_row_explains_stands_at_the_opening(counted, unexplained):
    explained = times(counted)
    Tally.objects.update(count=2 + unexplained)
    TimeTally.objects.all().delete()
    fill()

    assert times(counted) == {NINE: unexplained, **explained}
    assert sum(times(counted, "day").values()) == 2 + unexplained


def test_a_signature_that_was_purged_leaves_a_sum_that_is_right(counted):
    Signature.objects.filter(status="withdrawn").delete()
    TimeTally.objects.all().delete()
    fill()

    assert sum(times(counted).values()) == 2
    assert len(times(counted)) == 2


def test_petitions_are_filled_apart_and_a_draft_is_left_alone(counted, clock):
    other = factories.make_petition(slug="other", opened_at=NINE - timedelta(days=9))
    Tally.objects.filter(petition=other).update(count=5)
    factories.make_petition(slug="draft", status="draft")
    before = told(counted)
    fill()

    assert told(counted) == before
    assert times(other) == {NINE - timedelta(days=9): 5}
    assert {row.petition.slug for row in TimeTally.objects.all()} == {
        "safe-haven",
        "other",
    }


@pytest.mark.django_db(transaction=True)
def test_there_is_a_way_back_and_forth(counted):
    before = told(counted)
    call_command("migrate", "petitions", "0002_groups", verbosity=0)
    assert "petitions_timetally" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0)

    assert told(counted) == before
