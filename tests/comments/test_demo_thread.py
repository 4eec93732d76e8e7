"""The demo's thread: whole, and told in the words of invented readers."""

import re

import pytest

from accounts.models import User
from campaigns.models import Story
from comments import demo, reading, threads
from comments.demo import arabic
from comments.models import Comment, CommentChange, Respect
from comments.reading import Order
from petitions.demo import stories
from tests import factories

LATIN = re.compile(r"[A-Za-z]{2}")
pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    story = factories.make_story(slug=stories.FIRST["slug"])
    demo.load(story.campaign)
    return story


def test_it_has_everything_that_a_thread_can_have(story):
    page = reading.page(story, order=Order.OLDEST)
    shown = [each.root for each in page.conversations]
    replies = [reply for each in page.conversations for reply in each.replies]

    assert page.count == Comment.objects.published().count() > 15
    assert page.has_featured
    assert [root for root in shown if not root.is_published]
    assert max(reply.depth for reply in replies) >= 5
    assert [reply for reply in replies if reply.is_flattened]
    assert User.objects.count() == len({said.author for said in demo.SAID}) >= 12


def test_its_counts_are_those_of_its_rows(story):
    assert not CommentChange.objects.exists()
    for comment in Comment.objects.all():
        below = Comment.objects.published().filter(path__startswith=comment.path)
        assert comment.reply_count == below.exclude(pk=comment.pk).count()
        assert comment.respect_count == Respect.objects.filter(comment=comment).count()


def test_nobody_respects_their_own_words(story):
    for respect in Respect.objects.select_related("comment"):
        assert respect.reader_id != respect.comment.author_id


def test_its_comments_follow_each_other_in_time(story):
    for reply in Comment.objects.filter(parent__isnull=False).select_related("parent"):
        assert reply.parent.published_at < reply.published_at


def test_without_its_story_there_is_no_thread(db):
    campaign = factories.make_campaign()
    demo.load(campaign)
    assert not Comment.objects.exists()
    assert threads.find(campaign) is None
    assert not Story.objects.exists()


def test_on_an_arabic_site_readers_speak_arabic(settings):
    settings.LANGUAGE_CODE = "ar"
    demo.load(factories.make_story(slug=stories.FIRST["slug"]).campaign)

    said = Comment.objects.published().values_list("body", flat=True)
    assert len(said) > 15
    assert not [words for words in said if LATIN.search(words)]
    assert User.objects.filter(display_name="ماريت أولرنشو").exists()
    assert len(arabic.SAID) == len(demo.SAID) == len(arabic.WORDS)
