"""An author changes a comment for five minutes, and takes it back at any time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import checking, counting, deleting, editing, moving, posting, threads
from comments.checking import Verdict
from comments.models import Comment, ModerationAction, Revision
from comments.posting import Written
from tests import factories

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def comment(cy, story):
    return posting.post(cy, story, Written("Frist!"))


@pytest.fixture
def at_page(client, cy):
    client.force_login(cy)
    return client


def grow_old(comment, **age):
    Comment.objects.filter(pk=comment.pk).update(
        created_at=timezone.now() - timedelta(**age)
    )


def change(browser, comment, text="First!"):
    return browser.post(f"/c/{comment.pk}/edit/", {"text": text})


def test_a_change_stays_in_its_place_is_marked_and_keeps_what_was_said(
    at_page, comment
):
    answer = change(at_page, comment, "First **of all**!")
    kept = Comment.objects.get()

    assert answer.url == f"/c/{comment.pk}/"
    assert kept.body == "First **of all**!"
    assert "<strong>of all</strong>" in kept.body_html
    assert kept.edited_at is not None
    assert (kept.path, kept.published_at) == (comment.path, comment.published_at)
    assert Revision.objects.get().body == "Frist!"
    assert Revision.objects.get().written_at == comment.created_at


def test_each_earlier_text_is_kept(comment):
    editing.edit(comment, "Two")
    editing.edit(comment, "Three")

    assert [it.body for it in Revision.objects.all()] == ["Two", "Frist!"]
    newest, oldest = Revision.objects.all()
    assert newest.written_at == oldest.replaced_at


def test_the_same_text_changes_nothing(at_page, comment):
    change(at_page, comment, "Frist!")

    assert Comment.objects.get().edited_at is None
    assert not Revision.objects.exists()


def test_opening_the_form_changes_nothing(at_page, comment):
    page = at_page.get(f"/c/{comment.pk}/edit/").content.decode()

    assert "Frist!" in page
    assert Comment.objects.get().edited_at is None


def test_after_five_minutes_it_says_so_and_the_text_can_be_copied(at_page, comment):
    grow_old(comment, minutes=5)
    for answer in (at_page.get(f"/c/{comment.pk}/edit/"), change(at_page, comment)):
        assert answer.status_code == 409
        assert "for five minutes" in answer.content.decode()
    assert "First!" in answer.content.decode()
    assert Comment.objects.get().body == "Frist!"

    grow_old(comment, minutes=4, seconds=50)
    change(at_page, comment)
    assert Comment.objects.get().body == "First!"


def test_a_fault_keeps_the_text(at_page, comment):
    answer = change(at_page, comment, "x" * 5001)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "these are 5,001" in page
    assert "x" * 5001 in page
    assert Comment.objects.get().body == "Frist!"


@pytest.mark.parametrize("page", ["edit", "delete"])
def test_a_comment_is_its_authors_alone(client, comment, page):
    path = f"/c/{comment.pk}/{page}/"
    assert client.post(path, {"text": "x"}).url.startswith("/accounts/")
    client.force_login(factories.make_bo())
    assert client.get(path).status_code == 404
    assert client.post(path, {"text": "x"}).status_code == 404

    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("Frist!", "published")


@pytest.mark.parametrize("status", [Status.REMOVED, Status.HELD, Status.REJECTED])
def test_what_is_taken_down_is_not_changed(at_page, comment, status):
    Comment.objects.update(status=status)

    assert change(at_page, comment).status_code == 409
    assert Comment.objects.get().body == "Frist!"


def test_a_change_is_judged_again_and_taken_down_where_it_must(
    at_page, comment, monkeypatch
):
    seen = []

    def judge(draft):
        seen.append((draft.body, draft.changed))
        return Verdict(Status.PENDING, rule="words", reason="abusive")

    monkeypatch.setattr(checking, "judge", judge)
    counting.drain()
    answer = change(at_page, comment, "A bad word")

    assert answer.url.startswith("/forum/mine/")
    assert Comment.objects.get().status == Status.PENDING
    assert ModerationAction.objects.get().rule == "words"
    assert seen == [("A bad word", comment)]
    counting.drain()
    assert comment.thread.tally.comments == 0


def test_a_change_publishes_nothing_that_waits(comment, at_page):
    Comment.objects.update(status=Status.PENDING)
    change(at_page, comment)

    assert Comment.objects.get().status == Status.PENDING
    assert Comment.objects.get().body == "First!"


# Deleting


def test_deleting_asks_first(at_page, comment):
    page = at_page.get(f"/c/{comment.pk}/delete/").content.decode()

    assert "Frist!" in page
    assert Comment.objects.get().is_published


def test_what_its_author_deletes_leaves_its_place_and_every_reply(
    at_page, comment, story
):
    reply = posting.post(
        factories.make_bo(), story, Written("Well said.", parent_id=comment.pk)
    )
    counting.drain()
    answer = at_page.post(f"/c/{comment.pk}/delete/", follow=True)
    counting.drain()

    assert "Your comment is deleted." in answer.content.decode()
    comment.refresh_from_db()
    reply.refresh_from_db()
    assert (comment.status, reply.status) == ("deleted", "published")
    assert reply.parent == comment
    assert comment in Comment.objects.shown()
    assert comment.thread.tally.comments == 1
    assert ModerationAction.objects.get().actor == comment.author


def test_deleting_twice_is_deleting_once(cy, comment):
    assert deleting.delete(comment, by=cy)
    assert not deleting.delete(comment, by=cy)
    assert ModerationAction.objects.count() == 1


def test_what_the_newsroom_removed_stays_on_record(at_page, cy, comment):
    moving.move(comment, Status.REMOVED, by=factories.make_ada())
    page = at_page.get(f"/c/{comment.pk}/delete/").content.decode()
    at_page.post(f"/c/{comment.pk}/delete/")

    assert "nothing to delete" in page
    assert Comment.objects.get().status == Status.REMOVED


def test_the_text_of_a_deleted_comment_ends_with_its_earlier_texts(
    cy, comment, settings
):
    editing.edit(comment, "First!")
    other = factories.make_comment(comment.thread)
    deleting.delete(comment, by=cy)
    assert deleting.purge() == 0
    assert Comment.objects.get(pk=comment.pk).body == "First!"

    days = timedelta(days=settings.DELETED_COMMENTS_KEPT_DAYS)
    ModerationAction.objects.update(at=timezone.now() - days)
    assert deleting.purge() == 1
    kept = Comment.objects.get(pk=comment.pk)
    assert (kept.body, kept.body_html, kept.status) == ("", "", "deleted")
    assert not Revision.objects.exists()
    other.refresh_from_db()
    assert other.body
    assert deleting.purge() == 0


# The list of one's own


def test_a_reader_sees_their_comments_and_how_each_stands(at_page, cy, story):
    thread = threads.of(story)
    out = factories.make_comment(thread, cy, body="Out")
    held = factories.make_comment(thread, cy, body="Held", status=Status.HELD)
    factories.make_comment(thread, cy, body="Gone", status=Status.DELETED)
    factories.make_comment(thread, body="Somebody else's")
    grow_old(out, hours=1)
    page = at_page.get("/forum/mine/").content.decode()

    assert page.index("Held") < page.index(">Out<")
    assert "Hidden for now" in page
    assert "Gone" not in page
    assert "Somebody else" not in page
    assert f'href="/c/{out.pk}/"' in page
    assert f'href="/c/{out.pk}/delete/"' in page
    assert f'href="/c/{out.pk}/edit/"' not in page
    assert f'href="/c/{held.pk}/edit/"' not in page


def test_the_list_has_pages_and_few_statements(
    at_page, cy, story, django_assert_max_num_queries
):
    thread = threads.of(story)
    for number in range(25):
        factories.make_comment(thread, cy, body=f"Number {number}.")
    with django_assert_max_num_queries(8):
        page = at_page.get("/forum/mine/").content.decode()

    assert "Number 24." in page
    assert "Number 4." not in page
    assert "Number 4." in at_page.get("/forum/mine/?page=2").content.decode()


@pytest.mark.parametrize("sent", ["x", "٣", "9" * 30, "999"])
def test_what_was_not_sent_is_not_told_of(at_page, sent):
    answer = at_page.get(f"/forum/mine/?sent={sent}")

    assert answer.status_code == 200
    assert "We have your comment" not in answer.content.decode()


def test_a_stranger_is_taken_through_the_door_and_back(client):
    for page in ("mine", "name"):
        assert client.get(f"/forum/{page}/").url == f"/accounts/?next=/forum/{page}/"
