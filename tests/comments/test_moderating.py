"""Reports, decisions, and what their author is told."""

import threading

import pytest
from django.contrib.auth.models import Group

from comments import (
    counting,
    explaining,
    moderating,
    notices,
    posting,
    reporting,
)
from comments.models import Comment, ForumRules, ModerationAction, Report, Sanction
from tests import factories
from tests.accounts import doors
from tests.petitions.test_races import TIMES, WORKERS, forty_at_once

pytestmark = pytest.mark.django_db
Status = Comment.Status
LIST = "/admin/comments/comment/"


@pytest.fixture
def thread():
    return factories.make_thread()


@pytest.fixture
def cy():
    return doors.make_reader("cy@example.org", display_name="Cy Harbour")


@pytest.fixture
def said(thread, cy):
    return factories.make_comment(thread, cy)


@pytest.fixture
def mo():
    person = factories.make_user("mo@meridian.example", is_staff=True)
    person.groups.add(Group.objects.get(name="Moderator"))
    return person


@pytest.fixture
def desk(client, mo):
    return factories.at_the_desk(client, mo)


def reporters(how_many):
    return [
        factories.make_user(f"reporter{number}@example.org")
        for number in range(how_many)
    ]


def report_by(comment, people):
    for person in people:
        reporting.report(comment, person, "abusive", "")
        comment.refresh_from_db()


def press(desk, action, *chosen):
    sent = {"action": action, "_selected_action": [it.pk for it in chosen]}
    return desk.post(LIST, sent)


# Reports


def test_a_report_is_sent_and_its_author_learns_nothing(client, said, cy):
    client.force_login(doors.make_reader("dee@example.org"))
    page = client.get(f"/c/{said.pk}/report/").content.decode()
    assert said.body in page

    answer = client.post(f"/c/{said.pk}/report/", {"reason": "spam", "words": "Ads."})
    assert "Thank you" in client.get(answer.url).content.decode()
    report = Report.objects.get()
    assert (report.reason, report.words, report.weight) == ("spam", "Ads.", 100)
    assert notices.unseen(cy) == 0


def test_whose_report_hid_it_is_thanked_too(client, said):
    report_by(said, reporters(4))
    client.force_login(doors.make_reader("dee@example.org"))
    answer = client.post(f"/c/{said.pk}/report/", {"reason": "spam"})
    page = client.get(answer.url).content.decode()

    assert "Thank you" in page
    assert said.body not in page
    assert client.get(f"/c/{said.pk}/report/").status_code == 404


def test_a_report_without_a_reason_is_asked_for_one(client, said):
    client.force_login(doors.make_reader("dee@example.org"))
    answer = client.post(f"/c/{said.pk}/report/", {"words": "Because."})

    assert answer.status_code == 422
    assert "Choose what is wrong with it." in answer.content.decode()
    assert "Because." in answer.content.decode()


def test_signed_out_the_door_leads_back_to_the_form(client, said):
    answer = client.get(f"/c/{said.pk}/report/")

    assert answer.url == f"/accounts/?next=/c/{said.pk}/report/"


def test_five_readers_hide_it_and_four_do_not(said):
    people = reporters(5)
    report_by(said, people[:4])
    assert said.is_published

    report_by(said, people[4:])
    assert said.status == Status.HELD
    assert said.actions.get().rule == "reports"
    counting.drain()
    assert said.thread.tally.comments == 0


def test_one_reader_reports_once(said):
    (person,) = reporters(1)
    for _again in range(9):
        reporting.report(said, person, "abusive", "")

    said.refresh_from_db()
    assert said.is_published
    assert Report.objects.count() == 1


def test_who_was_mostly_wrong_counts_less(said, thread, mo):
    (person,) = reporters(1)
    for number in range(4):
        other = factories.make_comment(thread)
        reporting.report(other, person, "abusive", "")
        if number:
            moderating.approve(other, mo)
        else:
            moderating.refuse(other, mo, "abusive")

    assert reporting.weight(person) == 25


def test_who_was_always_wrong_is_heard_a_little(thread, mo):
    (person,) = reporters(1)
    for _report in range(6):
        other = factories.make_comment(thread)
        reporting.report(other, person, "abusive", "")
        moderating.approve(other, mo)

    assert reporting.weight(person) == reporting.LEAST > 0


def test_who_may_not_write_does_not_report(said):
    (person,) = reporters(1)
    Sanction.objects.create(reader=person, kind="banned", reason="Threats.")

    with pytest.raises(posting.Refused, match="Threats"):
        reporting.report(said, person, "abusive", "")
    assert not Report.objects.exists()


def test_what_a_moderator_approved_reports_hide_no_more(said, mo):
    moderating.approve(said, mo)
    report_by(said, reporters(12))

    assert said.is_published
    assert Report.objects.filter(decided_at=None).count() == 12


def test_the_newsroom_sets_how_many_it_takes(said):
    ForumRules.objects.create(hold_at=2)
    report_by(said, reporters(2))

    assert said.status == Status.HELD


# Decisions


def test_approving_publishes_and_closes_the_reports(said, mo):
    report_by(said, reporters(5))
    assert moderating.approve(said, mo)

    said.refresh_from_db()
    assert said.is_published
    assert set(Report.objects.values_list("was_right", flat=True)) == {False}


