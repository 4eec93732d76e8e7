"""Letters about notices: few, once for each, and stopped by one press."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.home import belongings
from accounts.models import Leaving
from comments import choosing, deleting, following, letters, moving, notices, telling
from comments.models import Comment, Notice, NoticeLetter, Pace
from mailroom import delivery
from mailroom.models import Letter, Suppression
from tests import factories
from tests.accounts import doors
from tests.petitions.test_races import forty_at_once

pytestmark = pytest.mark.django_db
Status = Comment.Status
ALL = choosing.USUAL


@pytest.fixture
def dee():
    return doors.make_reader("dee@example.org", display_name="Dee <i>Lake</i>")


@pytest.fixture
def own(thread, cy):
    return factories.make_comment(thread, cy, body="Who has a bed?")


def answer(comment, author=None, body="I have a bed."):
    return factories.make_comment(comment.thread, author, parent=comment, body=body)


def let_time_pass():
    """As if all that waits were due now."""
    waiting = Notice.objects.filter(letter_due_at__isnull=False)
    waiting.update(letter_due_at=timezone.now() - timedelta(seconds=1))


def sent(mailoutbox):
    """What the worker writes and sends now; how much came of it."""
    telling.tell_all()
    let_time_pass()
    before = len(mailoutbox)
    letters.write_due()
    delivery.send_due()
    return mailoutbox[before:]


def html_of(message):
    return str(message.alternatives[0][0])


def choose(reader, **paces):
    choosing.set_paces(choosing.own(reader), paces)


# When


@pytest.mark.parametrize(
    ("pace", "due"),
    [
        (Pace.AT_ONCE, datetime(2026, 3, 28, 12, 5, tzinfo=UTC)),
        # The clocks go forward that night: seven in London is six in UTC.
        (Pace.DAILY, datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (Pace.WEEKLY, datetime(2026, 3, 30, 6, tzinfo=UTC)),
        (Pace.NEVER, None),
    ],
)
def test_letters_are_due_at_an_hour_of_the_sites_time(settings, pace, due):
    settings.TIME_ZONE = "Europe/London"
    with timezone.override(ZoneInfo("Europe/London")):
        now = datetime(2026, 3, 28, 12, tzinfo=UTC)
        assert choosing.due(pace, now=now).at == due


def test_a_letter_waits_some_minutes_for_more_of_the_same(own, dee, mailoutbox):
    answer(own, dee)
    letters.write_due()
    assert not Letter.objects.exists()
    for _more in range(2):
        answer(own)

    (message,) = sent(mailoutbox)
    assert "and 2 others answered you on" in message.subject
    assert NoticeLetter.objects.count() == 1


def test_with_nothing_new_nothing_is_sent(own, dee, cy, mailoutbox):
    assert sent(mailoutbox) == []
    answer(own, dee)
    notices.mark_seen(cy)

    assert sent(mailoutbox) == []


def test_what_was_seen_between_letter_and_sending_is_not_told(own, dee, cy, mailoutbox):
    answer(own, dee)
    let_time_pass()
    letters.write_due()
    notices.mark_seen(cy)
    delivery.send_due()

    assert mailoutbox == []
    assert Letter.objects.get().state == "dropped"


def test_each_notice_is_told_once(own, dee, mailoutbox):
    answer(own, dee)
    assert len(sent(mailoutbox)) == 1

    assert sent(mailoutbox) == []


def test_a_third_letter_in_a_day_waits_for_the_morning(own, dee, mailoutbox, cy):
    for _letter in range(2):
        answer(own, dee)
        telling.tell_all()
        let_time_pass()
        letters.write_due()
    answer(own, dee)
    let_time_pass()
    letters.write_due()

    assert NoticeLetter.objects.count() == 2
    waiting = Notice.objects.get(letter=None)
    assert waiting.pace == Pace.DAILY
    assert waiting.letter_due_at > timezone.now()
    let_time_pass()
    letters.write_due()
    assert NoticeLetter.objects.count() == 3


def test_one_letter_gathers_a_day(own, dee, cy, thread, mailoutbox):
    choose(cy, reply="daily", followed="daily")
    following.follow(cy, dee)
    answer(own, dee)
    factories.make_comment(thread, dee, body="Towels, too.")

    (message,) = sent(mailoutbox)
    assert message.subject.endswith(", and 1 more")
    assert "answered you on" in message.body
    assert "said something on" in message.body
    assert "Towels, too." in message.body


def test_who_wants_no_letters_gets_none(own, dee, cy, mailoutbox):
    choose(cy, reply="never")
    answer(own, dee)

    assert sent(mailoutbox) == []
    assert notices.unseen(cy) == 1


def test_what_waits_follows_a_new_choice(own, dee, cy):
    answer(own, dee)
    choose(cy, reply="weekly")
    waiting = Notice.objects.get()
    assert waiting.pace == Pace.WEEKLY
    assert timezone.localtime(waiting.letter_due_at).hour == 7

    choose(cy, reply="never")
    waiting.refresh_from_db()
    assert (waiting.pace, waiting.letter_due_at) == ("", None)


# Not quoted


@pytest.mark.parametrize("end", ["deleted", "removed", "held", "muted", "taken down"])
@pytest.mark.parametrize("is_written", [True, False], ids=["in outbox", "before"])
def test_what_is_taken_back_is_in_no_letter(
    own, dee, cy, thread, mailoutbox, end, is_written
):
    said = answer(own, dee, body="My number is 1234.")
    answer(own, body="Mine stays.")
    let_time_pass()
    if is_written:
        letters.write_due()
    if end == "deleted":
        deleting.delete(said, by=dee)
    elif end == "muted":
        following.mute(cy, dee)
    elif end == "taken down":
        thread.story.is_published = False
        thread.story.save()
    else:
        moving.move(said, Status(end), rule="test")
    letters.write_due()
    delivery.send_due()

    if end == "taken down":
        assert mailoutbox == []
    else:
        (message,) = mailoutbox
        assert "Mine stays." in message.body
        assert "1234" not in message.body + html_of(message)


# What it says


def test_the_letter_escapes_what_readers_typed(own, dee, mailoutbox):
    answer(own, dee, body="<b>1 < 2</b> & [a](https://example.org/) {{ x }} %s")
    (message,) = sent(mailoutbox)

    assert message.subject.startswith("Dee <i>Lake</i> answered you on “A bed")
    assert "1 < 2" in message.body
    assert "&lt;" not in message.body
    html = html_of(message)
    assert "Dee &lt;i&gt;Lake&lt;/i&gt;" in html
    assert "<i>" not in html
    assert "{{ x }} %s" in html


def test_a_long_text_is_cut_and_many_are_few(own, dee, mailoutbox):
    for number in range(5):
        answer(own, dee, body=f"Number {number}. " + "very " * 200)
    (message,) = sent(mailoutbox)

    assert message.body.count("Number ") == 3
    assert len(message.body) < 3000


def test_it_carries_a_link_that_stops_it_at_one_press(own, dee, cy, client, mailoutbox):
    answer(own, dee)
    (message,) = sent(mailoutbox)
    url = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == (
        "List-Unsubscribe=One-Click"
    )
    assert url in message.body
    assert "/forum/letters/" in message.body
    path = urlsplit(url).path

    page = client.get(path)
    assert page.status_code == 200
    assert "Somebody answers me" in page.content.decode()
    assert choosing.of(cy).reply == Pace.AT_ONCE
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choosing.of(cy).reply == Pace.NEVER
    assert choosing.of(cy).moderated == Pace.AT_ONCE


def test_the_button_of_the_mail_program_stops_all_kinds_of_that_letter(
    own, dee, cy, thread, mailoutbox, client
):
    following.follow(cy, dee)
    answer(own, dee)
    factories.make_comment(thread, dee)
    (message,) = sent(mailoutbox)
    path = urlsplit(message.extra_headers["List-Unsubscribe"].strip("<>")).path
    client.post(path)

    chosen = choosing.of(cy)
    assert (chosen.reply, chosen.followed) == (Pace.NEVER, Pace.NEVER)
    assert chosen.moderated == Pace.AT_ONCE


@pytest.mark.parametrize("change", ["other kind", "other token", "no kind"])
def test_a_link_stops_nothing_else(cy, client, change):
    own = choosing.own(cy)
    path = urlsplit(choosing.stop_url(own, ["reply"])).path
    odd = {
        "other kind": path.replace("/reply/", "/moderated/"),
        "other token": path[:-5] + "zzzz/",
        "no kind": path.replace("/reply/", "/x/"),
    }[change]

    assert client.post(odd).status_code == 404
    own.refresh_from_db()
    assert (own.reply, own.moderated) == (Pace.AT_ONCE, Pace.AT_ONCE)


def test_a_stop_holds_for_what_is_in_the_outbox(own, dee, cy, mailoutbox):
    answer(own, dee)
    let_time_pass()
    letters.write_due()
    choosing.stop(choosing.own(cy), ["reply"])
    delivery.send_due()

    assert mailoutbox == []


def test_the_caps_and_refusals_of_the_mailroom_hold(own, dee, cy, mailoutbox):
    answer(own, dee)
    let_time_pass()
    letters.write_due()
    letter = Letter.objects.get()
    assert letter.is_capped
    Suppression.objects.create(mailbox_key=letter.mailbox_key)
    delivery.send_due()

    assert mailoutbox == []


# A worker that dies; two at once


def test_a_worker_that_dies_before_the_end_leaves_all_to_the_next(
    own, dee, mailoutbox, monkeypatch
):
    answer(own, dee)
    let_time_pass()

    def die(*_about):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(letters.failpoints, "reach", die)
        with pytest.raises(KeyboardInterrupt):
            letters.write_due()
    assert not Letter.objects.exists()
    assert not NoticeLetter.objects.exists()

    assert len(sent(mailoutbox)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_workers_at_once_write_each_reader_once():
    thread = factories.make_thread()
    for number in range(5):
        reader = factories.make_user(f"reader{number}@example.org")
        for _answer in range(3):
            answer(factories.make_comment(thread, reader))
    let_time_pass()
    forty_at_once(letters.write_due)

    assert Letter.objects.count() == NoticeLetter.objects.count() == 5
    assert not Notice.objects.filter(letter=None).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_workers_at_once_tell_each_follower_once():
    thread, dee = factories.make_thread(), factories.make_user("dee@example.org")
    for number in range(30):
        following.follow(factories.make_user(f"f{number}@example.org"), dee)
    factories.make_comment(thread, dee)
    forty_at_once(telling.tell_all)
    telling.tell_all()

    assert Notice.objects.count() == 30


# Their end


def test_old_notices_are_forgotten(own, dee, cy, settings, mailoutbox):
    answer(own, dee)
    sent(mailoutbox)
    answer(own, dee)
    long_ago = timezone.now() - timedelta(days=settings.NOTICES_KEPT_DAYS + 1)
    Notice.objects.filter(letter__isnull=False).update(at=long_ago)
    NoticeLetter.objects.update(at=long_ago)
    letters.purge()

    assert Notice.objects.count() == 1
    assert not NoticeLetter.objects.exists()


def test_what_waits_for_an_account_that_ends_is_not_sent(own, dee, cy, mailoutbox):
    answer(own, dee)
    let_time_pass()
    letters.write_due()
    belongings.erase(cy)
    cy.delete()
    delivery.send_due()

    assert mailoutbox == []
    assert Letter.objects.get().address == ""


def test_who_is_leaving_gets_no_more(own, dee, cy, mailoutbox):
    answer(own, dee)
    Leaving.objects.create(
        user=cy, ends_at=timezone.now() + timedelta(days=9), keeps_signatures=True
    )

    assert sent(mailoutbox) == []
