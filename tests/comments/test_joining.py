"""Respect, follow and mute: pressed signed in, or through the door."""

import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Profile
from comments import counting, following, moving, notices
from comments.models import Comment, Follow, Mute, Notice, Respect, Sanction
from tests import factories
from tests.accounts import doors
from tests.petitions.test_races import forty_at_once

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def thread():
    return factories.make_thread()


@pytest.fixture
def cy():
    return doors.make_reader("cy@example.org", display_name="Cy Harbour")


@pytest.fixture
def dee():
    return doors.make_reader("dee@example.org", display_name="Dee Lake")


@pytest.fixture
def reader(client, cy):
    client.force_login(cy)
    return client


@pytest.fixture
def said(thread, dee):
    return factories.make_comment(thread, dee, body="A bed is free.")


def respects(comment):
    counting.drain()
    comment.refresh_from_db()
    return comment.respect_count


# Respect


def test_respect_counts_once_and_can_be_taken_back(reader, said):
    for _press in range(3):
        assert reader.post(f"/c/{said.pk}/respect/").url == f"/c/{said.pk}/"
    assert respects(said) == 1

    for _press in range(2):
        reader.post(f"/c/{said.pk}/respect/", {"stop": "1"})
    assert respects(said) == 0


def test_nobody_respects_themselves(said, dee, client):
    client.force_login(dee)
    answer = client.post(f"/c/{said.pk}/respect/")

    assert answer.status_code == 409
    assert "your own comment" in answer.content.decode()
    assert respects(said) == 0


def test_what_is_hidden_gets_no_respect(reader, thread, dee):
    hidden = factories.make_comment(thread, dee, status=Status.HELD)

    assert reader.post(f"/c/{hidden.pk}/respect/").status_code == 409


def test_signed_out_it_is_done_after_the_door(client, said, cy, mailoutbox):
    answer = client.post(f"/c/{said.pk}/respect/")
    assert answer.url.startswith("/accounts/")
    assert not Respect.objects.exists()

    answer = doors.come_in(client, mailoutbox)
    assert answer.url == f"/c/{said.pk}/"
    assert Respect.objects.get().reader == cy


def test_looking_gives_no_respect(reader, said):
    reader.get(f"/c/{said.pk}/respect/")

    assert not Respect.objects.exists()


