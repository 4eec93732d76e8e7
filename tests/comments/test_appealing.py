"""An author appeals once, and another person decides."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import limits
from accounts.models import PendingAction
from comments import (
    appealing,
    batching,
    deleting,
    explaining,
    moderating,
    notices,
    posting,
)
from comments.models import Appeal, Batch, Comment
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status, Outcome = Comment.Status, Appeal.Outcome
WORDS = "I only quoted the minister."


def make_moderator(email):
    person = factories.make_user(email, is_staff=True)
    person.groups.add(Group.objects.get(name="Moderator"))
    return person


@pytest.fixture
def mo():
    return make_moderator("mo@meridian.example")


@pytest.fixture
def ann():
    return make_moderator("ann@meridian.example")


@pytest.fixture
def refused(story, cy, mo):
    comment = factories.make_comment(factories.make_thread(story), cy)
    moderating.refuse(comment, mo, "abusive")
    return comment


@pytest.fixture
def appeal(refused, cy):
    return appealing.appeal(refused, cy, WORDS)


def desk_path(appeal):
    return f"/admin/comments/appeal/{appeal.pk}/change/"


# Asking


def test_its_author_reads_why_and_appeals(client, refused, cy):
    client.force_login(cy)
    page = client.get("/forum/mine/").content.decode()
    assert f'href="/c/{refused.pk}/appeal/"' in page
    assert refused.body in client.get(f"/c/{refused.pk}/appeal/").content.decode()

    answer = client.post(f"/c/{refused.pk}/appeal/", {"text": WORDS})
    assert answer.url == f"/forum/mine/#comment-{refused.pk}"
    page = client.get("/forum/mine/").content.decode()
    assert "You appealed." in page
    assert f'href="/c/{refused.pk}/appeal/"' not in page
    assert Appeal.objects.get().words == WORDS


def test_a_second_press_and_a_second_appeal_change_nothing(client, appeal, refused, cy):
    client.force_login(cy)
    answer = client.post(f"/c/{refused.pk}/appeal/", {"text": "Once more."})

    assert answer.status_code == 302
    assert Appeal.objects.get().words == WORDS
    assert appealing.appeal(refused, cy, "Again.") == appeal


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_a_slip_keeps_what_was_typed(client, refused, cy, text):
    client.force_login(cy)
    answer = client.post(f"/c/{refused.pk}/appeal/", {"text": text})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert text.strip() in answer.content.decode()
    assert not Appeal.objects.exists()


def test_nobody_appeals_for_another_reader(client, refused):
    client.force_login(doors.make_reader("dee@example.org"))
    path = f"/c/{refused.pk}/appeal/"

    assert client.get(path).status_code == 404
    assert client.post(path, {"text": WORDS}).status_code == 404
    assert not Appeal.objects.exists()


def test_what_stands_or_waits_cannot_be_appealed(story, cy):
    thread = factories.make_thread(story)
    for status in (Status.PUBLISHED, Status.PENDING, Status.HELD):
        comment = factories.make_comment(thread, cy, status=status)
        with pytest.raises(posting.Refused):
            appealing.appeal(comment, cy, WORDS)


def test_half_a_year_later_it_is_too_late(refused, cy):
    refused.actions.update(at=timezone.now() - appealing.OPEN_FOR)

    assert not appealing.may_appeal(refused)
    with pytest.raises(posting.Refused):
        appealing.appeal(refused, cy, WORDS)


def test_signed_out_it_is_sent_on_the_way_in(client, refused, cy, mailoutbox):
    answer = client.post(f"/c/{refused.pk}/appeal/", {"text": WORDS})
    assert answer.url.startswith("/accounts/login/code/")
    assert not Appeal.objects.exists()
    action = PendingAction.objects.get()
    answer = doors.come_in(client, mailoutbox, cy.email, action=str(action.pk))

    assert answer.url == f"/forum/mine/#comment-{refused.pk}"
    assert Appeal.objects.get().words == WORDS


def test_signed_out_somebody_else_gets_their_words_back(client, refused, mailoutbox):
    client.post(f"/c/{refused.pk}/appeal/", {"text": WORDS})
    action = PendingAction.objects.get()
    answer = doors.come_in(client, mailoutbox, "x@example.org", action=str(action.pk))

    assert WORDS in client.get(answer.url).content.decode()
    assert not Appeal.objects.exists()


def test_signed_out_a_slip_keeps_what_was_typed(client, refused):
    answer = client.post(f"/c/{refused.pk}/appeal/", {"text": "x" * 1001})

    assert answer.status_code == 422
    assert "x" * 1001 in answer.content.decode()
    assert refused.body not in answer.content.decode()


def test_many_appeals_wait(client, refused, cy, monkeypatch):
    monkeypatch.setattr(limits, "first_wait", lambda _asked: 90)
    client.force_login(cy)
    answer = client.post(f"/c/{refused.pk}/appeal/", {"text": WORDS})

    assert answer.status_code == 429
    assert answer["Retry-After"] == "90"
    assert WORDS in answer.content.decode()


# Deciding


def test_whoever_decided_first_does_not_decide_the_appeal(client, appeal, mo, ann):
    desk = factories.at_the_desk(client, mo)
    assert "Another moderator decides" in desk.get(desk_path(appeal)).content.decode()
    sent = {"outcome": "upheld", "answer": "No."}
    assert desk.post(desk_path(appeal), sent).status_code == 403

    appeal.refresh_from_db()
    assert appeal.is_open
    assert appealing.why_not(appeal, ann) == ""


def test_the_only_moderator_decides_alone(appeal, mo):
    assert appealing.why_not(appeal, mo) == ""


def test_another_moderator_restores_it_and_its_author_is_told(
    client, appeal, refused, cy, ann
):
    desk = factories.at_the_desk(client, ann)
    assert WORDS in desk.get("/admin/comments/appeal/?state=open").content.decode()
    sent = {"outcome": "restored", "answer": "You are right."}
    assert desk.post(desk_path(appeal), sent).status_code == 302

    refused.refresh_from_db()
    appeal.refresh_from_db()
    assert refused.is_published
    assert (appeal.outcome, appeal.decided_by) == (Outcome.RESTORED, ann)
    assert refused.actions.first().actor == ann
    told = " ".join(explaining.of_appeal(Comment.objects.get(pk=refused.pk)))
    assert "was restored" in told
    assert "You are right." in told


def test_a_decision_that_stands_is_told_with_its_words(
    client, appeal, refused, cy, ann
):
    before = notices.of_reader(cy).count()
    desk = factories.at_the_desk(client, ann)
    desk.post(desk_path(appeal), {"outcome": "upheld", "answer": "It is a threat."})
    assert notices.of_reader(cy).count() == before + 1

    client.force_login(cy)
    page = client.get("/forum/mine/").content.decode()
    assert "It is a threat." in page
    assert "It attacks or threatens somebody" in page
    assert "ann@" not in page
    assert not appealing.may_appeal(refused)


def test_a_decision_needs_words(client, appeal, ann):
    desk = factories.at_the_desk(client, ann)
    answer = desk.post(desk_path(appeal), {"outcome": "upheld", "answer": ""})
    assert answer.status_code == 422
    long = {"outcome": "upheld", "answer": "x" * 501}
    assert desk.post(desk_path(appeal), long).status_code == 422

    appeal.refresh_from_db()
    assert appeal.is_open


def test_an_editor_reads_and_does_not_decide(client, appeal):
    desk = factories.at_the_desk(client, factories.make_bo())
    assert desk.get(desk_path(appeal)).status_code == 200
    sent = {"outcome": "upheld", "answer": "No."}

    assert desk.post(desk_path(appeal), sent).status_code == 403
    assert desk.get("/admin/comments/appeal/999/change/").status_code == 404


def test_two_decisions_at_once_are_one(appeal, refused, ann):
    assert appealing.uphold(appeal, ann, "No.")
    assert not appealing.restore(appeal, ann, "Yes.")

    refused.refresh_from_db()
    assert refused.status == Status.REMOVED


def test_an_approval_from_the_queue_settles_it_too(appeal, refused, ann):
    batching.carry_out(Batch.Kind.APPROVE, [refused.pk], by=ann)

    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.decided_by) == (Outcome.RESTORED, ann)


def test_the_queue_shows_what_was_appealed(client, appeal, ann):
    desk = factories.at_the_desk(client, ann)
    page = desk.get("/admin/comments/comment/queue/appealed/").content.decode()

    assert WORDS in page
    assert desk_path(appeal) in page


# The end


def test_an_appeal_goes_with_the_text(appeal, refused):
    deleting.blank([refused.pk])

    appeal.refresh_from_db()
    assert appeal.words == ""


def test_what_waited_and_was_deleted_is_no_appeal_any_more(story, cy, mo):
    thread = factories.make_thread(story)
    comment = factories.make_comment(thread, cy, status=Status.PENDING)
    moderating.refuse(comment, mo, "spam")
    appealing.appeal(comment, cy, WORDS)
    deleting.delete(comment, by=cy)

    assert Appeal.objects.get().outcome == Outcome.DROPPED
