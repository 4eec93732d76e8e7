"""What the forum keeps about a reader comes along, goes, or moves with them."""

import json

import pytest
from django.utils import timezone

from accounts.home import belongings, downloading, merging
from accounts.models import Merger, User
from comments import counting, deleting, editing, moving, posting, threads
from comments.models import Comment, Follow, Mute, Notice, Report, Respect, Revision
from comments.posting import Written
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def eve():
    return doors.make_reader("eve@example.org", display_name="Eve")


@pytest.fixture
def dee():
    return doors.make_reader("dee@example.org", display_name="Dee Marsh")


@pytest.fixture
def thread(story):
    return threads.of(story)


def respect(reader, comment):
    Respect.objects.create(reader=reader, comment=comment)
    counting.queue(comment, respects=1)


def merge(into, other):
    merger = Merger.objects.create(
        user=into, other_email=other.email, other_id=other.pk, other_mailbox=b"x"
    )
    merger.proved_at = timezone.now()
    merger.save()
    merging.merge(merger)


# At home


def test_the_home_shows_what_a_reader_wrote_and_how_it_stands(client, cy, thread):
    factories.make_comment(thread, cy, body="I have a sofa.", status=Status.PENDING)
    client.force_login(cy)
    page = client.get("/accounts/me/").content.decode()

    assert "I have a sofa." in page
    assert "a moderator reads it first" in page
    assert 'href="/forum/mine/"' in page


def test_the_home_shows_whom_and_what_a_reader_follows_and_mutes(
    client, cy, dee, eve, story, thread
):
    client.force_login(cy)
    assert "Whom you muted" not in client.get("/accounts/me/").content.decode()
    follows = [
        Follow.objects.create(follower=cy, reader=dee),
        Follow.objects.create(follower=cy, thread=thread),
        Follow.objects.create(follower=cy, campaign=story.campaign),
    ]
    mute = Mute.objects.create(owner=cy, reader=eve)
    page = client.get("/accounts/me/").content.decode()
    assert "Dee Marsh" in page
    assert f'href="{story.campaign.url}"' in page
    assert "<bdi>Eve</bdi>" in page
    assert 'href="/forum/following/"' in page

    for path in [f"follow/{it.pk}" for it in follows] + [f"mute/{mute.pk}"]:
        answer = client.post(f"/forum/stop/{path}/", {"at": "home"})
        assert answer.url == "/accounts/me/"
    assert not Follow.objects.exists()
    assert not Mute.objects.exists()


# Download


def test_everything_can_be_taken_home(cy, story, thread, dee):
    comment = posting.post(cy, story, Written("Frist!", came_by="share.x"))
    editing.edit(comment, "First!")
    other = factories.make_comment(thread, dee, body="Second!")
    respect(cy, other)
    Follow.objects.create(follower=cy, reader=dee)
    Follow.objects.create(follower=cy, thread=threads.of(story))
    Mute.objects.create(owner=cy, reader=factories.make_bo(display_name="Bo"))
    Notice.objects.create(recipient=cy, kind="reply", about="1", comment=other)
    Report.objects.create(reporter=cy, comment=other, reason="spam", words="An ad.")
    kept = json.loads(downloading.as_json(downloading.take(cy)))

    (mine,) = kept["comments"]
    assert (mine["text"], mine["state"], mine["came_by"]) == (
        "First!",
        "published",
        "share.x",
    )
    assert mine["about"] == story.headline
    assert "Frist!" in mine["earlier_texts"][0]
    assert kept["respects"][0]["comment"] == other.pk
    assert [it["of"] for it in kept["follows"]] == ["Dee Marsh", story.headline]
    assert kept["mutes"][0]["reader"] == "Bo"
    assert kept["notices"][0]["kind"] == "reply"
    assert kept["reports"][0]["words"] == "An ad."
    assert "dee@example.org" not in json.dumps(kept)
    assert "Second!" not in json.dumps(kept)
    assert "First!" in downloading.as_page(belongings.everything(cy) | {"made_at": ""})


# Erasing


def erase(user):
    belongings.erase(user)
    user.delete()
    counting.drain()


