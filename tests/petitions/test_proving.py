"""Each night every number is proved, and what the proof found is public."""

import logging

import pytest
from django.db import OperationalError

from petitions import counting, proving, recounting
from petitions.models import CountProof, Tally
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(petition):
    """Three confirmed signatures, all of them counted."""
    for signature in factories.make_signatures(petition, 3):
        counting.queue(signature, +1, "confirmed")
    counting.drain()
    return petition


@pytest.fixture
def wrong(counted):
    """The number says five more than were confirmed, and a proof found it."""
    Tally.objects.update(count=8)
    proving.prove_due()
    return counted


@pytest.fixture
def desk(client, db):
    """What the desk's first page says to Ada."""
    ada = factories.make_ada()
    factories.at_the_desk(client, ada)
    return lambda: client.get("/admin/").content.decode()


def page_of(client, petition):
    return " ".join(client.get(f"{petition.url}ledger/").content.decode().split())


def test_a_proof_tells_both_sides(counted):
    assert proving.prove_due() == 1

    proof = CountProof.objects.get()
    assert (proof.count, proof.waiting, proof.confirmed) == (3, 0, 3)
    assert proof.is_right


def test_what_waits_belongs_to_the_equation(counted):
    late = factories.make_signature(
        counted, email="late@example.org", status="confirmed"
    )
    counting.queue(late, +1, "confirmed")
    proving.prove_due()

    proof = proving.latest(counted)
    assert (proof.count, proof.waiting, proof.confirmed) == (3, 1, 4)
    assert proof.is_right


def test_once_a_night_is_enough(counted, clock):
    assert [proving.prove_due(), proving.prove_due()] == [1, 0]
    clock(days=1)
    assert [proving.prove_due(), proving.prove_due()] == [1, 0]
    assert CountProof.objects.count() == 2


def test_a_wrong_number_is_found_and_stays_until_somebody_corrects_it(wrong, caplog):
    assert not proving.latest(wrong).is_right
    assert Tally.objects.get().count == 8
    said = caplog.get_records("setup")
    assert any(record.levelno == logging.ERROR for record in said)


def test_a_wrong_part_is_wrong_as_well(counted):
    counted.area_tallies.all().delete()
    proving.prove_due()

    assert not proving.latest(counted).is_right


def test_a_database_that_gives_up_holds_up_no_other(counted, monkeypatch):
    other = factories.make_petition(slug="other")
    prove = recounting.prove

    def give_up(petition):
        if petition == counted:
            raise OperationalError
        return prove(petition)

    monkeypatch.setattr(recounting, "prove", give_up)
    assert proving.prove_due() == 1
    assert proving.latest(other)
    monkeypatch.undo()
    assert proving.prove_due() == 1


# What is told


def test_before_the_first_proof_nothing_is_said_of_one(counted, client):
    assert "Proved every night" not in page_of(client, counted)
    assert client.get(f"{counted.url}ledger/days.json").json()["proof"] is None


def test_the_ledger_says_what_the_last_proof_found(counted, client):
    proving.prove_due()

    page = page_of(client, counted)
    assert "all confirmed signatures were counted one by one: 3." in page
    assert "do not agree" not in page


def test_the_ledger_says_when_they_do_not_agree(wrong, client):
    page = page_of(client, wrong)

    assert "one by one: 3. The number said 8." in page
    assert "They do not agree" in page


def test_programs_are_told_the_same(counted, client):
    proving.prove_due()

    told = client.get(f"{counted.url}ledger/days.json").json()["proof"]
    assert told.pop("at").endswith("Z")
    assert told == {"count": 3, "waiting": 0, "confirmed": 3, "right": True}


def test_the_desk_is_told_until_a_proof_finds_it_right(wrong, clock, desk):
    line = "was wrong when it was proved"
    assert line in desk()
    recounting.repair(wrong)
    counting.drain()
    assert line in desk()

    clock(days=1)
    proving.prove_due()
    assert line not in desk()


def test_prometheus_is_told(wrong, client):
    assert "clarion_counts_wrong 1.0" in client.get("/metrics").content.decode()
