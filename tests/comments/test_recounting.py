"""The counts of a thread are the rows that they stand for, whatever happened to it."""

import random

import pytest
from django.db import transaction

from comments import counting, moderating, moving, recounting, respecting
from comments.models import Comment, CommentChange, ThreadTally
from tests import factories
from tests.petitions.test_races import forty_at_once

pytestmark = pytest.mark.django_db
Status = Comment.Status
OPERATIONS = 10_000
# From where a comment may go where, as its author, reports and moderators move it.
MOVES = {
    Status.PENDING: [Status.PUBLISHED, Status.REJECTED, Status.DELETED],
    Status.PUBLISHED: [Status.HELD, Status.REMOVED, Status.DELETED],
    Status.HELD: [Status.PUBLISHED, Status.REMOVED, Status.DELETED],
    Status.REJECTED: [Status.PUBLISHED],
    Status.REMOVED: [Status.PUBLISHED],
    Status.DELETED: [],
}


@pytest.fixture
def thread():
    return factories.make_thread()


def test_after_ten_thousand_steps_in_any_order_nothing_is_wrong(thread):
    """With a seed, so that each run takes the same steps."""
    chance = random.Random(2022)
    people = [factories.make_user(f"reader{number}@example.org") for number in range(6)]
    comments = [factories.make_comment(thread, people[0])]
    for _step in range(OPERATIONS):
        kind = chance.random()
        comment, person = chance.choice(comments), chance.choice(people)
        if kind < 0.15:
            parent = comment if comment.is_published and kind < 0.12 else None
            status = Status.PENDING if kind < 0.03 else Status.PUBLISHED
            comments.append(
                factories.make_comment(thread, person, parent=parent, status=status)
            )
        elif kind < 0.45:
            if allowed := MOVES[comment.status]:
                moving.move(comment, chance.choice(allowed), rule="test")
        elif kind < 0.75:
            if comment.is_published and comment.author_id != person.pk:
                respecting.give(person, comment)
        elif kind < 0.99:
            respecting.take_back(person, comment)
        else:
            counting.drain()
    assert recounting.recount(thread, repair=False).is_none

    counting.drain()
    assert not CommentChange.objects.exists()
    assert recounting.recount(thread, repair=False).is_none
    published = Comment.objects.published().count()
    assert ThreadTally.objects.get().comments == published > 100


def test_what_is_wrong_is_found_and_mended(thread):
    root = factories.make_comment(thread)
    factories.make_comment(thread, parent=root)
    counting.drain()
    ThreadTally.objects.update(comments=7)
    Comment.objects.filter(pk=root.pk).update(reply_count=5, respect_count=2)

    drift = recounting.recount(thread, repair=False)
    assert drift.comments == -5
    assert drift.replies == {root.path: -4}
    assert drift.respects == {root.path: -2}
    assert recounting.recount_all() == 1
    assert recounting.recount_all() == 0
    root.refresh_from_db()
    assert (root.reply_count, root.respect_count) == (1, 0)


def test_what_waits_in_the_queue_is_no_drift(thread):
    root = factories.make_comment(thread)
    factories.make_comment(thread, parent=root)

    assert recounting.recount(thread).is_none
    assert ThreadTally.objects.get().comments == 0
    counting.drain()
    assert ThreadTally.objects.get().comments == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_respects_at_once_are_one():
    comment = factories.make_comment(factories.make_thread())
    reader = factories.make_user("cy@example.org")
    answers = forty_at_once(lambda: respecting.give(reader, comment))
    counting.drain()

    assert answers.count(True) == 1
    comment.refresh_from_db()
    assert comment.respect_count == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_comments_at_once_into_one_thread_while_it_is_counted():
    thread = factories.make_thread()
    author = factories.make_user("cy@example.org")
    root = factories.make_comment(thread, author)

    def say():
        factories.make_comment(thread, author, parent=root)
        counting.drain()

    forty_at_once(say)
    counting.drain()
    root.refresh_from_db()
    assert (root.reply_count, ThreadTally.objects.get().comments) == (40, 41)
    assert recounting.recount(thread, repair=False).is_none


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_are_one_decision():
    comment = factories.make_comment(factories.make_thread(), status=Status.PENDING)
    mo = factories.make_user("mo@meridian.example", is_staff=True)

    def approve():
        return moderating.approve(Comment.objects.get(pk=comment.pk), mo)

    forty_at_once(approve)
    counting.drain()
    assert ThreadTally.objects.get().comments == 1
    assert comment.actions.filter(before=Status.PENDING).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_moving_comments_of_many_threads_and_draining_never_wait_in_a_ring():
    threads = [
        factories.make_thread(factories.make_story(slug=f"story-{number}"))
        for number in range(4)
    ]
    author = factories.make_user("cy@example.org")
    # One of each thread in turn, so that the order of numbers crosses the threads.
    for thread in threads * 3:
        factories.make_comment(thread, author)

    def press():
        with transaction.atomic():
            for root in Comment.objects.filter(depth=0).order_by("pk"):
                Comment.objects.filter(pk=root.pk).update(body="Moved.")
                counting.queue(root, respects=1)
        counting.drain()

    forty_at_once(press)
    counting.drain()
    counts = Comment.objects.filter(depth=0).values_list("respect_count", flat=True)
    assert set(counts) == {40}
    assert len(counts) == 12