def test_what_was_public_is_removed_and_what_waited_is_rejected(said, thread, mo):
    waits = factories.make_comment(thread, status=Status.PENDING)
    for comment in (said, waits):
        assert moderating.refuse(comment, mo, "spam")

    assert (said.status, waits.status) == (Status.REMOVED, Status.REJECTED)


def test_what_its_author_took_back_stays_so(said, cy, mo):
    Comment.objects.filter(pk=said.pk).update(status=Status.DELETED)
    said.refresh_from_db()

    assert not moderating.approve(said, mo)
    assert not moderating.refuse(said, mo, "spam")


def test_its_author_reads_why_and_who_decided(client, said, cy, mo):
    moderating.refuse(said, mo, "abusive")
    client.force_login(cy)
    page = client.get("/forum/mine/").content.decode()

    assert "Removed by the newsroom." in page
    assert "It attacks or threatens somebody" in page
    assert "A moderator decided this." in page
    assert "mo@" not in page
    assert notices.of_reader(cy).get().kind == "moderated"


def test_a_rule_says_that_it_was_a_rule(thread, cy):
    comment = posting.post(cy, thread.story, posting.Written("Call 020 7946 0018."))
    told = " ".join(explaining.words(comment))

    assert "telephone" in told
    assert "no person yet" in told


def test_featuring_is_for_what_is_published_and_its_author_is_told(said, cy, mo):
    assert moderating.feature(said, mo)
    assert not moderating.feature(said, mo)
    said.refresh_from_db()
    assert said.featured_by == mo
    assert notices.of_reader(cy).get().kind == "featured"

    assert moderating.unfeature(said)
    hidden = factories.make_comment(said.thread, status=Status.HELD)
    assert not moderating.feature(hidden, mo)


# At the desk


def test_a_moderator_clears_the_queue(desk, said, thread, mo):
    waits = factories.make_comment(thread, status=Status.PENDING, body="Let me in.")
    page = desk.get(f"{LIST}?queue=waiting").content.decode()
    assert "Let me in." in page
    assert said.body not in page

    press(desk, "approve", waits)
    press(desk, "refuse_spam", said)
    waits.refresh_from_db()
    said.refresh_from_db()
    assert (waits.status, said.status) == (Status.PUBLISHED, Status.REMOVED)
    steps = ModerationAction.objects.filter(actor=mo)
    assert set(steps.values_list("after", "reason")) == {
        ("published", ""),
        ("removed", "spam"),
    }


@pytest.mark.parametrize(
    "queue", ["reported", "waiting", "unread", "approved", "refused", "featured", "x"]
)
def test_each_queue_opens(desk, said, queue):
    assert desk.get(LIST, {"queue": queue}).status_code == 200


def test_the_reported_queue_holds_what_was_reported(desk, said, thread):
    other = factories.make_comment(thread, body="Nobody minds.")
    report_by(said, reporters(1))
    page = desk.get(f"{LIST}?queue=reported").content.decode()

    assert said.body in page
    assert other.body not in page


def test_a_comments_page_shows_its_history(desk, said, mo):
    report_by(said, reporters(1))
    moderating.refuse(said, mo, "spam", note="third time")
    page = desk.get(f"{LIST}{said.pk}/change/").content.decode()

    assert "third time" in page
    assert "It attacks or threatens somebody" in page
    assert f"/admin/comments/comment/author/{said.author_id}/" in page


def test_a_moderator_bans_and_who_did_it_is_kept(desk, cy, mo):
    sent = {"reader": cy.pk, "kind": "banned", "reason": "Threats.", "until_0": ""}
    answer = desk.post("/admin/comments/sanction/add/", sent | {"until_1": ""})

    assert answer.status_code == 302
    assert Sanction.objects.get().by == mo


def test_an_editor_features_and_does_not_decide(client, said):
    editor = factories.make_user("ed@meridian.example", is_staff=True, group="Editor")
    desk = factories.at_the_desk(client, editor)
    press(desk, "feature", said)
    press(desk, "refuse_spam", said)

    said.refresh_from_db()
    assert said.featured_at is not None
    assert said.is_published
    assert desk.get("/admin/comments/sanction/add/").status_code == 403


@pytest.mark.parametrize("group", ["Exporter", "Finance"])
def test_others_do_not_see_the_queues(client, said, group):
    person = factories.make_user("ex@meridian.example", is_staff=True, group=group)
    desk = factories.at_the_desk(client, person)

    assert desk.get(LIST).status_code == 403


def test_the_rules_of_the_house_are_public(client):
    page = client.get("/forum/rules/").content.decode()

    assert "It is advertising, or the same again." in page


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_reports_at_the_same_moment_hide_it_once():
    """Each sees the others', so that five are five however close they come."""
    comment = factories.make_comment(factories.make_thread())
    people = iter(reporters(WORKERS * TIMES))
    guard = threading.Lock()

    def report():
        with guard:
            person = next(people)
        try:
            reporting.report(Comment.objects.get(pk=comment.pk), person, "abusive", "")
        except posting.Refused:
            # It was hidden by then.
            return False
        return True

    answers = forty_at_once(report)
    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert comment.actions.count() == 1
    assert answers.count(True) == Report.objects.count() == 5
