"""What a page of a thread shows: in which order, and how much of each conversation."""

import pytest
from django.utils import timezone

from comments import counting, moving, reading
from comments.models import Comment
from comments.reading import Extent, Order
from tests import factories
from tests.comments.making import make_chain, make_replies, make_roots

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def thread(story):
    return factories.make_thread(story)


def roots_of(page):
    return [each.root for each in page.conversations]


def feature(comment):
    comment.featured_at = timezone.now()
    comment.save()


def respect(comment, times):
    counting.queue(comment, respects=times)
    counting.drain()


def test_nothing_was_said_about_it(story):
    page = reading.page(story)
    assert (page.thread, page.count, page.conversations) == (None, 0, [])
    assert page.closed == ""


def test_each_order_begins_elsewhere(story, thread):
    first, second, third = make_roots(thread, 3)
    respect(second, 2)
    respect(first, 1)
    feature(third)

    assert roots_of(reading.page(story)) == [third, second, first]
    assert roots_of(reading.page(story, order=Order.OLDEST)) == [first, second, third]
    assert roots_of(reading.page(story, order=Order.RESPECTED)) == [
        second,
        first,
        third,
    ]
    assert roots_of(reading.page(story, order=Order.FEATURED)) == [third]


def test_the_order_of_what_was_featured_is_its_own_and_knows_replies(story, thread):
    root, reply = make_chain(thread, 1)
    feature(reply)
    feature(root)
    hidden = factories.make_comment(thread, featured_at=timezone.now())
    moving.move(hidden, Status.REMOVED)

    page = reading.page(story, order=Order.FEATURED)
    assert roots_of(page) == [root, reply]
    assert not any(each.replies for each in page.conversations)


def test_pages_follow_each_other_without_gap_or_repetition(story, thread):
    begun = make_roots(thread, 7)
    extent = Extent(roots=3, replies=1)
    pages = [reading.page(story, number=n, extent=extent) for n in (1, 2, 3, 4)]

    assert [root for page in pages for root in roots_of(page)] == begun[::-1]
    assert [page.has_next for page in pages] == [True, True, False, False]


def test_a_page_that_ends_with_the_last_root_has_none_after_it(story, thread):
    make_roots(thread, 3)
    assert not reading.page(story, extent=Extent(3, 1)).has_next


def test_replies_stand_in_the_order_of_the_conversation(story, thread):
    root = factories.make_comment(thread)
    first = factories.make_comment(thread, parent=root)
    second = factories.make_comment(thread, parent=root)
    under_first = factories.make_comment(thread, parent=first)
    other = factories.make_comment(thread)
    elsewhere = factories.make_comment(thread, parent=other)

    newest, oldest = reading.page(story).conversations
    assert list(oldest.replies) == [first, under_first, second]
    assert list(newest.replies) == [elsewhere]


@pytest.mark.parametrize(
    ("how_many", "shown", "has_more"), [(3, 3, False), (4, 3, True)]
)
def test_each_conversation_shows_its_first_replies(
    story, thread, how_many, shown, has_more
):
    root = factories.make_comment(thread)
    replies = make_replies(root, how_many)
    [each] = reading.page(story, extent=Extent(10, 3)).conversations

    assert list(each.replies) == replies[:shown]
    assert each.has_more == has_more


def test_what_was_written_a_moment_ago_is_shown_before_it_is_counted(story, thread):
    root, reply = make_chain(thread, 1)
    [each] = reading.page(story).conversations
    assert (each.root, list(each.replies)) == (root, [reply])
    assert each.root.reply_count == 0


def test_a_place_stays_for_what_was_answered_and_for_nothing_else(story, thread):
    answered, _reply = make_chain(thread, 1)
    alone = factories.make_comment(thread)
    counting.drain()
    for comment in (answered, alone):
        moving.move(comment, Status.DELETED, by=comment.author)

    assert roots_of(reading.page(story)) == [answered]


