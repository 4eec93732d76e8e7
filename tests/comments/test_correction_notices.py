"""Who follows a story hears of its correction: on the site, and by letter as chosen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import corrections
from campaigns.models import Correction
from comments import choosing, following, grouping, letters, notices, telling
from comments.models import Notice, NoticeLetter, Pace, Telling
from mailroom import delivery
from mailroom.models import Letter
from petitions import corrections as signers_corrections
from tests import factories
from tests.petitions.test_races import forty_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed(thread, cy):
    following.follow(cy, thread)
    return thread.story


def correct(story, text="There were *four* trains, not five."):
    return Correction.objects.create(story=story, text=text)


def tell():
    corrections.announce_due()
    telling.tell_all()


def kinds(reader):
    tell()
    return [notice.kind for notice in notices.of_reader(reader)]


def lines(reader):
    tell()
    own = notices.of_reader(reader).select_related(*grouping.RELATED)
    return grouping.lines(own)


def let_time_pass():
    waiting = Notice.objects.filter(letter_due_at__isnull=False)
    waiting.update(letter_due_at=timezone.now() - timedelta(seconds=1))


def sent(mailoutbox):
    """What the worker writes and sends once it is due."""
    tell()
    let_time_pass()
    letters.write_due()
    delivery.send_due()
    return mailoutbox


# On the site


def test_who_follows_the_story_is_told_and_nobody_else(followed, cy, dee):
    correct(followed)

    assert kinds(cy) == ["corrected"]
    assert kinds(dee) == []


def test_who_follows_only_what_begins_a_conversation_is_told_too(thread, cy):
    following.follow(cy, thread, "roots")
    correct(thread.story)

    assert kinds(cy) == ["corrected"]


def test_it_says_where_and_what_and_leads_to_the_story(client, followed, cy):
    correct(followed, "There were *four* trains & <b>no</b> bus.")
    tell()
    client.force_login(cy)
    page = client.get("/forum/notices/").content.decode()

    assert "There is a correction to" in page
    assert f'<a href="{followed.url}"><cite>A bed in Przemyśl</cite></a>' in page
    assert "There were four trains &amp;" in page
    assert "<bdi></bdi>" not in page


def test_two_corrections_of_a_day_are_one_line(followed, cy):
    correct(followed, "Four trains.")
    correct(followed, "On Tuesday.")
    (line,) = lines(cy)

    assert [quote.words for quote in line.quotes] == ["On Tuesday.", "Four trains."]


def test_corrections_of_two_stories_are_two_lines(followed, cy):
    other = factories.make_thread(factories.make_story(slug="two", headline="Two"))
    following.follow(cy, other)
    correct(followed)
    correct(other.story)

    assert {line.place for line in lines(cy)} == {"A bed in Przemyśl", "Two"}


def test_however_often_the_worker_runs_it_is_told_once(followed, cy):
    correction = correct(followed)
    tell()
    tell()
    Telling.objects.all().delete()
    telling.note_correction(correction)
    tell()

    assert Notice.objects.filter(recipient=cy).count() == 1


def test_who_follows_after_the_correction_has_read_it_there(thread, cy):
    correct(thread.story)
    corrections.announce_due()
    following.follow(cy, thread)

    assert kinds(cy) == []


def test_a_worker_that_dies_in_between_leaves_it_to_the_next(followed, cy, monkeypatch):
    correct(followed)

    def die(*_about):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(telling.failpoints, "reach", die)
        with pytest.raises(KeyboardInterrupt):
            tell()
    assert not Notice.objects.exists()

    assert kinds(cy) == ["corrected"]


def test_a_story_without_a_thread_has_nobody_to_tell(cy):
    correct(factories.make_story(slug="alone"))

    assert kinds(cy) == []
    assert not Telling.objects.filter(finished_at=None).exists()


# Taken back


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "before"])
def test_a_correction_that_is_withdrawn_is_no_news(followed, cy, is_told):
    correction = correct(followed)
    corrections.announce_due()
    if is_told:
        telling.tell_all()
    correction.delete()

    assert kinds(cy) == []


def test_a_correction_of_a_story_that_is_taken_down_is_told_when_it_is_back(
    followed, cy
):
    followed.is_published = False
    followed.save()
    correct(followed)
    assert kinds(cy) == []

    followed.is_published = True
    followed.save()
    assert kinds(cy) == ["corrected"]


def test_what_was_told_is_gone_while_the_story_is_taken_down(followed, cy):
    correct(followed)
    assert kinds(cy) == ["corrected"]

    followed.is_published = False
    followed.save()
    assert kinds(cy) == []


# By letter


def test_letters_come_in_the_morning_unless_a_reader_chose_otherwise(followed, cy):
    correct(followed)
    tell()
    assert Notice.objects.get().pace == Pace.DAILY

    choosing.set_paces(choosing.own(cy), {"corrected": "weekly"})
    assert Notice.objects.get().pace == Pace.WEEKLY


def test_the_letter_says_what_was_wrong_and_stops_by_one_press(
    followed, cy, client, mailoutbox
):
    correct(followed, "There were *four* trains & no bus.")
    (message,) = sent(mailoutbox)

    assert message.subject == "There is a correction to “A bed in Przemyśl”"
    assert "    There were four trains & no bus.\n" in message.body
    assert followed.url in message.body
    assert "four trains &amp; no bus" in str(message.alternatives[0][0])
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    client.post(stop.partition("example.org")[2] or stop)
    assert choosing.of(cy).corrected == Pace.NEVER
    assert choosing.of(cy).story == Pace.DAILY


def test_two_corrections_are_one_letter_and_one_only(followed, mailoutbox):
    correct(followed, "Four trains.")
    correct(followed, "On Tuesday.")
    (message,) = sent(mailoutbox)
    assert "Four trains." in message.body
    assert "On Tuesday." in message.body

    assert len(sent(mailoutbox)) == 1


def test_who_wants_no_letters_is_told_on_the_site_alone(followed, cy, mailoutbox):
    choosing.set_paces(choosing.own(cy), {"corrected": "never"})
    correct(followed)

    assert sent(mailoutbox) == []
    assert kinds(cy) == ["corrected"]


@pytest.mark.parametrize("is_written", [True, False], ids=["in outbox", "before"])
def test_a_withdrawn_correction_is_in_no_letter(followed, mailoutbox, is_written):
    correction = correct(followed)
    tell()
    let_time_pass()
    if is_written:
        letters.write_due()
    correction.delete()
    letters.write_due()
    delivery.send_due()

    assert mailoutbox == []


def test_a_correction_that_is_mended_is_told_in_its_last_words(followed, mailoutbox):
    correction = correct(followed, "Fuor trains.")
    tell()
    let_time_pass()
    letters.write_due()
    correction.text = "Four trains."
    correction.save()
    (message,) = sent(mailoutbox)

    assert "Four trains." in message.body
    assert "Fuor" not in message.body


@pytest.mark.parametrize("is_written", [True, False], ids=["in outbox", "before"])
def test_who_was_written_to_as_a_signer_is_not_written_to_again(
    followed, cy, dee, mailoutbox, is_written
):
    following.follow(dee, followed.thread)
    petition = factories.make_petition(campaign=followed.campaign)
    factories.make_signature(
        petition,
        email=cy.email,
        status="confirmed",
        reader=cy,
        came_by=f"story.{followed.pk}",
    )
    correction = correct(followed)
    tell()
    let_time_pass()
    if is_written:
        letters.write_due()
    corrections.ask(correction)
    assert signers_corrections.write_due() == 1
    letters.write_due()
    delivery.send_due()

    # The signer's letter, now or when the mailbox may have its next one.
    left = Letter.objects.exclude(state="dropped").order_by("address")
    assert [(it.kind, it.address) for it in left] == [
        ("petitions.correction", cy.email),
        ("comments.notices", dee.email),
    ]
    assert kinds(cy) == ["corrected"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_workers_at_once_tell_and_write_each_follower_once():
    thread = factories.make_thread()
    for number in range(20):
        following.follow(factories.make_user(f"f{number}@example.org"), thread)
    correct(thread.story)
    forty_at_once(tell)
    tell()
    assert Notice.objects.count() == 20

    let_time_pass()
    forty_at_once(letters.write_due)
    assert Letter.objects.count() == NoticeLetter.objects.count() == 20
