"""A reader who presses many times at once has said it once."""

import itertools

import pytest
from django.test import Client

from comments import counting, pacing, sending, signers, threads, waiting
from comments.models import Comment, CommentChange
from comments.posting import Written
from comments.sending import Press
from tests import factories
from tests.accounts import doors
from tests.petitions.test_races import forty_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cy():
    return doors.make_reader("cy@example.org", display_name="Cy Harbour")


def test_forty_presses_of_send_post_one_comment(cy):
    story = factories.make_story()
    path = f"{threads.url(story)}write/"

    def press():
        browser = Client()
        browser.force_login(cy)
        return browser.post(path, {"text": "I have a sofa."}).headers.get("Location")

    assert set(forty_at_once(press)) == {f"/c/{Comment.objects.get().pk}/"}
    assert CommentChange.objects.count() == 1
    counting.drain()
    assert threads.find(story).tally.comments == 1


def test_forty_comings_through_the_door_post_one_comment(cy):
    story = factories.make_story()
    slugs = {"campaign": story.campaign.slug, "slug": story.slug}
    payload = waiting.pressed("story", slugs, Press(Written("I have a sofa.")))

    assert len(set(forty_at_once(lambda: waiting.perform(cy, payload)))) == 1
    assert Comment.objects.count() == 1


def test_of_forty_different_comments_at_once_one_is_taken(cy):
    story, number = factories.make_story(), itertools.count()

    def say():
        try:
            sending.send(cy, story, Press(Written(f"Number {next(number)}.")))
        except pacing.TooFast:
            return "too fast"
        return "said"

    # Two where the ten seconds end within the forty.
    assert forty_at_once(say).count("said") in (1, 2)
    assert Comment.objects.count() in (1, 2)


def test_forty_presses_publish_a_reason_once(cy):
    signature = factories.make_signature(
        factories.make_petition(),
        email="cy@example.org",
        status="confirmed",
        reason="They are people.",
    )
    pks = {it.pk for it in forty_at_once(lambda: signers.publish(cy, signature))}

    assert pks == {Comment.objects.get().pk}