@pytest.mark.parametrize("status", ["unnamed", "pending", "held", "rejected"])
def test_what_is_not_published_is_nowhere(story, thread, status):
    root = factories.make_comment(thread)
    factories.make_comment(thread, parent=root, status=status)
    factories.make_comment(thread, status=status, featured_at=timezone.now())

    page = reading.page(story)
    assert roots_of(page) == [root]
    assert list(page.conversations[0].replies) == []
    assert reading.newest(thread, 10) == [root]
    assert not page.has_featured


def test_a_conversation_has_pages_of_its_own(story, thread, monkeypatch):
    monkeypatch.setattr(reading, "REPLIES_PER_PAGE", 3)
    root = factories.make_comment(thread)
    replies = make_replies(root, 5)
    first = reading.conversation(story, root.pk)
    second = reading.conversation(story, root.pk, number=2)

    assert list(first.conversations[0].replies) == replies[:3]
    assert list(second.conversations[0].replies) == replies[3:]
    assert (first.has_next, second.has_next) == (True, False)


def test_a_conversation_is_of_its_own_thread_and_begins_at_a_root(story, thread):
    root, reply = make_chain(thread, 1)
    other = factories.make_story(slug="other")
    factories.make_thread(other)

    assert reading.conversation(story, root.pk)
    assert reading.conversation(story, reply.pk) is None
    assert reading.conversation(other, root.pk) is None
    assert reading.conversation(story, 10**9) is None


def test_a_hidden_root_without_replies_is_no_conversation(story, thread):
    root = factories.make_comment(thread)
    moving.move(root, Status.REMOVED)
    assert reading.conversation(story, root.pk) is None


def test_the_newest_roots_leave_out_what_is_gone(thread):
    begun = make_roots(thread, 4)
    factories.make_comment(thread, parent=begun[3])
    counting.drain()
    moving.move(begun[3], Status.REMOVED)
    assert reading.newest_roots(thread, 2) == [begun[2], begun[1]]


def test_what_is_featured_anywhere_in_a_campaign_is_the_campaigns(story, thread):
    petition = factories.make_petition()
    other = factories.make_campaign(slug="other", title="Other", is_published=True)
    draft = factories.make_story(slug="draft", is_published=False)
    subjects = (story.campaign, petition, story, other, draft)
    featured = [
        factories.make_comment(factories.make_thread(it), featured_at=timezone.now())
        for it in subjects
    ]

    about = reading.featured_about(story.campaign, 9)
    assert about == featured[2::-1]
    assert [it.thread.subject for it in about] == [story, petition, story.campaign]
    assert reading.featured_about(petition, 9) == [featured[1]]
    assert reading.featured_about(story.campaign, 2) == featured[2:0:-1]


def test_what_was_featured_and_hidden_since_is_featured_nowhere(story, thread):
    comment = factories.make_comment(thread, featured_at=timezone.now())
    assert reading.featured_about(story.campaign, 9) == [comment]

    moving.move(comment, Status.HELD, rule="test")
    assert reading.featured_about(story.campaign, 9) == []
    assert list(reading.featured(thread)) == []


def test_no_mail_address_is_read_with_a_page(story, thread):
    make_chain(thread, 2)
    [each] = reading.page(story).conversations
    for comment in (each.root, *each.replies):
        assert "email" in comment.author.get_deferred_fields()
        assert "password" in comment.author.get_deferred_fields()


def test_a_page_costs_the_same_in_a_thread_of_any_size(
    story, thread, django_assert_num_queries
):
    def read():
        page = reading.page(story)
        for each in page.conversations:
            for comment in (each.root, *each.replies):
                assert comment.author_name
                assert comment.answers_name or not comment.depth

    for root in make_roots(thread, 2):
        factories.make_comment(thread, parent=root)
    with django_assert_num_queries(4):
        read()

    author = factories.make_user("talks@example.org")
    for root in make_roots(thread, 40, author):
        make_replies(root, 3, author)
    with django_assert_num_queries(4):
        read()
