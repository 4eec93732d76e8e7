"""A reader's public page: what they said, by their choice."""

import pytest

from accounts.models import Profile
from comments import following, notices
from comments.models import Comment, Follow
from tests import factories

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def profile(dee):
    return Profile.objects.create(user=dee, is_public=True, about="I row.")


def page_of(client, profile, **asked):
    return client.get(f"/accounts/readers/{profile.public_id}/", asked)


def test_a_public_page_shows_what_its_reader_said(client, thread, dee, profile):
    factories.make_comment(thread, dee, body="A bed is free.")
    factories.make_comment(thread, dee, body="Hidden words.", status=Status.HELD)
    page = page_of(client, profile).content.decode()

    assert "A bed is free." in page
    assert "Hidden words." not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "@example.org" not in page


def test_a_public_page_has_pages(client, thread, dee, profile):
    for number in range(25):
        factories.make_comment(thread, dee, body=f"Words {number}.")
    page = page_of(client, profile).content.decode()
    before = page.partition('href="?before=')[2].partition('"')[0]
    assert "Words 24." in page
    assert "Words 4." not in page

    assert "Words 4." in page_of(client, profile, before=before).content.decode()
    assert page_of(client, profile, before="x").status_code == 404


def test_who_chose_no_page_has_none_and_nothing_can_be_pressed_there(client, cy, dee):
    profile = Profile.objects.create(user=dee)
    client.force_login(cy)

    assert page_of(client, profile).status_code == 404
    url = f"/forum/readers/{profile.public_id}/follow/"
    assert client.post(url).status_code == 404
    assert not Follow.objects.exists()


def test_a_reader_is_followed_and_muted_on_their_page(client, cy, dee, profile, thread):
    factories.make_comment(thread, dee, body="A bed is free.")
    client.force_login(cy)
    press = f"/forum/readers/{profile.public_id}"
    assert (
        client.post(f"{press}/follow/").url == f"/accounts/readers/{profile.public_id}/"
    )
    assert "Stop following" in page_of(client, profile).content.decode()
    assert [it.kind for it in notices.of_reader(dee)] == ["follower"]

    client.post(f"{press}/mute/")
    assert "A bed is free." not in page_of(client, profile).content.decode()
    client.post(f"{press}/mute/", {"stop": "1"})
    assert "A bed is free." in page_of(client, profile).content.decode()


def test_followers_and_search_engines_are_the_readers_choice(client, cy, dee, profile):
    following.follow(cy, dee)
    page = page_of(client, profile).content.decode()
    assert "Cy Harbour" not in page
    assert "Followed by" not in page

    client.force_login(dee)
    usual = {"reply": "at_once", "moderated": "at_once", "featured": "daily"}
    usual |= {"story": "daily", "thread": "daily", "corrected": "daily"}
    usual |= {"followed": "weekly"}
    usual |= {"follower": "never", "is_findable": "on", "shows_followers": "on"}
    assert client.post("/forum/letters/", usual).url == "/forum/letters/"
    client.logout()
    page = page_of(client, profile).content.decode()
    assert "Followed by 1 reader" in page
    assert "Cy Harbour" not in page, "who has no page of their own"
    assert "noindex" not in page

    Profile.objects.create(user=cy, is_public=True)
    assert "Cy Harbour" in page_of(client, profile).content.decode()


def test_the_name_of_who_has_a_page_leads_to_it(client, thread, dee, cy, profile):
    factories.make_comment(thread, dee)
    Profile.objects.create(user=cy)
    factories.make_comment(thread, cy)
    page = client.get(f"{thread.story.url}comments/").content.decode()

    assert page.count("/accounts/readers/") == 1
    assert f'/accounts/readers/{profile.public_id}/"><bdi>Dee Lake</bdi>' in page