def test_another_site_gives_no_respect(reader, said):
    answer = reader.post(f"/c/{said.pk}/respect/", HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert not Respect.objects.exists()


# Follow


def test_what_those_say_whom_i_follow_is_on_one_page(reader, thread, said, dee):
    assert "You follow nobody yet" in reader.get("/forum/following/").content.decode()
    reader.post(f"/c/{said.pk}/follow/")
    factories.make_comment(thread, body="Somebody else's words.")
    page = reader.get("/forum/following/").content.decode()

    assert "A bed is free." in page
    assert "Somebody else's words." not in page
    assert "Dee Lake" in page


def test_following_ends(reader, said, cy):
    reader.post(f"/c/{said.pk}/follow/")
    reader.post(f"/c/{said.pk}/follow/", {"stop": "1"})
    assert not Follow.objects.exists()

    reader.post(f"/c/{said.pk}/follow/")
    reader.post(f"/forum/stop/follow/{Follow.objects.get().pk}/")
    assert not Follow.objects.exists()


def test_nobody_ends_what_is_anothers(reader, said, dee, thread):
    own = following.follow(dee, thread)
    reader.post(f"/forum/stop/follow/{own.pk}/")

    assert Follow.objects.filter(pk=own.pk).exists()


def test_only_beginnings_are_shown_to_who_wants_only_those(thread, said, cy, dee):
    other = factories.make_comment(thread)
    answer = factories.make_comment(thread, dee, parent=other, body="An answer.")
    following.follow(cy, dee, Follow.Level.ROOTS)
    assert set(following.newest_said(cy, 50)) == {said}

    following.follow(cy, dee)
    assert set(following.newest_said(cy, 50)) == {said, answer}


def test_a_thread_and_a_whole_campaign_can_be_followed(reader, thread, said, cy):
    story = thread.story
    reader.post(f"{story.url}comments/follow/")
    assert Follow.objects.get().thread == thread
    assert set(following.newest_said(cy, 50)) == {said}

    Follow.objects.all().delete()
    reader.post(f"{story.campaign.url}comments/follow/")
    assert Follow.objects.get().campaign == story.campaign
    assert set(following.newest_said(cy, 50)) == {said}


def test_who_follows_a_thread_reads_nothing_of_whom_they_mute(cy, dee, thread, said):
    following.follow(cy, thread)
    assert set(following.newest_said(cy, 50)) == {said}

    following.mute(cy, dee)
    assert set(following.newest_said(cy, 50)) == set()


def test_hidden_comments_are_shown_to_no_follower(cy, dee, thread, said):
    following.follow(cy, dee)
    Comment.objects.filter(pk=said.pk).update(status=Status.HELD)

    assert not following.newest_said(cy, 50)


def test_who_wants_no_followers_has_none(reader, said, dee):
    Profile.objects.create(user=dee, refuses_followers=True)
    answer = reader.post(f"/c/{said.pk}/follow/")

    assert answer.status_code == 409
    assert "cannot be followed" in answer.content.decode()
    assert not Follow.objects.exists()


def test_nobody_follows_themselves(client, said, dee):
    client.force_login(dee)

    assert client.post(f"/c/{said.pk}/follow/").status_code == 409


# Mute


def test_who_is_muted_is_nowhere_to_be_seen_and_not_told(reader, thread, said, cy, dee):
    following.follow(cy, dee)
    following.follow(dee, cy)
    own = factories.make_comment(thread, cy)
    reader.post(f"/c/{said.pk}/mute/")
    factories.make_comment(thread, dee, parent=own)

    assert not Follow.objects.exists()
    assert not following.answers_to(cy).exists()
    assert not Notice.objects.filter(recipient=cy).exists()
    assert not Notice.objects.filter(recipient=dee).exists()
    with pytest.raises(following.Refused):
        following.follow(dee, cy)


def test_muting_ends(reader, said, cy, dee):
    reader.post(f"/c/{said.pk}/mute/")
    page = reader.get("/forum/following/").content.decode()
    assert "Whom you muted" in page

    reader.post(f"/forum/stop/mute/{Mute.objects.get().pk}/")
    assert not Mute.objects.exists()


# Answers, and news


def test_answers_are_read_outside_any_article(reader, thread, cy, dee):
    own = factories.make_comment(thread, cy, body="Who has a bed?")
    factories.make_comment(thread, dee, parent=own, body="I have.")
    page = reader.get("/forum/replies/").content.decode()

    assert "I have." in page
    assert "Who has a bed?" in page


def test_an_answer_is_told_once_when_it_is_published(thread, cy, dee):
    own = factories.make_comment(thread, cy)
    answer = factories.make_comment(thread, dee, parent=own, status=Status.PENDING)
    assert notices.unseen(cy) == 0

    for status in (Status.PUBLISHED, Status.HELD, Status.PUBLISHED):
        moving.move(answer, status, rule="test")
    assert Notice.objects.filter(recipient=cy, kind="reply").count() == 1
    assert notices.unseen(cy) == 1


def test_an_answer_that_is_hidden_again_is_no_news(thread, cy, dee):
    own = factories.make_comment(thread, cy)
    answer = factories.make_comment(thread, dee, parent=own)
    moving.move(answer, Status.REMOVED, rule="test")

    assert notices.unseen(cy) == 0


def test_nobody_is_told_of_what_they_did_themselves(thread, cy):
    own = factories.make_comment(thread, cy)
    factories.make_comment(thread, cy, parent=own)

    assert not Notice.objects.exists()


def test_news_are_counted_in_the_head_and_seen_by_a_press(reader, thread, cy, dee):
    own = factories.make_comment(thread, cy)
    factories.make_comment(thread, dee, parent=own)
    assert reader.get("/accounts/me.json").json()["forum"] == {"unseen": 1}
    page = reader.get("/forum/notices/").content.decode()
    assert "answered you" in page
    assert notices.unseen(cy) == 1

    reader.post("/forum/notices/")
    assert notices.unseen(cy) == 0
    assert reader.get("/accounts/me.json").json()["forum"] == {}


def test_a_follower_is_news(reader, said, dee):
    reader.post(f"/c/{said.pk}/follow/")

    (notice,) = notices.of_reader(dee)
    assert notice.kind == "follower"


@pytest.mark.parametrize("page", ["following", "replies", "notices", "mine"])
def test_signed_out_the_door_opens_and_leads_back(page):
    answer = Client().get(f"/forum/{page}/")

    assert answer.url == f"/accounts/?next=/forum/{page}/"


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_odd_pages_are_not_found(reader, before):
    assert reader.get("/forum/replies/", {"before": before}).status_code == 404


# Who may not write


@pytest.mark.parametrize("kind", ["suspended", "banned"])
def test_who_is_silenced_is_told_why_and_until_when(reader, cy, said, thread, kind):
    until = said.created_at.replace(year=said.created_at.year + 1)
    Sanction.objects.create(
        reader=cy, kind=kind, reason="Threats.", until=until if kind[0] == "s" else None
    )
    answer = reader.post(f"{thread.story.url}comments/write/", {"text": "Hello."})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Threats." in page
    assert "Hello." in page
    assert reader.post(f"/c/{said.pk}/respect/").status_code == 409


def test_a_sanction_that_is_over_or_lifted_holds_no_more(reader, cy, thread, said):
    now = said.created_at
    Sanction.objects.create(reader=cy, kind="suspended", reason="x", until=now)
    Sanction.objects.create(reader=cy, kind="banned", reason="x", lifted_at=now)
    answer = reader.post(f"{thread.story.url}comments/write/", {"text": "Hello."})

    assert answer.status_code == 302


@pytest.mark.parametrize("page", ["following", "replies"])
def test_what_was_said_on_a_page_that_is_not_public_is_not_shown(
    reader, thread, said, cy, dee, page
):
    following.follow(cy, dee)
    own = factories.make_comment(thread, cy)
    factories.make_comment(thread, dee, parent=own, body="On a page taken down.")
    assert "On a page taken down." in reader.get(f"/forum/{page}/").content.decode()

    thread.story.is_published = False
    thread.story.save()
    assert "On a page taken down." not in reader.get(f"/forum/{page}/").content.decode()


@pytest.mark.parametrize("verb", ["respect", "follow", "mute"])
def test_nothing_is_pressed_on_a_page_that_is_not_public(reader, thread, said, verb):
    thread.story.is_published = False
    thread.story.save()

    assert reader.post(f"/c/{said.pk}/{verb}/").status_code == 409
    assert not Respect.objects.exists()
    assert not Follow.objects.exists()
    assert not Mute.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_mute_that_comes_while_somebody_follows_leaves_no_follow(monkeypatch):
    """Right after the look at who is muted, and before the follow is stored."""
    cy, dee = (factories.make_user(f"{name}@example.org") for name in ("cy", "dee"))
    looked, muted = threading.Event(), threading.Event()
    refuse = following._refuse_person

    def look_and_wait(follower, person):
        refuse(follower, person)
        looked.set()
        # As long as it takes to mute; who holds both keeps the mute waiting.
        muted.wait(timeout=1)

    def follow():
        try:
            following.follow(cy, dee)
        finally:
            connection.close()

    monkeypatch.setattr(following, "_refuse_person", look_and_wait)
    follower = threading.Thread(target=follow)
    follower.start()
    assert looked.wait(timeout=30)
    following.mute(dee, cy)
    muted.set()
    follower.join()

    assert Mute.objects.count() == 1
    assert not Follow.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_follows_at_once_are_one():
    cy, dee = (factories.make_user(f"{name}@example.org") for name in ("cy", "dee"))
    forty_at_once(lambda: following.follow(cy, dee))

    assert Follow.objects.count() == 1
