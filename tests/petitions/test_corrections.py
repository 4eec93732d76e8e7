"""Letters about a correction, to those who signed through the story."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from campaigns.models import Correction
from mailroom import caps, delivery
from mailroom.addresses import mailbox_key, parse
from mailroom.models import Lane, Letter
from petitions import corrections, counting, publishing, purging, withdrawing
from petitions.models import CorrectionLetter
from tests import factories


@pytest.fixture
def story(petition):
    return factories.make_story()


@pytest.fixture
def correction(story):
    return Correction.objects.create(story=story, text="There were *four* trains.")


@pytest.fixture
def came(petition, story):
    """Somebody signed through the story."""

    def sign(email="ada@example.org", *, to=petition, **changes):
        fields = {"status": "confirmed", "came_by": f"story.{story.pk}"} | changes
        return factories.make_signature(to, email=email, **fields)

    return sign


@pytest.fixture
def desk(client, bo):
    return factories.at_the_desk(client, bo)


def path_of(correction):
    return f"/admin/campaigns/story/corrections/{correction.pk}/letters/"


def ask(correction):
    Correction.objects.filter(pk=correction.pk).update(mail_asked_at=timezone.now())


def written_to():
    return sorted(Letter.objects.values_list("address", flat=True))


def send(mailoutbox):
    corrections.write_due()
    delivery.send_due()
    return mailoutbox


def test_nobody_is_written_to_until_an_editor_says_so(came, correction):
    came()
    corrections.write_due()

    assert written_to() == []


def test_only_those_who_count_and_came_through_the_story_are_written_to(
    came, correction, story
):
    came("yes@example.org")
    other = factories.make_story(slug="other")
    longer = f"story.{story.pk}0"
    for number, changes in enumerate(
        (
            {"status": "pending"},
            {"status": "withdrawn"},
            {"status": "removed"},
            {"status": "quarantined"},
            {"came_by": ""},
            {"came_by": f"story.{other.pk}"},
            {"came_by": longer},
            {"came_by": f"qr.{story.pk}"},
        )
    ):
        came(f"no{number}@example.org", **changes)
    ask(correction)

    assert corrections.recipient_count(correction) == 1
    corrections.write_due()
    assert written_to() == ["yes@example.org"]
    assert Letter.objects.get().lane == Lane.BULK
    assert Letter.objects.get().is_capped


def test_the_letter_says_what_was_wrong_and_leads_to_the_signers_page(
    came, correction, story, petition, mailoutbox
):
    came()
    ask(correction)
    (message,) = send(mailoutbox)
    text = message.body

    assert message.subject == f"We corrected: {story.headline}"
    for told in ("Hello Ada,", "There were *four* trains.", petition.title):
        assert told in text
    assert f"{site.SITE_URL}{story.url}" in text
    my = re.search(r"/my/\w+/(?!not-me)", text)[0]
    assert "Ada Field" in Client().get(my).content.decode()
    assert Client().get(re.search(r"/my/\w+/not-me/", text)[0]).status_code == 200
    html = message.alternatives[0][0]
    assert "<em>four</em>" in html
    assert my in html


def test_one_person_with_two_signatures_and_spellings_gets_one_letter(came, correction):
    other = factories.make_petition(slug="other", title="Other")
    came("ada@example.org")
    came("ada+news@example.org", to=other)
    ask(correction)
    corrections.write_due()

    assert written_to() == ["ada@example.org"]


def test_a_second_correction_is_another_letter(came, correction, story):
    came()
    again = Correction.objects.create(story=story, text="Five.")
    for each in (correction, again):
        ask(each)
    corrections.write_due()

    assert Letter.objects.count() == 2


def test_a_run_that_stopped_goes_on_where_it_was(came, correction, monkeypatch):
    monkeypatch.setattr(corrections, "BATCH_SIZE", 2)
    for number in range(5):
        came(f"r{number}@example.org")
    ask(correction)
    real, calls = corrections._write, []

    def fail_at_the_second(*args):
        calls.append(args)
        real(*args)
        if len(calls) == 2:
            raise RuntimeError

    monkeypatch.setattr(corrections, "_write", fail_at_the_second)
    with pytest.raises(RuntimeError):
        corrections.write_due()
    assert written_to() == ["r0@example.org", "r1@example.org"]
    correction.refresh_from_db()
    assert correction.mailed_at is None

    corrections.write_due()
    assert [len(signatures) for _correction, signatures in calls] == [2, 2, 2, 1]
    assert written_to() == [f"r{number}@example.org" for number in range(5)]
    correction.refresh_from_db()
    assert correction.mailed_at


def test_running_twice_writes_nobody_twice(came, correction, mailoutbox):
    came()
    ask(correction)
    send(mailoutbox)
    assert corrections.write_due() == 0
    # Even if everything but the rows of the letters were forgotten.
    Correction.objects.update(mailed_at=None, mailed_through=0)
    Letter.objects.all().delete()
    corrections.write_due()
    delivery.send_due()

    assert len(mailoutbox) == 1


def test_a_mailbox_that_wants_no_letters_gets_none(came, correction, mailoutbox):
    came()
    caps.suppress(mailbox_key(parse("ada@example.org")))
    ask(correction)

    assert send(mailoutbox) == []


@pytest.mark.parametrize("what", ["withdrawn", "erased", "story taken down"])
def test_a_letter_that_lost_its_reason_is_not_sent(
    came, correction, story, mailoutbox, what
):
    signature = came()
    ask(correction)
    corrections.write_due()
    if what == "withdrawn":
        withdrawing.withdraw(signature)
    elif what == "erased":
        withdrawing.erase(signature)
    else:
        story.is_published = False
        story.save()
    delivery.send_due()

    assert mailoutbox == []


def test_erasing_leaves_nothing_of_the_letter_that_leads_to_the_person(
    came, correction, mailoutbox
):
    signature = came()
    other = came("bo@example.org")
    ask(correction)
    send(mailoutbox)
    withdrawing.erase(signature)

    assert written_to() == ["", "bo@example.org"]
    assert CorrectionLetter.objects.get().signature == other


def test_purging_takes_the_letters_along(came, correction, mailoutbox):
    signature = came()
    ask(correction)
    send(mailoutbox)
    withdrawing.withdraw(signature)
    counting.drain()
    type(signature).objects.update(ended_at=timezone.now() - timedelta(days=99))
    purging.purge_signatures()

    assert not CorrectionLetter.objects.exists()
    assert "ada@example.org" not in written_to()


def test_a_petition_that_is_over_has_its_signers_told_as_well(
    came, correction, petition, mailoutbox
):
    came()
    publishing.close(petition)
    ask(correction)

    assert len(send(mailoutbox)) == 1


# At the desk


def test_the_desk_says_to_how_many_before_it_writes(desk, came, correction, story):
    came("a@example.org")
    came("b@example.org")
    page = desk.get(path_of(correction)).content.decode()
    assert "2 people signed after reading this story." in page
    assert "Write to 2 people" in page
    assert "There were <em>four</em> trains." in page
    correction.refresh_from_db()
    assert correction.mail_asked_at is None

    answer = desk.post(path_of(correction), follow=True).content.decode()
    assert "The letters are on their way." in answer
    assert "They are being written." in answer
    corrections.write_due()
    assert written_to() == ["a@example.org", "b@example.org"]
    page = desk.get(path_of(correction)).content.decode()
    assert "The letters were written." in page
    assert "Write to" not in page.partition("</h1>")[2]


def test_the_story_leads_to_the_letters(desk, correction, story):
    page = desk.get(f"/admin/campaigns/story/{story.pk}/change/").content.decode()

    assert f'href="{path_of(correction)}"' in page


def test_pressing_twice_asks_once(desk, came, correction):
    came()
    desk.post(path_of(correction))
    correction.refresh_from_db()
    first = correction.mail_asked_at
    answer = desk.post(path_of(correction), follow=True).content.decode()
    correction.refresh_from_db()

    assert correction.mail_asked_at == first
    assert "Somebody has asked for these letters before." in answer


def test_the_press_waits_for_a_fresh_second_step(desk, came, correction, bo):
    came()
    bo.desk_sessions.update(checked_at=timezone.now() - timedelta(minutes=6))
    answer = desk.post(path_of(correction))
    correction.refresh_from_db()

    assert answer["Location"].startswith("/admin/check/")
    assert correction.mail_asked_at is None


def test_with_nobody_to_write_to_there_is_no_button(desk, correction):
    page = desk.get(path_of(correction)).content.decode()

    assert "There is nobody to write to." in page
    assert "default button" not in page


def test_of_a_story_that_is_not_out_nobody_is_told(desk, came, correction, story):
    came()
    story.is_published = False
    story.save()
    assert "default button" not in desk.get(path_of(correction)).content.decode()
    desk.post(path_of(correction))
    correction.refresh_from_db()

    assert correction.mail_asked_at is None


def test_who_does_not_edit_asks_for_no_letters(client, dee, came, correction):
    came()
    factories.at_the_desk(client, dee)

    for answer in (client.get(path_of(correction)), client.post(path_of(correction))):
        assert answer.status_code == 403
    correction.refresh_from_db()
    assert correction.mail_asked_at is None
