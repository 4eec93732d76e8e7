"""Letters that cannot or need not be written, and what they are about."""

import pytest

from mailroom import delivery, writing
from mailroom.models import Lane, Letter
from tests import factories


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(
    server, three, monkeypatch, due_again
):
    def explode(subject_id):
        raise ZeroDivisionError

    monkeypatch.setitem(writing._writers, "poison", explode)
    factories.make_letter(
        kind="poison", subject_id=1, content={}, mail_to="d@example.org", lane=10
    )

    assert delivery.send_due() == 3
    poisoned = Letter.objects.waiting().get()
    assert poisoned.last_error == "ZeroDivisionError"
    for _ in range(8):
        due_again()
        delivery.send_due()
    assert Letter.objects.get(kind="poison").state == "failed"


def test_a_letter_that_lost_its_reason_is_dropped(server, monkeypatch, db):
    def nothing(subject_id):
        raise writing.NothingToWrite

    monkeypatch.setitem(writing._writers, "gone", nothing)
    factories.make_letter(kind="gone", subject_id=1, content={})

    assert delivery.send_due() == 0
    assert Letter.objects.get().state == "dropped"


def test_a_kind_without_a_writer_is_dropped(server, db):
    factories.make_letter(kind="unknown", subject_id=1, content={})
    delivery.send_due()

    assert Letter.objects.get().state == "dropped"


def test_a_letter_that_is_no_message_does_not_stop_the_others(server, three):
    """A line break in a subject would be a second header; Django refuses it."""
    content = {"subject": "Hi\r\nBcc: v@example.org", "text": "x"}
    factories.make_letter(content=content, lane=Lane.SECURITY)

    assert delivery.send_due() == 3
    poisoned = Letter.objects.waiting().get()
    assert poisoned.last_error == "BadHeaderError"


@pytest.fixture
def kinds(monkeypatch):
    """Registers writers for the length of a test."""
    monkeypatch.setattr(writing, "_writers", {**writing._writers})
    monkeypatch.setattr(writing, "_loaders", {**writing._loaders})
    return writing.writes


def make_about(kind, *subjects):
    for subject in subjects:
        factories.make_letter(
            kind=kind, subject_id=subject, content={}, mail_to=f"r{subject}@example.org"
        )


def test_what_letters_are_about_is_loaded_for_many_at_once(server, db, kinds):
    loads = []

    def load(ids):
        loads.append(sorted(ids))
        return {pk: f"Subject {pk}" for pk in ids if pk != 2}

    @kinds("news", load=load)
    def news(subject):
        return writing.Written(subject, "text", "")

    make_about("news", 1, 2, 3)

    assert delivery.send_due() == 2
    assert loads == [[1, 2, 3]]
    assert [message.subject for message in server.taken] == ["Subject 1", "Subject 3"]
    assert Letter.objects.get(subject_id=2).state == "dropped"


def test_a_kind_that_cannot_be_loaded_does_not_stop_the_others(server, three, kinds):
    def load(ids):
        raise ZeroDivisionError

    kinds("poison", load=load)(lambda subject: None)
    make_about("poison", 1, 2)

    assert delivery.send_due() == 3
    assert {letter.last_error for letter in Letter.objects.waiting()} == {
        "ZeroDivisionError"
    }
