"""The desk is told, without a switch to remember, when readers met a busy site."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from config import shedding, turned_away
from tests import factories


@pytest.fixture(autouse=True)
def _nobody_turned_away_yet():
    cache.clear()


@pytest.fixture
def turn_away(rf):
    def go(times=1):
        for _ in range(times):
            shedding.busy(rf.post("/petitions/any/sign/"))

    return go


@pytest.fixture
def desk(client, db):
    ada = get_user_model().objects.create_superuser("ada@example.org", "secret")
    factories.at_the_desk(client, ada)
    return lambda: client.get("/admin/").content.decode()


def test_a_quiet_site_says_nothing(desk):
    assert turned_away.lately() is None
    assert "site is busy" not in desk()


def test_the_desk_says_how_many_readers_met_a_busy_site(desk, turn_away):
    turn_away(times=3)

    assert "3 requests were told that the site is busy" in desk()


def test_one_is_told_as_one(desk, turn_away):
    turn_away()

    assert "one request was told that the site is busy" in desk()


def test_the_line_goes_by_itself(desk, turn_away, monkeypatch):
    turn_away()
    cache.delete(turned_away.LAST)

    assert "site is busy" not in desk()


def test_a_strain_begins_with_the_first_and_ends_with_the_last(turn_away, monkeypatch):
    monkeypatch.setattr(turned_away.time, "time", lambda: 1_646_125_200.0)
    turn_away()
    monkeypatch.setattr(turned_away.time, "time", lambda: 1_646_125_230.0)
    turn_away(times=2)

    strain = turned_away.lately()
    assert strain.times == 3
    assert (strain.last_at - strain.first_at).total_seconds() == 30


def test_somebody_at_the_sign_in_is_not_told(client, db, turn_away):
    turn_away()

    assert "told that the site" not in client.get("/admin/login/").content.decode()


def test_prometheus_is_told(client, db, turn_away):
    assert "clarion_turned_away_lately 0.0" in client.get("/metrics").content.decode()
    turn_away(times=2)

    assert "clarion_turned_away_lately 2.0" in client.get("/metrics").content.decode()
