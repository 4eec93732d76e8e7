"""Notices of illegal content: the form, the letters, the decision, the end."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.home import belongings
from comments import complaining
from comments.models import Comment, LegalComplaint
from mailroom import delivery
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status = Comment.Status
PATH = "/forum/illegal/"


@pytest.fixture
def said(story, cy):
    return factories.make_comment(factories.make_thread(story), cy, body="Burn it all.")


@pytest.fixture
def told(said):
    return {
        "place": f"http://testserver/c/{said.pk}/",
        "grounds": "It calls for violence against people who live there.",
        "name": "Noor Haddad",
        "email": "noor@example.org",
        "good_faith": "on",
    }


@pytest.fixture
def complaint(client, told):
    client.post(PATH, told)
    return LegalComplaint.objects.get()


@pytest.fixture
def mo():
    person = factories.make_user("mo@meridian.example", is_staff=True)
    person.groups.add(Group.objects.get(name="Moderator"))
    return person


def letters(mailoutbox):
    delivery.send_due()
    return mailoutbox


def test_somebody_without_an_account_sends_one_and_gets_a_receipt(
    client, told, said, mailoutbox
):
    page = client.get(PATH, {"comment": said.pk}).content.decode()
    assert f"/c/{said.pk}/" in page
    answer = client.post(PATH, told)

    assert answer.url == f"{PATH}received/"
    assert "We have your notice" in client.get(answer.url).content.decode()
    complaint = LegalComplaint.objects.get()
    assert complaint.comment == said
    (letter,) = letters(mailoutbox)
    assert letter.to == ["noor@example.org"]
    assert complaint.reference in letter.subject
    assert f"/c/{said.pk}/" in letter.body


def test_no_letter_repeats_what_a_stranger_typed(client, told, mailoutbox):
    """Else the form would be a way to write to anybody in the newsroom's name."""
    client.post(PATH, told | {"place": "Buy at shop dot example", "name": "Win Now"})
    (letter,) = letters(mailoutbox)

    whole = letter.subject + letter.body + letter.alternatives[0].content
    assert "shop" not in whole
    assert "Win Now" not in whole
    assert "violence" not in whole


@pytest.mark.parametrize("name", ["place", "grounds", "name", "email", "good_faith"])
def test_what_is_missing_is_asked_for_and_the_rest_kept(client, told, name):
    answer = client.post(PATH, {**told, name: ""})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    kept = "Noor Haddad" if name != "name" else "It calls for violence"
    assert kept in page
    assert not LegalComplaint.objects.exists()


def test_about_the_abuse_of_children_nobody_need_say_who_they_are(
    client, told, mailoutbox
):
    unnamed = {**told, "name": "", "email": "", "is_of_children": "on"}
    assert client.post(PATH, unnamed).status_code == 302

    assert LegalComplaint.objects.get().is_of_children
    assert letters(mailoutbox) == []


def test_a_mailbox_has_its_share_and_the_text_is_kept(client, told):
    answers = [client.post(PATH, told) for _press in range(6)]

    assert [it.status_code for it in answers] == [302] * 5 + [429]
    assert answers[-1]["Retry-After"]
    assert told["grounds"] in answers[-1].content.decode()


def test_another_site_cannot_send_one(client, told):
    answer = client.post(PATH, told, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert not LegalComplaint.objects.exists()


@pytest.mark.parametrize(
    ("place", "is_found"),
    [
        ("https://x.example/c/{}/", True),
        ("https://x.example/stories/a/comments/?page=2#comment-{}", True),
        ("https://x.example/c/{}99/", False),
        ("the third one from above", False),
    ],
)
def test_the_place_leads_to_the_comment(said, place, is_found):
    assert (complaining.find(place.format(said.pk)) == said) == is_found


# Deciding


def decide(client, mo, complaint, outcome, answer="It calls for violence."):
    desk = factories.at_the_desk(client, mo)
    path = f"/admin/comments/legalcomplaint/{complaint.pk}/change/"
    assert complaint.grounds in desk.get(path).content.decode()
    return desk.post(path, {"outcome": outcome, "answer": answer})


def test_what_is_removed_is_told_to_both_with_the_reasons(
    client, complaint, said, mo, cy, mailoutbox
):
    letters(mailoutbox).clear()
    decide(client, mo, complaint, "removed")

    said.refresh_from_db()
    assert said.status == Status.REMOVED
    step = said.actions.get()
    assert (step.actor, step.reason, step.note) == (mo, "illegal", complaint.reference)
    by_address = {letter.to[0]: letter for letter in letters(mailoutbox)}
    assert set(by_address) == {"noor@example.org", cy.email}
    assert "was removed" in by_address["noor@example.org"].body
    statement = by_address[cy.email].body
    assert "Burn it all." in statement
    assert "It calls for violence." in statement
    assert f"/c/{said.pk}/appeal/" in statement
    assert "Noor" not in statement
    assert "mo@" not in statement


def test_what_stays_is_told_to_whoever_complained_alone(
    client, complaint, said, mo, mailoutbox
):
    letters(mailoutbox).clear()
    decide(client, mo, complaint, "kept", "It is a metaphor.")

    said.refresh_from_db()
    assert said.is_published
    (letter,) = letters(mailoutbox)
    assert "stays where it is" in letter.body
    assert "It is a metaphor." in letter.body
    assert "court" in letter.body


def test_it_is_decided_once(complaint, mo, said):
    assert complaining.decide(complaint, "kept", "No.", by=mo)
    assert not complaining.decide(complaint, "removed", "Yes.", by=mo)

    said.refresh_from_db()
    assert said.is_published


def test_the_desk_tells_when_it_came_in_words(client, complaint):
    at = datetime(2022, 3, 10, 12, 30, 15, 270000, tzinfo=UTC)
    LegalComplaint.objects.update(at=at)
    desk = factories.at_the_desk(client, factories.make_bo())
    page = desk.get(f"/admin/comments/legalcomplaint/{complaint.pk}/change/")
    assert "10 Mar 2022, 12:30" in page.text
    assert "270000" not in page.text


def test_an_editor_reads_and_does_not_decide(client, complaint):
    desk = factories.at_the_desk(client, factories.make_bo())
    path = f"/admin/comments/legalcomplaint/{complaint.pk}/change/"
    sent = {"outcome": "kept", "answer": "No."}
    assert desk.post(path, sent).status_code == 403

    desk = factories.at_the_desk(client, factories.make_dee())
    assert desk.get(path).status_code == 403


# The end


def test_name_and_address_go_half_a_year_after_the_decision(complaint, mo):
    complaining.decide(complaint, "kept", "No.", by=mo)
    assert complaining.purge() == 0
    decided_at = timezone.now() - complaining.NAMED_FOR
    LegalComplaint.objects.update(decided_at=decided_at)

    assert complaining.purge() == 1
    complaint.refresh_from_db()
    assert (complaint.name, complaint.email) == ("", "")
    assert complaint.grounds


def test_what_is_not_decided_keeps_its_name(complaint):
    LegalComplaint.objects.update(at=timezone.now() - 3 * complaining.NAMED_FOR)

    assert complaining.purge() == 0


def test_it_is_in_the_download_of_its_mailbox_and_goes_with_the_account(complaint):
    noor = doors.make_reader("noor@example.org")
    (row,) = belongings.everything(noor)["notices_of_illegal_content"]
    assert row["grounds"] == complaint.grounds

    belongings.erase(noor)
    complaint.refresh_from_db()
    assert (complaint.name, complaint.email) == ("", "")
