"""A correction is told of once, as soon as readers can see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import corrections, publishing
from campaigns.models import Correction
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    told = []
    monkeypatch.setattr(corrections, "_hearers", [lambda it: told.append(it.pk)])
    return told


def correct(story, text="There were four trains."):
    return Correction.objects.create(story=story, text=text)


def test_a_correction_is_told_of_once(heard):
    correction = correct(factories.make_story())
    assert corrections.announce_due() == 1
    assert corrections.announce_due() == 0

    assert heard == [correction.pk]
    assert Correction.objects.get().announced_at is not None


def test_of_two_workers_who_find_it_one_tells(heard):
    correction = correct(factories.make_story())
    assert corrections._announce(correction)
    assert not corrections._announce(correction)

    assert heard == [correction.pk]


def test_what_fails_while_it_is_told_is_told_by_the_next_round(monkeypatch):
    correct(factories.make_story())

    def fail(_correction):
        raise KeyboardInterrupt

    with monkeypatch.context() as failing:
        failing.setattr(corrections, "_hearers", [fail])
        with pytest.raises(KeyboardInterrupt):
            corrections.announce_due()
    assert corrections.announce_due() == 1


@pytest.mark.parametrize("state", ["draft", "held back", "draft campaign"])
def test_on_a_story_that_nobody_can_read_it_waits(heard, state):
    hour = timezone.now() + timedelta(hours=1 if state == "held back" else -1)
    story = factories.make_story(is_published=state != "draft", published_at=hour)
    if state == "draft campaign":
        story.campaign.is_published = False
        story.campaign.save()
    correct(story)
    assert corrections.announce_due() == 0

    story.campaign.is_published = True
    story.campaign.save()
    publishing.publish(story, at=timezone.now())
    assert corrections.announce_due() == 1


def test_the_worker_that_announces_stories_tells_of_corrections(heard):
    from campaigns import tasks

    correct(factories.make_story())
    tasks.publish_stories()

    assert len(heard) == 1
