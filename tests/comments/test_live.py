"""What a page of a thread asks for while it is read."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comments import counting, moving, threads
from comments.models import Comment, Follow, Mute, Respect, Thread
from config import page_memory
from tests import factories
from tests.comments.making import make_roots

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def thread(story):
    return factories.make_thread(story)


@pytest.fixture
def cy():
    return factories.make_user("cy@example.org", display_name="Cy Harbour")


def count_of(story):
    cache.clear()
    page_memory.forget()
    return Client().get(f"{threads.url(story)}count.json")


def ask(story, *comments, reader=None):
    client = Client()
    if reader:
        client.force_login(reader)
    ids = ",".join(str(comment.pk) for comment in comments)
    return client.get(f"{threads.url(story)}mine.json?ids={ids}")


# The poll


def test_the_poll_is_everybodys_and_any_sites(story):
    response = count_of(story)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    told = response.json()
    assert (told["count"], told["newest"]) == (0, [])
    assert told["page"] == f"http://127.0.0.1:8000{threads.url(story)}"


def test_it_tells_the_times_of_the_last_comments(story, thread):
    first, second = make_roots(thread, 2)
    counting.drain()
    told = count_of(story).json()

    assert told["count"] == 2
    assert told["newest"] == [
        f"{comment.published_at:%Y-%m-%dT%H:%M:%S.%fZ}" for comment in (second, first)
    ]


def test_a_page_knows_the_last_comment_that_it_shows(story, thread):
    """By it the script tells what came since."""
    make_roots(thread, 2)
    page = Client().get(threads.url(story)).content.decode()
    assert f'data-newest="{count_of(story).json()["newest"][0]}"' in page


def test_what_is_published_later_is_new_and_what_is_hidden_is_not(story, thread):
    waits = factories.make_comment(thread, status="pending")
    shown = factories.make_comment(thread)
    moving.move(waits, Status.PUBLISHED)
    newest = count_of(story).json()["newest"]
    assert newest[0] > f"{shown.published_at:%Y-%m-%dT%H:%M:%S.%fZ}"

    moving.move(waits, Status.HELD)
    assert len(count_of(story).json()["newest"]) == 1


def test_it_tells_of_so_many_and_no_more(story, thread):
    make_roots(thread, 52)
    assert len(count_of(story).json()["newest"]) == 50


def test_the_poll_is_a_few_statements(story, thread, django_assert_num_queries):
    make_roots(thread, 3)
    with django_assert_num_queries(3):
        count_of(story)


def test_a_thread_that_was_made_at_the_desk_counts_nothing_yet(story):
    Thread.objects.create(story=story, mode="before")
    assert count_of(story).json()["count"] == 0
    for path in (story.url, threads.url(story)):
        assert Client().get(path).status_code == 200


# What is one reader's


def test_a_stranger_is_told_nothing_and_nothing_is_kept(story, thread):
    comment = factories.make_comment(thread)
    response = ask(story, comment)
    assert response.json() == {"is_reader": False}
    assert "no-store" in response["Cache-Control"]


def test_a_readers_answer_is_nobody_elses(story, cy):
    response = ask(story, reader=cy)
    assert "no-store" in response["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response


def test_a_reader_is_told_which_are_their_own_and_until_when(story, thread, cy):
    now = timezone.now()
    new = factories.make_comment(thread, cy, created_at=now - timedelta(minutes=4))
    old = factories.make_comment(thread, cy, created_at=now - timedelta(minutes=6))
    other = factories.make_comment(thread)
    told = ask(story, new, old, other, reader=cy).json()

    assert [it["id"] for it in told["own"]] == [new.pk, old.pk]
    until = new.created_at + timedelta(minutes=5)
    assert told["own"][0]["editable_until"] == f"{until:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert told["own"][1]["editable_until"] is None


def test_a_reader_is_told_whom_they_follow_mute_and_respect(story, thread, cy):
    followed, muted, respected = make_roots(thread, 1) + [
        factories.make_comment(thread) for _ in range(2)
    ]
    Follow.objects.create(follower=cy, reader=followed.author)
    Mute.objects.create(owner=cy, reader=muted.author)
    Respect.objects.create(comment=respected, reader=cy)
    told = ask(story, followed, muted, respected, reader=cy).json()

    assert told["followed"] == [followed.pk]
    assert told["muted"] == [muted.pk]
    assert told["respected"] == [respected.pk]
    assert told["own"] == []


def test_of_other_readers_wishes_nothing_is_told(story, thread, cy):
    dee = factories.make_user("dee@example.org")
    comment = factories.make_comment(thread)
    Follow.objects.create(follower=dee, reader=comment.author)
    Mute.objects.create(owner=dee, reader=comment.author)
    Respect.objects.create(comment=comment, reader=dee)
    told = ask(story, comment, reader=cy).json()
    assert told["followed"] == told["muted"] == told["respected"] == []


def test_a_hidden_comment_tells_nothing_of_its_author(story, thread, cy):
    comment = factories.make_comment(thread, status="held")
    Mute.objects.create(owner=cy, reader=comment.author)
    assert ask(story, comment, reader=cy).json()["muted"] == []


@pytest.mark.parametrize(("name", "needs_name"), [("", True), ("Cy Harbour", False)])
def test_a_reader_without_a_name_is_told_so(story, cy, name, needs_name):
    cy.display_name = name
    cy.save()
    assert ask(story, reader=cy).json()["needs_name"] is needs_name


@pytest.mark.parametrize(
    "ids", ["", "x", "1,,2", "-1", "9" * 40, "²", "1;2", "1," * 999]
)
def test_odd_numbers_are_left_out(story, cy, ids):
    client = Client()
    client.force_login(cy)
    response = client.get(f"{threads.url(story)}mine.json", {"ids": ids})
    assert response.status_code == 200
    assert response.json()["own"] == []


def test_it_costs_the_same_for_many_comments(
    story, thread, cy, django_assert_num_queries
):
    client = Client()
    client.force_login(cy)
    ids = ",".join(str(comment.pk) for comment in make_roots(thread, 30))
    # Two for the session and its reader, one for the story.
    with django_assert_num_queries(9):
        client.get(f"{threads.url(story)}mine.json?ids={ids}")
