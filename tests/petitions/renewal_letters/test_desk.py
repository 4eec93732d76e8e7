"""Written, tried and sent at the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import DeskSession
from mailroom import delivery
from petitions import (
    renewal_letters,
)
from petitions.models import RenewalLetter
from tests import factories
from tests.petitions.renewal_letters.writing import WORDS, recipients, sign


@pytest.fixture
def desk(client, bo):
    return factories.at_the_desk(client, bo)


def page_of(renewal, end="letter"):
    return f"/admin/petitions/petition/renewal/{renewal.pk}/{end}/"


def test_the_editor_sees_how_many_will_get_it(desk, renewal, old):
    sign(old, "ada@example.org")
    factories.make_subscription(email="only@example.org")
    page = desk.get(page_of(renewal())).content.decode()

    assert "2 people would get it now." in page


def test_a_test_letter_goes_to_the_editor_alone(desk, renewal, old, bo, mailoutbox):
    sign(old, "ada@example.org")
    begun = renewal()
    words = {"subject": "We ask again", "words": WORDS, "test": ""}
    desk.post(page_of(begun), words)
    delivery.send_due()

    assert [letter.to for letter in mailoutbox] == [[bo.email]]
    assert mailoutbox[0].subject == "We ask again"
    assert begun.begun.url in mailoutbox[0].body
    assert recipients() == []


def test_the_editor_sends_what_was_kept(desk, renewal, old):
    sign(old, "ada@example.org")
    begun = renewal()
    desk.post(page_of(begun), {"subject": "We ask again", "words": WORDS, "keep": ""})
    edited_at = RenewalLetter.objects.get().edited_at.isoformat()
    page = desk.get(page_of(begun)).content.decode()
    assert edited_at in page
    assert "Send it to 1 person" in " ".join(page.split())

    desk.post(page_of(begun, "send"), {"edited_at": edited_at})
    renewal_letters.write_due()
    assert recipients() == ["ada@example.org"]
    assert "1 letter so far" in " ".join(
        desk.get(page_of(begun)).content.decode().split()
    )


def test_a_letter_that_was_changed_meanwhile_is_read_again_first(desk, renewal):
    begun = renewal()
    desk.post(page_of(begun), {"subject": "We ask again", "words": WORDS})
    desk.post(page_of(begun, "send"), {"edited_at": "2020-01-01T00:00:00+00:00"})

    assert RenewalLetter.objects.get().asked_at is None


def test_sending_waits_for_a_fresh_second_step(desk, renewal):
    begun = renewal()
    desk.post(page_of(begun), {"subject": "We ask again", "words": WORDS})
    edited_at = RenewalLetter.objects.get().edited_at.isoformat()
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))
    answer = desk.post(page_of(begun, "send"), {"edited_at": edited_at})

    assert answer.url == "/admin/check/"
    assert RenewalLetter.objects.get().asked_at is None


@pytest.mark.parametrize(
    "bad", [{"subject": ""}, {"words": " "}, {"subject": "x" * 121}]
)
def test_a_bad_letter_keeps_its_words(desk, renewal, bad):
    fields = {"subject": "We ask again", "words": WORDS} | bad
    answer = desk.post(page_of(renewal()), fields)

    assert answer.status_code == 422
    assert not RenewalLetter.objects.exists()


@pytest.mark.parametrize("who", ["dee", "cy"])
def test_who_does_not_edit_sends_nothing(client, request, renewal, who):
    begun = renewal()
    letter = renewal_letters.write(begun, subject="x", words="y")
    factories.at_the_desk(client, request.getfixturevalue(who))
    fields = {"edited_at": letter.edited_at.isoformat()}

    for end in ("letter", "send"):
        assert client.post(page_of(begun, end), fields).status_code in (302, 403)
    letter.refresh_from_db()
    assert letter.asked_at is None
