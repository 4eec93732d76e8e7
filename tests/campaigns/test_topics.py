"""The pages of topics."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Topic
from campaigns.views import topic as view
from tests import factories


@pytest.fixture
def ukraine(db):
    return Topic.objects.create(slug="ukraine", name="Ukraine")


def make_stories(topic, how_many, **changes):
    for number in range(how_many):
        story = factories.make_story(
            slug=f"story-{number}",
            headline=f"Story number {number}.",
            published_at=timezone.now() - timedelta(days=number + 1),
            **changes,
        )
        story.topics.add(topic)


def test_a_topic_has_its_stories_newest_first(client, ukraine):
    make_stories(ukraine, 3)
    page = client.get("/topics/ukraine/").content.decode()

    places = [page.index(f"Story number {number}.") for number in range(3)]
    assert places == sorted(places)
    assert "Volunteers at the border" in page
    assert 'href="/topics/ukraine/feed.atom"' in page


def test_a_story_that_is_not_out_is_on_no_topic(client, ukraine):
    make_stories(ukraine, 1, is_published=False)

    assert "There is no story" in client.get("/topics/ukraine/").content.decode()
    assert "Ukraine" not in client.get("/topics/").content.decode()


def test_long_lists_have_pages(client, ukraine, monkeypatch):
    monkeypatch.setattr(view, "PAGE_SIZE", 2)
    make_stories(ukraine, 5)
    first = client.get("/topics/ukraine/").content.decode()
    third = client.get("/topics/ukraine/?page=3").content.decode()

    assert "Page 1 of 3" in first
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev"' not in first
    assert "Story number 4." in third
    assert 'rel="next"' not in third
    assert "topics/ukraine/?page=3" in third.partition('rel="canonical"')[2][:80]


@pytest.mark.parametrize("page", ["0", "2", "51", "-1", "x", "", "٣", "9" * 40])
def test_a_page_that_there_is_not_is_not_found(client, ukraine, page):
    make_stories(ukraine, 1)

    assert client.get("/topics/ukraine/", {"page": page}).status_code == 404


def test_the_topics_are_listed_with_how_many_stories_each_has(client, ukraine):
    make_stories(ukraine, 2)
    Topic.objects.create(slug="empty", name="Nothing yet")
    page = client.get("/topics/").content.decode()

    assert 'href="/topics/ukraine/"' in page
    assert "2 stories" in page
    assert "Nothing yet" not in page


def test_without_a_story_the_list_says_so(client, db):
    assert "has not published a story" in client.get("/topics/").content.decode()


def test_an_unknown_topic_is_not_found(client, db):
    assert client.get("/topics/nowhere/").status_code == 404
