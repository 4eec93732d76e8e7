"""A reader says something, and the counts follow."""

import pytest

from comments import counting, moving, posting, threads
from comments.models import Comment, CommentChange, ForumRules, ModerationAction
from comments.posting import Written
from tests import factories

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def cy():
    return factories.make_user("cy@example.org", display_name="Cy Harbour")


def say(author, story, body="", **more):
    """Other words each time: the same again would wait for a moderator."""
    body = body or f"Bed {Comment.objects.count()} is free."
    return posting.post(author, story, Written(body, **more))


def test_a_comment_is_published_and_counted(cy, story):
    comment = say(cy, story, "I will keep a bed free.")
    assert comment.is_published
    assert comment.published_at is not None
    assert "I will keep a bed free.</p>" in comment.body_html

    counting.drain()
    assert threads.find(story).tally.comments == 1
    assert not CommentChange.objects.exists()


def test_replies_stand_under_what_they_answer_and_flatten_on_the_fourth_step(cy, story):
    chain = [say(cy, story)]
    for _step in range(6):
        chain.append(say(cy, story, parent_id=chain[-1].pk))

    assert [comment.level for comment in chain] == [1, 2, 3, 4, 4, 4, 4]
    assert [comment.depth for comment in chain] == list(range(7))
    assert {comment.root_id for comment in chain[1:]} == {chain[0].pk}
    assert [comment.path for comment in chain] == sorted(c.path for c in chain)


def test_each_comment_knows_how_many_stand_under_it(cy, story):
    root = say(cy, story)
    answer = say(cy, story, parent_id=root.pk)
    say(cy, story, parent_id=answer.pk)
    counting.drain()

    root.refresh_from_db()
    answer.refresh_from_db()
    assert (root.reply_count, answer.reply_count) == (2, 1)


def test_what_is_hidden_leaves_the_count_and_its_replies_stay(cy, story):
    root = say(cy, story)
    say(cy, story, parent_id=root.pk)
    counting.drain()

    step = moving.move(root, Status.REMOVED, by=cy, reason="spam")
    counting.drain()
    assert (step.before, step.after, step.reason) == ("published", "removed", "spam")
    assert threads.find(story).tally.comments == 1
    assert root in Comment.objects.shown()
    assert root not in Comment.objects.published()


def test_only_one_of_two_steps_from_the_same_status_is_taken(cy, story):
    comment = say(cy, story)
    other = Comment.objects.get(pk=comment.pk)
    assert moving.move(comment, Status.HELD, rule="reports")

    assert moving.move(other, Status.REMOVED, by=cy) is None
    assert ModerationAction.objects.count() == 1
    counting.drain()
    assert threads.find(story).tally.comments == 0


def test_without_a_name_it_waits_for_one(story):
    nobody = factories.make_user("new@example.org", display_name="")

    assert say(nobody, story).status == Status.UNNAMED
    assert not CommentChange.objects.exists()


def test_before_publication_a_moderator_looks(cy, story):
    ForumRules.objects.create(mode="before")
    comment = say(cy, story)

    assert comment.status == Status.PENDING
    assert comment.actions.get().rule == "mode"


@pytest.mark.parametrize("mode", ["closed", ""])
def test_a_closed_thread_takes_nothing(cy, story, mode):
    factories.make_thread(story, mode=mode)
    ForumRules.objects.create(mode="after" if mode else "closed")

    with pytest.raises(posting.Refused, match="closed"):
        say(cy, story)
    assert not Comment.objects.exists()


def test_old_stories_close_unless_their_thread_says_otherwise(cy, story):
    ForumRules.objects.create(close_after_days=0, first_held=0)
    with pytest.raises(posting.Refused):
        say(cy, story)

    factories.make_thread(story, mode="after")
    assert say(cy, story).is_published


def test_nothing_is_answered_that_is_gone_or_of_another_thread(cy, story):
    removed = say(cy, story)
    moving.move(removed, Status.DELETED, by=cy)
    elsewhere = factories.make_comment(
        factories.make_thread(factories.make_campaign(slug="other", is_published=True))
    )

    for parent in (removed.pk, elsewhere.pk, 10**9):
        with pytest.raises(posting.Refused, match="not here"):
            say(cy, story, parent_id=parent)


def test_posting_is_a_handful_of_statements(cy, story, django_assert_max_num_queries):
    parent = say(cy, story)
    with django_assert_max_num_queries(16):
        say(cy, story, parent_id=parent.pk)
