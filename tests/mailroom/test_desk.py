"""Letters as the desk sees them: looked at, sent again, never read or changed."""

import pytest

from mailroom import delivery
from mailroom.models import Letter
from tests import factories

LIST = "/admin/mailroom/letter/"


@pytest.fixture
def desk(client, db):
    factories.at_the_desk(client, factories.make_bo())
    return client


def send_again(browser, *letters):
    action = {
        "action": "send_again",
        "_selected_action": [letter.pk for letter in letters],
    }
    return browser.post(LIST, action, follow=True)


def make_failed(**changes):
    fields = {"kind": "news", "subject_id": 1, "content": {}, "state": "failed"}
    return factories.make_letter(**fields | changes)


def test_a_failed_letter_is_sent_again(desk):
    letter = make_failed()

    assert "1 letter will be sent" in send_again(desk, letter).content.decode()
    assert Letter.objects.waiting().get().address == "ada@example.org"


def test_what_waits_already_is_not_doubled(desk):
    letter = make_failed()
    send_again(desk, letter)

    assert "0 letters will be sent" in send_again(desk, letter).content.decode()
    assert Letter.objects.waiting().count() == 1


def test_what_was_erased_is_no_error(desk):
    letter = make_failed()
    Letter.objects.update(address="", mailbox_key=b"")

    assert "0 letters" in send_again(desk, letter).content.decode()


def test_the_desk_shows_no_address_and_no_words(desk):
    letter = factories.make_letter(content={"subject": "Your code", "text": "123456"})
    for path in (LIST, f"{LIST}{letter.pk}/change/"):
        page = desk.get(path).content.decode()
        assert "a•••@example.org" in page
        assert "ada@example.org" not in page
        assert "123456" not in page


def test_an_erased_letter_can_still_be_looked_at(desk):
    letter = make_failed()
    Letter.objects.update(address="", mailbox_key=b"")

    assert desk.get(f"{LIST}{letter.pk}/change/").status_code == 200


@pytest.mark.parametrize("who", [factories.make_ada, factories.make_bo])
def test_nobody_writes_changes_or_deletes_a_letter(client, db, who):
    factories.at_the_desk(client, who())
    letter = factories.make_letter()

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{letter.pk}/change/", {}).status_code == 403
    assert client.post(f"{LIST}{letter.pk}/delete/", {"post": "1"}).status_code == 403
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("who", [factories.make_dee, factories.make_cy])
def test_who_may_not_see_letters_sees_none(client, db, who):
    factories.at_the_desk(client, who())

    assert client.get(LIST).status_code in (302, 403)
    send_again(client, make_failed())
    assert not Letter.objects.waiting().exists()


def test_sending_again_obeys_the_mailboxs_share(desk, mailoutbox):
    factories.make_letter()
    delivery.send_due()
    send_again(desk, make_failed())
    delivery.send_due()

    assert len(mailoutbox) == 1
