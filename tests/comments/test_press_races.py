"""A reader who presses many times at once has said it once."""

import itertools
import threading

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from comments import counting, keeping, pacing, sending, signers, threads, waiting
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


# Told to come again, the page sends its form once more by itself.


def test_who_was_told_to_come_again_is_led_to_what_was_stored(cy, monkeypatch):
    story = factories.make_story()
    browser, path = Client(), f"{threads.url(story)}write/"
    browser.force_login(cy)
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "let_go", _lose_the_answer)
        first = browser.post(path, {"text": "I have a sofa."})
    assert first.status_code == 503

    again = browser.post(path, {"text": "I have a sofa."})
    assert again.url == f"/c/{Comment.objects.get().pk}/"


def _lose_the_answer(*_about):
    raise OperationalError("the connection broke once all was stored")


@pytest.mark.parametrize("late", [1, 2])
def test_whichever_of_two_sendings_is_held_up_both_lead_to_one_comment(
    cy, monkeypatch, late
):
    """The one that is late holds the author's row, or waits for it before it asks."""
    story = factories.make_story()
    path = f"{threads.url(story)}write/"
    is_held_up, may_go_on = threading.Event(), threading.Event()
    step = (pacing, "check") if late == 1 else (sending, "hold")
    at_once = getattr(*step)

    def held_up(*about, **more):
        if threading.current_thread().name == "late":
            is_held_up.set()
            assert may_go_on.wait(60)
        return at_once(*about, **more)

    monkeypatch.setattr(*step, held_up)
    found = {}

    def press():
        try:
            browser = Client()
            browser.force_login(cy)
            answer = browser.post(path, {"text": "I have a sofa."})
            found[threading.current_thread().name] = answer.headers.get("Location")
        finally:
            connection.close()

    slow = threading.Thread(target=press, name="late")
    quick = threading.Thread(target=press, name="quick")
    with override_settings(WEB_THREADS=9):
        slow.start()
        assert is_held_up.wait(60)
        quick.start()
        # The quick one is done first where nothing is held; else it waits for the row.
        quick.join(0.2 if late == 1 else 60)
        may_go_on.set()
        for thread in (slow, quick):
            thread.join(60)

    address = f"/c/{Comment.objects.get().pk}/"
    assert found == {"late": address, "quick": address}
    assert CommentChange.objects.count() == 1
