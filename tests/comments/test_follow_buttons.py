"""Buttons to follow, on every page that is spoken about, and the level of a follow."""

import pytest

from comments import following
from comments.models import Follow
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


def test_every_page_that_is_spoken_about_has_its_buttons(client):
    petition = factories.make_petition()
    story = factories.make_story()
    campaign = story.campaign
    pages = {it.url: client.get(it.url) for it in (story, campaign, petition)}
    pages |= {f"{url}comments/": client.get(f"{url}comments/") for url in list(pages)}

    for url, page in pages.items():
        content = page.content.decode()
        assert "Follow this campaign" in content, url
        is_campaign = url.startswith(campaign.url) and "/stories/" not in url
        assert ("Follow this conversation" in content) != is_campaign, url


def test_a_press_leads_back_to_where_it_was(client, cy, story):
    client.force_login(cy)
    url = f"{story.campaign.url}comments/follow/"

    assert client.post(url, {"back": story.url}).url == story.url
    assert Follow.objects.get().campaign == story.campaign
    away = client.post(url, {"back": "https://evil.example/"})
    assert away.url == f"{story.campaign.url}comments/"
    client.post(url, {"stop": "1"})
    assert not Follow.objects.exists()


def test_signed_out_it_is_followed_after_the_door(client, cy, story, mailoutbox):
    url = f"{story.url}comments/follow/"
    assert client.post(url, {"back": story.url}).url.startswith("/accounts/")
    assert not Follow.objects.exists()

    assert doors.come_in(client, mailoutbox).url == story.url
    assert Follow.objects.get().thread.story == story


def test_what_one_follows_is_told_to_one_alone(client, cy, story):
    mine = f"{story.url}comments/mine.json"
    assert client.get(mine).json() == {"is_reader": False}
    client.force_login(cy)
    assert client.get(mine).json()["follows"] == {"thread": False, "campaign": False}

    client.post(f"{story.url}comments/follow/")
    assert client.get(mine).json()["follows"] == {"thread": True, "campaign": False}
    client.post(f"{story.campaign.url}comments/follow/")
    assert client.get(mine).json()["follows"] == {"thread": True, "campaign": True}


def test_the_level_of_a_follow_is_changed_in_the_list(client, cy, dee):
    own = following.follow(cy, dee)
    others = following.follow(dee, cy)
    client.force_login(cy)
    assert (
        "what begins a conversation" in client.get("/forum/following/").content.decode()
    )
    client.get(f"/forum/level/{own.pk}/", {"level": "roots"})
    for pk, level in ((own.pk, "roots"), (own.pk, "x"), (others.pk, "roots")):
        client.post(f"/forum/level/{pk}/", {"level": level})
    own.refresh_from_db()
    others.refresh_from_db()

    assert (own.level, others.level) == ("roots", "all")
