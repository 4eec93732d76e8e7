"""Staff take signatures out of the count, and put them back."""

import pytest

from petitions import counting, purging, recounting, removing, withdrawing
from petitions.models import CountLine, Removal, Signature
from tests import factories
from tests.petitions.test_races import forty_at_once

pytestmark = pytest.mark.django_db
WORDS = "Signed by a program, from one network."
EVERY = Signature.objects.all


@pytest.fixture
def ada(db):
    return factories.make_ada()


@pytest.fixture
def counted(petition):
    """Three that count, one that is held, one that waits for its signer."""
    factories.make_signatures(petition, 3)
    held = {"status": "quarantined", "verified_at": petition.opened_at}
    factories.make_signature(petition, email="held@example.org", **held)
    factories.make_signature(petition, email="waits@example.org")
    recounting.repair(petition)
    counting.drain()
    return petition


@pytest.fixture
def remove(counted, ada):
    def go(chosen=None, *, now=True):
        removal = removing.start(
            counted,
            EVERY() if chosen is None else chosen,
            words=WORDS,
            note="Ticket 12",
            by=ada,
        )
        if now:
            removing.carry_out()
            counting.drain()
        return removal

    return go


def statuses():
    return sorted(EVERY().values_list("status", flat=True))


def test_what_counts_and_what_is_held_goes_and_the_count_falls(
    remove, counted, count_of
):
    assert count_of(counted) == 3
    removal = remove()

    assert statuses() == ["pending", "removed", "removed", "removed", "removed"]
    assert count_of(counted) == 0
    assert recounting.prove(counted).is_right
    line = CountLine.objects.latest("pk")
    assert (line.change, line.reason, line.count_after) == (-3, "removed", 0)
    removal.refresh_from_db()
    assert removal.finished_at is not None


def test_put_back_all_is_as_before(remove, counted, count_of, ada):
    before = list(EVERY().order_by("pk").values())
    removal = remove()
    removing.undo(removal, by=ada)
    removing.carry_out()
    counting.drain()

    assert list(EVERY().order_by("pk").values()) == before
    assert count_of(counted) == 3
    assert CountLine.objects.latest("pk").reason == "restored"
    assert recounting.prove(counted).is_right
    removal.refresh_from_db()
    assert removal.undone_at is not None
    assert removing.carry_out() == 0


def test_it_is_undone_once(remove, ada):
    removal = remove()
    removing.undo(removal, by=ada)

    with pytest.raises(removing.NothingToUndo):
        removing.undo(removal, by=ada)


def test_undone_half_way_the_rest_is_never_removed(
    remove, counted, count_of, ada, monkeypatch
):
    removal = remove(now=False)
    monkeypatch.setattr(removing, "BATCH_SIZE", 1)
    monkeypatch.setattr(removing.batches, "repeat", lambda batch: batch())
    assert removing.carry_out() == 1
    removing.undo(removal, by=ada)
    removing.carry_out()
    removing.carry_out()
    counting.drain()

    assert statuses() == ["confirmed"] * 3 + ["pending", "quarantined"]
    assert count_of(counted) == 3
    removal.refresh_from_db()
    assert removal.undone_at is not None


def test_it_goes_on_where_it_was_cut_off(remove, counted, count_of, monkeypatch):
    remove(now=False)
    monkeypatch.setattr(removing, "BATCH_SIZE", 1)
    monkeypatch.setattr(removing.batches, "repeat", lambda batch: batch())
    assert [removing.carry_out() for _round in range(5)] == [1, 1, 1, 1, 0]
    counting.drain()

    assert count_of(counted) == 0
    assert Removal.objects.get().finished_at is not None


def test_who_withdraws_meanwhile_was_not_removed(remove, counted, count_of):
    removal = remove(now=False)
    gone = counted.signatures.confirmed().first()
    withdrawing.withdraw(gone)
    removing.carry_out()
    counting.drain()

    gone.refresh_from_db()
    assert gone.status == "withdrawn"
    assert count_of(counted) == 0
    assert removal.signatures.count() == 3
    assert {line.reason: line.change for line in CountLine.objects.all()}[
        "removed"
    ] == -2


def test_what_was_erased_stays_gone_when_the_rest_is_put_back(remove, counted, ada):
    removal = remove()
    erased = counted.signatures.filter(status="removed").first()
    Signature.objects.filter(pk=erased.pk).update(status="withdrawn")
    removing.undo(removal, by=ada)
    removing.carry_out()

    erased.refresh_from_db()
    assert erased.status == "withdrawn"
    removal.refresh_from_db()
    assert removal.undone_at is not None


def test_another_petitions_signatures_stay(remove, counted):
    other = factories.make_petition(slug="other")
    factories.make_signatures(other, 1)
    remove()

    assert other.signatures.get().status == "confirmed"


def test_nothing_to_remove_leaves_no_row(remove):
    with pytest.raises(removing.NothingToRemove):
        remove(EVERY().filter(status="pending"))
    assert not Removal.objects.exists()


def test_the_public_is_told_when_how_many_and_why(remove, counted, ada):
    removal = remove()
    (told,) = removing.of_petition(counted)
    assert (told.removed, told.put_back, told.removal.words) == (3, 0, WORDS)

    removing.undo(removal, by=ada)
    removing.carry_out()
    (told,) = removing.of_petition(counted)
    assert (told.removed, told.put_back) == (3, 3)


def test_what_was_held_is_no_public_line(remove, counted):
    remove(EVERY().filter(status="quarantined"))

    assert removing.of_petition(counted) == []


def test_removed_rows_are_not_purged(remove, clock):
    remove()
    clock(days=100)
    purging.purge_signatures()

    assert EVERY().filter(status="removed").count() == 4


def test_signing_again_does_not_bring_it_back(remove, counted, sign, count_of):
    remove()
    assert sign(email="reader0@example.org").status_code == 302
    counting.drain()

    assert count_of(counted) == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_workers_remove_each_once():
    petition = factories.make_petition()
    factories.make_signatures(petition, 30)
    recounting.repair(petition)
    counting.drain()
    removing.start(petition, EVERY(), words=WORDS, note="", by=factories.make_ada())
    forty_at_once(removing.carry_out)
    counting.drain()

    proof = recounting.prove(petition)
    assert (proof.tally, proof.is_right) == (0, True)
    assert Removal.objects.get().finished_at is not None
