"""A petition's life: the moves there are, and no other."""

import pytest
from django.utils import timezone

from mailroom.models import Letter
from petitions import publishing, purging, tasks
from petitions.models import Petition, PetitionText, Signature, Tally
from tests import factories

MOVES = {
    "open": publishing.open_petition,
    "paused": publishing.pause,
    "closed": publishing.close,
    "won": publishing.win,
}
ALLOWED = {
    ("draft", "open"),
    ("paused", "open"),
    ("closed", "open"),
    ("open", "paused"),
    ("open", "closed"),
    ("paused", "closed"),
    ("open", "won"),
    ("paused", "won"),
    ("closed", "won"),
}


@pytest.mark.parametrize("before", Petition.Status.values)
@pytest.mark.parametrize("after", MOVES)
def test_the_moves_are_those_of_the_table(db, before, after):
    petition = factories.make_petition(status=before)
    if (before, after) in ALLOWED:
        MOVES[after](petition)
        expected = after
    else:
        with pytest.raises(publishing.MoveNotAllowed):
            MOVES[after](petition)
        expected = before

    petition.refresh_from_db()
    assert petition.status == expected


def test_of_two_editors_who_press_at_once_one_wins(petition):
    stale = Petition.objects.get(pk=petition.pk)
    publishing.win(petition)

    with pytest.raises(publishing.MoveNotAllowed):
        publishing.close(stale)
    stale.refresh_from_db()
    assert stale.status == "won"


def test_opening_starts_the_count(db):
    petition = factories.make_petition(status="draft")
    publishing.open_petition(petition)

    assert petition.opened_at is not None
    assert Tally.objects.get(petition=petition).count == 0


def test_opening_again_keeps_the_day_and_the_count(petition):
    opened = petition.opened_at
    Tally.objects.update(count=7)
    publishing.close(petition)
    assert petition.closed_at is not None
    publishing.open_petition(petition)

    assert petition.opened_at == opened
    assert petition.closed_at is None
    assert Tally.objects.get(petition=petition).count == 7


def test_nothing_opens_without_a_text(db):
    petition = factories.make_petition(status="draft")
    PetitionText.objects.all().delete()

    with pytest.raises(publishing.NothingToSign):
        publishing.open_petition(petition)


def test_nothing_opens_after_its_hour(db):
    past = timezone.now() - timezone.timedelta(minutes=1)
    petition = factories.make_petition(status="draft", closes_at=past)

    with pytest.raises(publishing.HourHasPassed):
        publishing.open_petition(petition)


@pytest.mark.parametrize(
    ("status", "minutes", "after"),
    [
        ("open", -1, "closed"),
        ("paused", -1, "closed"),
        ("open", 1, "open"),
        ("open", None, "open"),
        ("won", -1, "won"),
        ("draft", -1, "draft"),
    ],
)
def test_a_petition_closes_at_its_hour(db, status, minutes, after):
    hour = minutes and timezone.now() + timezone.timedelta(minutes=minutes)
    petition = factories.make_petition(status=status, closes_at=hour or None)
    tasks.close_due()
    tasks.close_due()

    petition.refresh_from_db()
    assert petition.status == after
    if after == "closed":
        assert petition.closed_at == hour


def test_a_draft_is_rewritten_without_a_trace(db):
    petition = factories.make_petition(status="draft")
    publishing.write_text(petition, "Another ask.")

    text = petition.texts.get()
    assert (text.number, text.body) == (1, "Another ask.")
    assert text.sha256 == PetitionText.digest("Another ask.")


@pytest.mark.parametrize("status", ["open", "paused", "closed"])
def test_once_people_could_sign_a_changed_text_is_a_new_version(db, status):
    petition = factories.make_petition(status=status)
    signature = factories.make_signature(petition)
    publishing.write_text(petition, "Another ask.")
    publishing.write_text(petition, "Another ask.")

    assert [text.number for text in petition.texts.all()] == [1, 2]
    signature.refresh_from_db()
    assert signature.text.body == factories.TEXT


def test_an_unconfirmed_signature_is_deleted_after_seven_days(petition, settings):
    old = timezone.now() - timezone.timedelta(days=7, minutes=1)
    young = timezone.now() - timezone.timedelta(days=6, hours=23)
    for number, (status, signed_at, is_verified) in enumerate(
        [
            ("pending", old, False),
            ("quarantined", old, False),
            ("pending", young, False),
            ("quarantined", old, True),
            ("confirmed", old, True),
            ("removed", old, False),
        ]
    ):
        factories.make_signature(
            petition,
            email=f"reader{number}@example.org",
            status=status,
            signed_at=signed_at,
            verified_at=signed_at if is_verified else None,
            confirmed_at=signed_at if status == "confirmed" else None,
        )
    tasks.purge_signatures()

    kept = Signature.objects.values_list("email", flat=True)
    assert sorted(kept) == [f"reader{number}@example.org" for number in (2, 3, 4, 5)]


def test_a_withdrawn_signature_is_deleted_as_long_after(petition):
    now = timezone.now()
    for name, days in (("old", 8), ("young", 6)):
        factories.make_signature(
            petition,
            email=f"{name}@example.org",
            status="withdrawn",
            signed_at=now - timezone.timedelta(days=90),
            ended_at=now - timezone.timedelta(days=days),
        )
    tasks.purge_signatures()

    assert Signature.objects.get().email == "young@example.org"


def test_a_long_purge_goes_in_batches(petition, monkeypatch):
    monkeypatch.setattr(purging, "BATCH_SIZE", 2)
    old = timezone.now() - timezone.timedelta(days=8)
    factories.make_signatures(petition, 5, status="pending", signed_at=old)

    assert purging.purge_signatures() == 5
    assert purging.purge_signatures() == 0


def test_the_address_of_a_deleted_signature_is_on_no_letter(sign, post_round):
    """The form says: everything you typed is deleted."""
    sign()
    post_round()
    Signature.objects.update(signed_at=timezone.now() - timezone.timedelta(days=8))
    tasks.purge_signatures()

    assert Letter.objects.get().address == ""
