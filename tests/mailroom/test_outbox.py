"""Asking for letters: a row each, and never two that say the same."""

from django.db import transaction

from mailroom import outbox
from mailroom.models import Lane, Letter
from tests import factories


def drafted(subject_id=1, kind="news", mail_to="ada@example.org"):
    return outbox.draft(
        kind, subject_id=subject_id, mail_to=mail_to, lane=Lane.TRANSACTIONAL
    )


def test_a_letter_of_a_kind_waits_once_for_each_subject(db):
    outbox.post([drafted(), drafted(), drafted(2), drafted(kind="other")])
    outbox.post([drafted()])

    assert Letter.objects.count() == 3


def test_once_it_is_sent_another_may_wait(db):
    outbox.post([drafted()])
    letter = Letter.objects.get()
    letter.state, letter.sent_at = "sent", letter.created_at
    letter.save()
    outbox.post([drafted()])

    assert Letter.objects.waiting().count() == 1
    assert Letter.objects.count() == 2


def test_letters_without_a_subject_are_all_sent(db):
    outbox.post([drafted(None), drafted(None)])

    assert Letter.objects.count() == 2


def test_a_letter_that_its_transaction_did_not_want_is_not_there(db):
    with transaction.atomic():
        outbox.post([drafted()])
        transaction.set_rollback(True)

    assert not Letter.objects.exists()


def test_forgetting_a_subject_takes_the_address_off_its_letters(db):
    outbox.post([drafted(), drafted(2), drafted(kind="other")])
    Letter.objects.filter(subject_id=1, kind="news").update(
        state="sent", sent_at="2026-01-01T00:00Z"
    )
    outbox.post([drafted()])
    outbox.forget(["news"], [1])

    about = Letter.objects.filter(kind="news", subject_id=1)
    assert {letter.state for letter in about} == {"sent", "dropped"}
    assert {letter.address for letter in about} == {""}
    others = Letter.objects.exclude(pk__in=about)
    assert {letter.address for letter in others} == {"ada@example.org"}
    assert others.waiting().count() == 2


def test_a_letter_is_sent_again_as_a_fresh_one(db):
    outbox.post([drafted()])
    old = Letter.objects.get()
    assert outbox.send_again(old) is None

    Letter.objects.update(state="failed", attempts=8, last_error="x")
    again = outbox.send_again(old)

    assert (again.kind, again.subject_id, again.address) == (
        "news",
        1,
        "ada@example.org",
    )
    assert (again.state, again.attempts, again.last_error) == ("waiting", 0, "")
    assert outbox.send_again(old) is None


def test_a_letter_whose_reader_was_erased_is_not_sent_again(db):
    outbox.post([drafted()])
    outbox.forget(["news"], [1])

    assert outbox.send_again(Letter.objects.get()) is None


def test_a_letter_whose_words_are_gone_is_not_sent_again(db):
    """A sign-in code cannot be written anew; the reader asks for another."""
    letter = factories.make_letter(state="failed", content={})

    assert outbox.send_again(letter) is None