def test_who_leaves_takes_author_and_text_and_no_reply(cy, dee, story):
    answered = posting.post(cy, story, Written("Frist!"))
    editing.edit(answered, "First!")
    posting.post(cy, story, Written("Nobody answered this."))
    reply = posting.post(dee, story, Written("Well said.", parent_id=answered.pk))
    erase(cy)

    kept = {it.pk: it for it in Comment.objects.all()}
    assert set(kept) == {answered.pk, reply.pk}
    stub = kept[answered.pk]
    assert (stub.author, stub.body, stub.body_html, stub.status) == (
        None,
        "",
        "",
        "deleted",
    )
    assert kept[reply.pk].is_published
    assert not Revision.objects.exists()
    assert threads.find(story).tally.comments == 1


def test_what_moderators_decided_stays_in_the_figures_without_text_or_author(
    cy, thread
):
    comment = factories.make_comment(thread, cy)
    moving.move(comment, Status.REMOVED, by=factories.make_ada(), reason="spam")
    erase(cy)

    stub = Comment.objects.get()
    assert (stub.author, stub.body, stub.status) == (None, "", "removed")
    assert stub.actions.get().reason == "spam"


def test_a_comment_deleted_before_is_gone_too(cy, thread):
    comment = factories.make_comment(thread, cy)
    deleting.delete(comment, by=cy)
    erase(cy)

    assert not Comment.objects.exists()


def test_the_respect_of_who_leaves_is_counted_out(cy, dee, thread):
    comment = factories.make_comment(thread, dee)
    respect(cy, comment)
    counting.drain()
    erase(cy)

    comment.refresh_from_db()
    assert comment.respect_count == 0


# Merging


def test_the_other_accounts_comments_become_this_ones(cy, eve, thread):
    comment = factories.make_comment(thread, eve)
    merge(cy, eve)

    comment.refresh_from_db()
    assert comment.author == cy
    assert comment.is_published


def test_one_person_respects_a_comment_once_and_none_of_their_own(cy, eve, dee, thread):
    both = factories.make_comment(thread, dee)
    of_cy = factories.make_comment(thread, cy)
    of_eve = factories.make_comment(thread, eve)
    only_eve = factories.make_comment(thread, dee)
    for reader, comment in (
        (cy, both),
        (eve, both),
        (eve, of_cy),
        (cy, of_eve),
        (eve, only_eve),
    ):
        respect(reader, comment)
    merge(cy, eve)
    counting.drain()

    counts = dict(Comment.objects.values_list("pk", "respect_count"))
    assert counts == {both.pk: 1, of_cy.pk: 0, of_eve.pk: 0, only_eve.pk: 1}
    assert set(Respect.objects.values_list("reader", flat=True)) == {cy.pk}


def test_follows_and_mutes_of_two_accounts_become_one_set(cy, eve, dee, story, thread):
    bo = factories.make_bo()
    for reader in (cy, eve):
        Follow.objects.create(follower=reader, reader=dee)
        Follow.objects.create(follower=reader, thread=thread)
        Follow.objects.create(follower=dee, reader=reader)
        Mute.objects.create(owner=reader, reader=bo)
        Mute.objects.create(owner=bo, reader=reader)
    Follow.objects.create(follower=eve, campaign=story.campaign)
    Follow.objects.create(follower=cy, reader=eve)
    Follow.objects.create(follower=eve, reader=cy)
    Mute.objects.create(owner=cy, reader=eve)
    merge(cy, eve)

    of_cy = Follow.objects.filter(follower=cy)
    assert of_cy.count() == 3
    assert Follow.objects.filter(reader=cy).get().follower == dee
    assert Mute.objects.get(owner=cy).reader == bo
    assert Mute.objects.get(owner=bo).reader == cy
    assert Follow.objects.count() == 4
    assert Mute.objects.count() == 2


def test_notices_and_reports_of_two_accounts_are_told_and_counted_once(
    cy, eve, dee, thread
):
    comment = factories.make_comment(thread, dee)
    for reader in (cy, eve):
        Notice.objects.create(recipient=reader, kind="reply", about="7")
        Report.objects.create(reporter=reader, comment=comment, reason="spam")
    Notice.objects.create(recipient=eve, kind="reply", about="8")
    merge(cy, eve)

    assert Notice.objects.filter(recipient=cy).count() == Notice.objects.count() == 2
    assert Report.objects.get().reporter == cy
    assert not User.objects.filter(pk=eve.pk).exists()
