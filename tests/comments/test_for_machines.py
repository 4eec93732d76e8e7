"""What programs are told of a thread: feed, data in the page, sitemap, "gone"."""

import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.utils import timezone

from campaigns import taking_down
from comments import counting, moving, threads
from comments.models import Comment
from tests import factories
from tests.campaigns.test_structured_data import BLOCK
from tests.comments.making import make_chain, make_roots
from tests.parts import schemas

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def thread(story):
    return factories.make_thread(story)


def feed_of(client, subject):
    response = client.get(f"{threads.url(subject)}feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    schemas.atom(response.content)
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return parsed


def thing_of(client, subject, kind):
    [block] = BLOCK.findall(client.get(subject.url).content.decode())
    return next(it for it in json.loads(block)["@graph"] if it["@type"] == kind)


def test_the_feed_is_valid_and_tells_who_said_what_to_whom(client, story, thread):
    ada, bo = (
        factories.make_user(f"{name}@example.org", display_name=name)
        for name in ("Ada & Co", "Bo")
    )
    root = factories.make_comment(thread, ada, body="One & <two>.\x0c")
    reply = factories.make_comment(
        thread, bo, parent=root, edited_at=timezone.now() + timedelta(hours=1)
    )
    feed = feed_of(client, story)

    assert feed.feed.title == f"Comments on “{story.headline}”"
    assert feed.feed.link == f"{SITE}{threads.url(story)}"
    newest, oldest = feed.entries
    assert newest.title == "Bo, in answer to Ada & Co"
    assert (oldest.title, oldest.author) == ("Ada & Co", "Ada & Co")
    assert oldest.link == f"{SITE}/c/{root.pk}/"
    assert oldest.id == f"tag:127.0.0.1,2026:comment/{root.pk}"
    assert "One &amp; &lt;two&gt;." in oldest.content[0].value
    assert newest.updated[:19] == f"{reply.edited_at:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize("kind", ["story", "campaign", "petition"])
def test_the_feed_of_a_silent_thread_is_valid_too(client, kind):
    subject = getattr(factories, f"make_{kind}")()
    assert feed_of(client, subject).entries == []
    factories.make_comment(factories.make_thread(subject))


def test_the_thread_page_names_its_feed(client, story):
    page = client.get(threads.url(story)).content.decode()
    feed = f"{threads.url(story)}feed/"
    assert f'type="application/atom+xml" title="Comments on “{story.headline}”"' in page
    assert f'<a href="{feed}">' in page


def test_the_feed_tells_of_nothing_hidden(client, story, thread):
    comment = factories.make_comment(thread)
    factories.make_comment(thread, status="pending")
    moving.move(comment, Comment.Status.REMOVED)
    assert feed_of(client, story).entries == []


def test_an_article_tells_its_comments_in_the_words_of_schema_org(
    client, story, thread
):
    begun = make_roots(thread, 11)
    make_chain(thread, 1, body="Under </script><b>.", author=begun[0].author)
    counting.drain()
    article = thing_of(client, story, "NewsArticle")

    assert article["headline"] == story.headline
    assert article["commentCount"] == 13
    assert article["discussionUrl"] == f"{SITE}{threads.url(story)}"
    assert len(article["comment"]) == 10
    first, second, *_others = article["comment"]
    assert first["text"].startswith("Under ")
    assert second == {
        "@type": "Comment",
        "url": f"{SITE}/c/{begun[-1].pk}/",
        "text": "Beginning 10.",
        "author": {"@type": "Person", "name": begun[-1].author.display_name},
        "datePublished": begun[-1].published_at.isoformat(timespec="seconds"),
    }


def test_an_article_that_nobody_commented_on_says_that(client, story):
    article = thing_of(client, story, "NewsArticle")
    assert article["commentCount"] == 0
    assert "comment" not in article


def test_a_place_without_a_comment_is_no_comment_to_machines(client, story, thread):
    root, _reply = make_chain(thread, 1)
    counting.drain()
    moving.move(root, Comment.Status.REMOVED)
    assert "comment" not in thing_of(client, story, "NewsArticle")


def test_the_sitemap_names_threads_that_somebody_spoke_in(client, story, thread):
    factories.make_comment(thread)
    Comment.objects.update(published_at=AT)
    campaign = story.campaign
    silent = factories.make_thread(campaign)
    factories.make_comment(silent, status="pending")
    draft = factories.make_story(slug="draft", is_published=False)
    factories.make_comment(factories.make_thread(draft))
    petition = factories.make_petition(status="draft")
    factories.make_comment(factories.make_thread(petition))

    response = client.get("/sitemap-comments.xml")
    root = schemas.sitemap(response.content)
    places = [
        (place[0].text.removeprefix(SITE), place[1].text)
        for place in root.iterchildren()
    ]
    assert places == [(threads.url(story), "2026-03-01T09:30:00+00:00")]
    assert b"/sitemap-comments.xml" in client.get("/sitemap.xml").content


def test_a_story_that_was_taken_down_takes_its_thread_along(client, story, thread):
    comment = factories.make_comment(thread)
    ada = factories.make_ada()
    taking_down.take_down(story, reason="A court said so.", note="", by=ada)
    for path in ("", "feed/", "count.json", f"{comment.pk}/"):
        assert client.get(threads.url(story) + path).status_code == 410


def test_robots_need_not_follow_each_permalink(client):
    assert "Disallow: /c/" in client.get("/robots.txt").content.decode().splitlines()
