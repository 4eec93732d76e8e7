"""A permalink leads to the page on which the comment stands, for everybody."""

import re
from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from comments import counting, locating, moving, reading
from comments.models import Comment
from comments.reading import Extent
from tests import factories
from tests.comments.making import make_chain, make_replies, make_roots

pytestmark = pytest.mark.django_db
Status = Comment.Status
THREAD = "/campaigns/refugees-welcome/stories/a-bed-in-przemysl/comments/"


@pytest.fixture
def thread():
    return factories.make_thread()


@pytest.fixture
def _small_pages(monkeypatch):
    extent = Extent(roots=3, replies=2)
    monkeypatch.setattr(reading, "THREAD", extent)
    monkeypatch.setattr(reading, "REPLIES_PER_PAGE", 4)


def of_yesterday():
    """What was published some time ago is led to the page that everybody gets."""
    Comment.objects.update(published_at=timezone.now() - timedelta(days=1))


def follow(client, comment):
    """Where it leads, and whether the comment stands there."""
    response = client.get(comment.get_absolute_url())
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]
    where, _, anchor = response.url.partition("#")
    assert anchor == f"comment-{comment.pk}"
    page = client.get(where)
    assert page.status_code == 200
    assert f'id="{anchor}"' in page.content.decode()
    return where


def test_the_newest_stands_on_the_first_page(client, thread):
    comment = factories.make_comment(thread)
    of_yesterday()
    assert follow(client, comment) == THREAD


@pytest.mark.usefixtures("_small_pages")
def test_every_comment_of_a_thread_is_found(client, thread):
    author = factories.make_user("answers@example.org")
    begun = make_roots(thread, 8, author)
    for root in begun[::3]:
        make_replies(root, 7, author)
    make_chain(thread, 6)
    counting.drain()
    moving.move(begun[3], Status.DELETED, by=author)
    of_yesterday()

    wheres = {
        comment.pk: follow(client, comment) for comment in Comment.objects.published()
    }
    assert wheres[begun[7].pk] == THREAD
    assert wheres[begun[0].pk] == f"{THREAD}?page=3"
    last = begun[0].conversation.order_by("path").last()
    assert wheres[last.pk] == f"{THREAD}{begun[0].pk}/?page=2"


@pytest.mark.usefixtures("_small_pages")
def test_what_is_hidden_above_a_comment_moves_it_up(client, thread):
    begun = make_roots(thread, 6)
    of_yesterday()
    assert follow(client, begun[2]) == f"{THREAD}?page=2"

    moving.move(begun[4], Status.HELD, rule="test")
    assert follow(client, begun[2]) == THREAD


def test_a_reply_behind_the_first_ones_stands_on_the_page_of_its_conversation(
    client, thread
):
    root = factories.make_comment(thread)
    replies = make_replies(root, 11)
    of_yesterday()

    assert follow(client, replies[9]) == THREAD
    assert follow(client, replies[10]) == f"{THREAD}{root.pk}/"


@pytest.mark.usefixtures("_small_pages")
def test_what_is_further_down_than_anybody_pages_stands_on_its_own_page(
    client, thread, monkeypatch
):
    monkeypatch.setattr(reading, "MOST_PAGES", 2)
    oldest, *_others = make_roots(thread, 7)
    of_yesterday()
    assert follow(client, oldest) == f"{THREAD}{oldest.pk}/"


def test_who_has_just_written_is_led_to_a_page_that_shows_it(client, thread):
    """Although the page that everybody gets was made before."""
    assert client.get(THREAD).status_code == 200
    comment = factories.make_comment(thread)
    where = follow(client, comment)

    assert re.fullmatch(rf"{re.escape(THREAD)}\?new=\d+", where)


def test_the_page_of_just_now_is_soon_the_one_that_everybody_gets(client, thread):
    factories.make_comment(thread)
    long_ago = int((timezone.now() - locating.FRESH * 2).timestamp())
    kept = client.get(THREAD).content
    factories.make_comment(thread)

    assert client.get(f"{THREAD}?new={long_ago}").content == kept
    assert client.get(f"{THREAD}?new={int(timezone.now().timestamp())}").content != kept


@pytest.mark.parametrize("status", ["unnamed", "pending", "held", "rejected"])
def test_what_is_hidden_is_not_found(client, thread, status):
    comment = factories.make_comment(thread, status=status, body="Not for you.")
    response = client.get(comment.get_absolute_url())
    assert response.status_code == 404
    assert "Not for you" not in response.content.decode()


@pytest.mark.parametrize("status", ["pending", "held", "rejected", "removed"])
def test_its_author_is_led_to_where_they_see_how_it_stands(client, thread, status):
    comment = factories.make_comment(thread, status=status)
    client.force_login(comment.author)
    response = client.get(comment.get_absolute_url())
    try:
        own = reverse("comments:mine")
    except NoReverseMatch:
        assert response.status_code in (404, 410)
    else:
        assert response.url == own
    client.force_login(factories.make_cy())
    assert client.get(comment.get_absolute_url()).status_code in (404, 410)


@pytest.mark.parametrize("status", ["deleted", "removed"])
def test_what_is_gone_is_gone_and_nobody_is_told_why(client, thread, status):
    comment = factories.make_comment(thread)
    moving.move(comment, status, reason="spam")
    response = client.get(comment.get_absolute_url())
    page = response.content.decode()

    assert response.status_code == 410
    assert "no-store" in response["Cache-Control"]
    for told in ("spam", "advertis", "author", "newsroom removed", comment.body):
        assert told not in page.partition("<main")[2].partition("</main>")[0]


def test_nothing_leads_to_a_page_that_is_not_public(client, thread):
    comment = factories.make_comment(thread)
    thread.story.is_published = False
    thread.story.save()
    assert client.get(comment.get_absolute_url()).status_code == 404
    assert client.get("/c/123456789/").status_code == 404


def test_a_permalink_is_a_few_statements(client, thread, django_assert_num_queries):
    author = factories.make_user("answers@example.org")
    root, *_others = make_roots(thread, 30, author)
    reply = make_replies(root, 30, author)[-1]
    of_yesterday()
    with django_assert_num_queries(4):
        client.get(reply.get_absolute_url())


@pytest.mark.parametrize("kind", ["campaign", "petition"])
def test_it_leads_to_the_threads_of_campaigns_and_petitions(client, kind):
    make = getattr(factories, f"make_{kind}")
    subject = make()
    comment = factories.make_comment(factories.make_thread(subject))
    of_yesterday()
    assert follow(client, comment) == f"{subject.url}comments/"
