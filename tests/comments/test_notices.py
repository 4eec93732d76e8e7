"""What readers are told of: by whom, once, and not any more when it is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import publishing
from comments import deleting, following, grouping, moderating, moving, notices, telling
from comments.models import Comment, Follow, Mute, Notice, Sanction, Telling
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def eve():
    return doors.make_reader("eve@example.org", display_name="Eve <b>")


def told(reader):
    """The kinds of what this reader may see, newest first."""
    telling.tell_all()
    return [notice.kind for notice in notices.of_reader(reader)]


def lines(reader):
    telling.tell_all()
    own = notices.of_reader(reader).select_related(*grouping.RELATED)
    return [(line.words, line.place) for line in grouping.lines(own)]


# Those who follow


def test_followers_hear_what_a_reader_says(thread, cy, dee, eve):
    following.follow(cy, dee)
    factories.make_comment(thread, dee)
    factories.make_comment(thread, eve)

    assert told(cy) == ["followed"]
    assert told(dee) == told(eve) == []


def test_nothing_of_before_one_followed(thread, cy, dee):
    factories.make_comment(thread, dee)
    following.follow(cy, dee)

    assert told(cy) == []


def test_who_follows_before_the_worker_comes_hears_nothing_of_before(
    thread, cy, dee, eve
):
    following.follow(eve, dee)
    factories.make_comment(thread, dee)
    for what in (dee, thread):
        following.follow(cy, what)

    assert told(cy) == []
    assert told(eve) == ["followed"]


def test_a_comment_that_waits_is_told_when_it_is_published_and_once(thread, cy, dee):
    following.follow(cy, dee)
    comment = factories.make_comment(thread, dee, status=Status.PENDING)
    assert told(cy) == []

    for status in (Status.PUBLISHED, Status.HELD, Status.PUBLISHED):
        moving.move(comment, status, rule="test")
        telling.tell_all()
    assert told(cy) == ["followed"]
    assert Notice.objects.filter(recipient=cy).count() == 1


def test_what_was_hidden_before_anybody_was_told_is_told_when_it_is_back(
    thread, cy, dee
):
    following.follow(cy, dee)
    comment = factories.make_comment(thread, dee)
    moving.move(comment, Status.HELD, rule="test")
    assert told(cy) == []

    moving.move(comment, Status.PUBLISHED, rule="test")
    assert told(cy) == ["followed"]


def test_whom_it_answers_is_told_of_the_answer_alone(thread, cy, dee):
    following.follow(cy, dee)
    own = factories.make_comment(thread, cy)
    factories.make_comment(thread, dee, parent=own)

    assert told(cy) == ["reply"]


def test_only_beginnings_where_only_those_are_wanted(thread, cy, dee, eve):
    following.follow(cy, dee, Follow.Level.ROOTS)
    factories.make_comment(
        thread, dee, parent=factories.make_comment(thread, eve), body="An answer."
    )
    assert told(cy) == []

    factories.make_comment(thread, dee)
    assert told(cy) == ["followed"]


def test_a_thread_is_told_once_an_hour_and_not_of_ones_own_words(
    thread, cy, dee, eve, monkeypatch
):
    following.follow(cy, thread)
    factories.make_comment(thread, cy)
    assert told(cy) == []

    for author in (dee, eve):
        factories.make_comment(thread, author)
    assert told(cy) == ["thread"]

    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    factories.make_comment(thread, dee)
    assert told(cy) == ["thread", "thread"]
    assert len(lines(cy)) <= 2


def test_a_campaign_that_is_followed_brings_its_threads_and_stories(thread, cy, dee):
    following.follow(cy, thread.story.campaign)
    factories.make_comment(thread, dee)
    assert told(cy) == ["thread"]

    story = factories.make_story(slug="two", headline="Two", announced_at=None)
    Notice.objects.all().delete()
    publishing.publish_due()
    publishing.publish_due()
    assert ("A new story in Refugees Welcome:", "Two") in lines(cy)
    assert told(cy).count("story") == 2, "the thread's own story came out too"

    publishing.keep_back(story)
    assert told(cy).count("story") == 1


def test_many_followers_are_told_by_the_batch_and_each_once(
    thread, dee, monkeypatch, cy
):
    monkeypatch.setattr(telling, "BATCH_SIZE", 3)
    readers = [factories.make_user(f"f{number}@example.org") for number in range(10)]
    for reader in (*readers, cy):
        following.follow(reader, dee)
    factories.make_comment(thread, dee)

    telling._tell_batch()
    assert Notice.objects.count() == 3
    telling.tell_all()
    telling.tell_all()
    assert Notice.objects.count() == 11
    assert not Telling.objects.filter(finished_at=None).exists()


def test_a_worker_that_dies_in_a_batch_leaves_it_to_the_next(
    thread, cy, dee, monkeypatch
):
    following.follow(cy, dee)
    factories.make_comment(thread, dee)

    def die(*_about):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(telling.failpoints, "reach", die)
        with pytest.raises(KeyboardInterrupt):
            telling.tell_all()
    assert not Notice.objects.exists()
    assert told(cy) == ["followed"]


def test_what_was_told_days_ago_is_forgotten_and_not_told_again(
    thread, cy, dee, monkeypatch
):
    following.follow(cy, dee)
    comment = factories.make_comment(thread, dee)
    telling.tell_all()
    later = timezone.now() + telling.KEPT + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    telling.purge()
    assert not Telling.objects.exists()

    moving.move(comment, Status.HELD, rule="test")
    moving.move(comment, Status.PUBLISHED, rule="test")
    telling.tell_all()
    assert Notice.objects.filter(kind="followed").count() == 1


# Taken back


@pytest.mark.parametrize("end", ["hidden", "deleted", "taken down", "muted", "banned"])
def test_what_is_taken_back_is_no_news(thread, cy, dee, end):
    following.follow(cy, dee)
    own = factories.make_comment(thread, cy)
    comment = factories.make_comment(thread, dee)
    factories.make_comment(thread, dee, parent=own)
    telling.tell_all()
    assert notices.unseen(cy) == 2

    if end == "hidden":
        for said in Comment.objects.filter(author=dee):
            moving.move(said, Status.HELD, rule="test")
    elif end == "deleted":
        for said in Comment.objects.filter(author=dee):
            deleting.delete(said, by=dee)
    elif end == "taken down":
        thread.story.is_published = False
        thread.story.save()
    elif end == "muted":
        following.mute(cy, dee)
    else:
        Sanction.objects.create(reader=dee, kind="banned", reason="Threats.")
    assert notices.unseen(cy) == 0
    assert comment.pk


def test_a_thread_where_only_the_muted_spoke_is_no_news(thread, cy, dee, eve):
    following.follow(cy, thread)
    following.mute(cy, dee)
    factories.make_comment(thread, dee)
    assert told(cy) == []

    factories.make_comment(thread, eve)
    assert told(cy) == ["thread"]


def test_of_whom_somebody_mutes_not_even_a_row_is_written(thread, cy, dee):
    """Or unmuting would bring up what was said meanwhile."""
    following.follow(cy, dee)
    Mute.objects.create(owner=cy, reader=dee)
    factories.make_comment(thread, dee)
    told(cy)

    assert not Notice.objects.exists()


def test_what_moderators_decide_of_their_own_comments_is_no_news(thread):
    ada = factories.make_ada(display_name="Ada Field")
    own = factories.make_comment(thread, ada, status=Status.HELD)
    moving.move(own, Status.PUBLISHED, by=ada)

    assert told(ada) == []


def test_a_follower_who_stopped_is_no_news(cy, dee):
    notices.tell_follow(following.follow(dee, cy))
    assert told(cy) == ["follower"]

    following.unfollow(dee, cy)
    assert told(cy) == []


def test_who_stops_and_follows_again_is_told_once(cy, dee):
    for _press in range(3):
        notices.tell_follow(following.follow(dee, cy))
        following.unfollow(dee, cy)
    notices.tell_follow(following.follow(dee, cy))

    assert Notice.objects.count() == 1


def test_who_was_featured_is_told_until_it_is_taken_back(thread, cy):
    comment = factories.make_comment(thread, cy)
    moderating.feature(comment, factories.make_ada())
    assert told(cy) == ["featured"]

    moderating.unfeature(comment)
    assert told(cy) == []


# How it reads


def test_answers_to_one_comment_are_one_line(thread, cy, dee, eve):
    own = factories.make_comment(thread, cy)
    factories.make_comment(thread, dee, parent=own)
    assert lines(cy) == [("Dee Lake answered you on", "A bed in Przemyśl")]

    factories.make_comment(thread, eve, parent=own)
    assert lines(cy)[0][0] == "Eve <b> and Dee Lake answered you on"

    factories.make_comment(thread, dee, parent=own)
    for number in range(2):
        author = factories.make_user(f"r{number}@example.org")
        factories.make_comment(thread, author, parent=own)
    assert lines(cy)[0][0] == "R1 and 3 others answered you on"
    assert len(lines(cy)) == 1


def test_answers_of_two_days_are_two_lines(thread, cy, dee):
    own = factories.make_comment(thread, cy)
    first = factories.make_comment(thread, dee, parent=own)
    Notice.objects.filter(comment=first).update(at=timezone.now() - timedelta(days=1))
    factories.make_comment(thread, dee, parent=own)

    assert len(lines(cy)) == 2


def test_followers_of_a_day_are_one_line(cy, dee, eve):
    for follower in (dee, eve):
        notices.tell_follow(following.follow(follower, cy))

    assert lines(cy) == [("Eve <b> and Dee Lake follow you", "")]


def test_the_page_shows_names_and_words_as_text(client, thread, cy, eve):
    own = factories.make_comment(thread, cy)
    factories.make_comment(thread, eve, parent=own, body="Is 1 < 2 & so on?")
    client.force_login(cy)
    page = client.get("/forum/notices/").content.decode()

    assert "<bdi>Eve &lt;b&gt;</bdi> answered you on" in page
    assert "Is 1 &lt; 2 &amp; so on?" in page
    assert "<b>" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.REJECTED, "Your comment was not published on"),
        (Status.PUBLISHED, "Your comment is published on"),
    ],
)
def test_a_decision_says_what_became_of_the_comment(client, thread, cy, status, words):
    comment = factories.make_comment(thread, cy, status=Status.PENDING)
    moving.move(comment, status, by=factories.make_ada(), reason="abuse")
    client.force_login(cy)
    page = client.get("/forum/notices/").content.decode()

    assert words in page
    assert f'comment-{comment.pk}"' in page or f'/c/{comment.pk}/"' in page


def test_what_comes_while_one_looks_stays_new(client, thread, cy, dee):
    own = factories.make_comment(thread, cy)
    factories.make_comment(thread, dee, parent=own)
    client.force_login(cy)
    page = client.get("/forum/notices/").content.decode()
    until = page.partition('name="until" value="')[2].partition('"')[0]
    factories.make_comment(thread, dee, parent=own)
    client.post("/forum/notices/", {"until": until})

    assert notices.unseen(cy) == 1


def test_the_page_costs_the_same_for_many(
    client, thread, cy, dee, django_assert_max_num_queries
):
    own = factories.make_comment(thread, cy)
    for _answer in range(12):
        factories.make_comment(thread, dee, parent=own)
    client.force_login(cy)
    with django_assert_max_num_queries(6):
        client.get("/forum/notices/")
