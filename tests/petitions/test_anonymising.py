"""Names go on the day that signers were told, and the number stays (promise 7)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mailroom.models import Letter
from petitions import (
    anonymising,
    counting,
    publishing,
    purging,
    recounting,
    withdrawing,
)
from petitions.models import ConsentWording, Petition, Signature
from tests import factories

pytestmark = pytest.mark.django_db
GONE = ("name", "email", "postcode", "reason", "network")


@pytest.fixture
def signed(clock, petition):
    """Ada, who counts, and what does not count: one of each kind."""
    statuses = ("confirmed", "pending", "quarantined", "removed")
    rows = {
        status: factories.make_signature(
            petition, email=f"{status}@example.org", status=status, reason="Why not?"
        )
        for status in statuses
    }
    recounting.repair(petition)
    counting.drain()
    return rows


@pytest.fixture
def years_later(clock, petition, signed):
    def go(**by):
        publishing.close(petition)
        clock(**(by or {"days": 365, "minutes": 1}))
        return anonymising.anonymise_due()

    return go


def read(signature):
    signature.refresh_from_db()
    return [getattr(signature, name) for name in GONE]


def test_nothing_that_leads_to_a_person_is_left(years_later, signed):
    keys = {bytes(row.signer_key) for row in signed.values()}
    assert years_later() == 4

    for signature in signed.values():
        assert read(signature) == [""] * len(GONE)
        assert bytes(signature.signer_key) not in keys
        assert not signature.show_name
        assert not signature.newsletter


def test_the_number_stays_and_can_still_be_proved(years_later, petition, count_of):
    before = count_of(petition)
    years_later()

    assert count_of(petition) == before == 1
    assert recounting.prove(petition).is_right


def test_a_day_before_the_names_are_there(years_later, signed, petition):
    assert years_later(days=364) == 0
    assert read(signed["confirmed"])[1] == "confirmed@example.org"
    petition.refresh_from_db()
    assert petition.anonymised_at is None


def test_what_did_not_count_is_purged_afterwards(years_later, signed, clock):
    years_later()
    clock(days=8)
    purging.purge_signatures()

    left = set(Signature.objects.values_list("status", flat=True))
    assert left == {"confirmed", "removed"}


@pytest.mark.parametrize("end", [publishing.close, publishing.win])
def test_winning_is_an_end_too(clock, petition, signed, end):
    end(petition)
    clock(days=366)

    assert anonymising.anonymise_due() == 4


def test_while_it_runs_no_name_goes(clock, petition, signed):
    clock(days=5000)
    assert anonymising.anonymise_due() == 0
    publishing.pause(petition)
    assert anonymising.anonymise_due() == 0


def test_opened_again_it_starts_anew(years_later, clock, petition):
    years_later()
    petition.refresh_from_db()
    assert petition.anonymised_at is not None

    publishing.open_petition(petition)
    late = factories.make_signature(petition, email="late@example.org")
    publishing.close(petition)
    clock(days=366)
    assert anonymising.anonymise_due() == 1
    assert read(late)[1] == ""


def test_who_was_told_of_a_shorter_time_goes_then(clock, petition, settings):
    early = factories.make_signature(petition, email="early@example.org")
    ConsentWording.objects.filter(pk=early.wording_id).update(ended_kept_days=30)
    settings.ENDED_KEPT_DAYS = 364
    late = factories.make_signature(petition, email="late@example.org")
    publishing.close(petition)
    clock(days=31)

    assert anonymising.anonymise_due() == 1
    assert read(early)[1] == ""
    assert read(late)[1] == "late@example.org"


def test_a_newsroom_that_keeps_longer_by_now_keeps_its_word(years_later, settings):
    settings.ENDED_KEPT_DAYS = 3650

    assert years_later() == 4


def test_who_was_told_of_no_time_goes_by_the_setting(years_later, signed):
    ConsentWording.objects.update(ended_kept_days=None)

    assert years_later() == 4


def test_it_goes_on_where_it_stopped(years_later, monkeypatch, clock, petition):
    monkeypatch.setattr(anonymising, "BATCH_SIZE", 1)
    calls = iter([1, 1])
    monkeypatch.setattr(
        anonymising.batches, "repeat", lambda batch: next(calls, 0) and batch()
    )
    assert years_later() == 1
    petition.refresh_from_db()
    assert petition.anonymised_at is None
    assert anonymising.anonymise_due() == 1


def test_its_letters_lose_the_address_and_their_links_end(
    client, petition, settings, letter
):
    settings.ENDED_KEPT_DAYS = 0
    publishing.close(petition, at=timezone.now() - timedelta(minutes=1))
    anonymising.anonymise_due()

    assert set(Letter.objects.values_list("address", flat=True)) == {""}
    assert client.get(letter.my_path).status_code in {404, 410}


def test_an_erased_signature_is_not_touched_again(years_later, signed):
    withdrawing.erase(signed["confirmed"])

    assert years_later() == 3


def test_signers_are_told_the_time_before_they_sign(client, petition, settings):
    settings.ENDED_KEPT_DAYS = 77

    assert (
        "77 days after the petition has ended"
        in client.get(petition.url).content.decode()
    )


def test_the_wording_keeps_the_time_that_was_told(client, sign, settings):
    settings.ENDED_KEPT_DAYS = 77
    sign()

    assert Signature.objects.get().wording.ended_kept_days == 77


def test_the_desk_is_told_a_month_before(clock, petition, signed, rf):
    request = rf.get("/admin/")
    request.user = factories.make_ada()
    publishing.close(petition)
    clock(days=334)
    assert list(anonymising.lines(request)) == []

    clock(days=2)
    (line,) = anonymising.lines(request)
    assert "A safe haven" in line.words
    assert "1 Mar 2023" in line.words


def test_one_that_never_had_names_is_looked_at_once(clock, petition):
    publishing.close(petition)
    clock(days=366)
    anonymising.anonymise_due()

    assert Petition.objects.get().anonymised_at is not None
