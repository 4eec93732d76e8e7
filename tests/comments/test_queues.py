"""The queues of the desk: presses on one comment or many, undone as a whole."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from comments import authors, batching, counting, explaining, moderating, reporting
from comments.admin.queue import FEW
from comments.models import Batch, Comment, ModerationAction, Report, Sanction
from tests import factories
from tests.comments.making import make_roots

pytestmark = pytest.mark.django_db
Status, Kind = Comment.Status, Batch.Kind
QUEUE = "/admin/comments/comment/queue/{}/"


@pytest.fixture
def thread(story):
    return factories.make_thread(story)


@pytest.fixture
def said(thread, cy):
    return factories.make_comment(thread, cy)


@pytest.fixture
def waits(thread, cy):
    return factories.make_comment(
        thread, cy, status=Status.PENDING, body="May I come in?"
    )


def make_moderator(email):
    person = factories.make_user(email, is_staff=True)
    person.groups.add(Group.objects.get(name="Moderator"))
    return person


@pytest.fixture
def mo():
    return make_moderator("mo@meridian.example")


@pytest.fixture
def desk(client, mo):
    return factories.at_the_desk(client, mo)


def grow_stale(person):
    person.desk_sessions.update(checked_at=timezone.now() - timedelta(minutes=6))


def status(comment):
    comment.refresh_from_db()
    return comment.status


# Reading


def test_each_queue_shows_what_stands_in_it(desk, said, waits):
    page = desk.get(QUEUE.format("waiting")).content.decode()
    assert "May I come in?" in page
    assert said.body not in page

    page = desk.get(QUEUE.format("unread")).content.decode()
    assert said.body in page
    assert "May I come in?" not in page
    assert desk.get(QUEUE.format("nothing")).status_code == 404


def test_looking_changes_nothing(desk, said, waits):
    desk.get(QUEUE.format("waiting"), {"press": f"approve {waits.pk}"})

    assert status(waits) == Status.PENDING
    assert not Batch.objects.exists()


def test_what_waits_longest_stands_first_and_the_queue_has_parts(desk, thread):
    first, *_others = [
        factories.make_comment(thread, status=Status.PENDING, body=f"Waits {number}.")
        for number in range(27)
    ]
    page = desk.get(QUEUE.format("waiting")).content.decode()
    assert page.index("Waits 0.") < page.index("Waits 24.")
    assert "Waits 25." not in page

    after = re.search(r'\?after=(\d+)"', page)[1]
    page = desk.get(QUEUE.format("waiting"), {"after": after}).content.decode()
    assert "Waits 25." in page
    assert first.body not in page


def test_a_full_queue_takes_no_more_statements_than_a_short_one(
    desk, thread, django_assert_max_num_queries
):
    """The author's history stands beside each, and none is asked for by itself."""
    for number in range(25):
        author = factories.make_user(f"a{number}@example.org")
        factories.make_comment(thread, author, status=Status.PENDING)
        Sanction.objects.create(reader=author, kind="warning", reason="Once.")
    with django_assert_max_num_queries(24):
        page = desk.get(QUEUE.format("waiting")).content.decode()
    assert page.count("0 published, 0 refused, 1 waiting") == 25
    with django_assert_max_num_queries(24):
        desk.get("/admin/comments/comment/")


def test_the_authors_history_stands_beside_the_text(desk, said, waits, mo, cy):
    moderating.refuse(factories.make_comment(said.thread, cy), mo, "spam")
    Sanction.objects.create(reader=cy, kind="warning", reason="Twice.", by=mo)
    facts = authors.facts([cy])[cy.pk]
    assert (facts.published, facts.refused, facts.waiting) == (1, 1, 1)

    page = desk.get(QUEUE.format("waiting")).content.decode()
    assert "1 published, 1 refused, 1 waiting" in page
    assert "Warning" in page


# Pressing


def test_one_press_on_one_comment_asks_for_no_second_step(desk, waits, mo):
    grow_stale(mo)
    answer = desk.post(QUEUE.format("waiting"), {"press": f"approve {waits.pk}"})

    assert answer.url == QUEUE.format("waiting")
    assert status(waits) == Status.PUBLISHED


def test_after_a_press_the_page_goes_on_where_it_was(desk, waits, said):
    sent = {"press": f"refuse {waits.pk} spam", "next": said.pk}
    answer = desk.post(f"{QUEUE.format('waiting')}?after=3", sent)

    assert answer.url == f"{QUEUE.format('waiting')}?after=3#comment-{said.pk}"
    assert waits.actions.first().reason == "spam"


@pytest.mark.parametrize("how_many", [FEW, FEW + 1])
def test_many_at_once_ask_for_the_second_step_and_a_few_do_not(
    desk, thread, mo, how_many
):
    grow_stale(mo)
    comments = make_roots(thread, how_many)
    sent = {
        "press": "refuse chosen",
        "reason": "spam",
        "chosen": [it.pk for it in comments],
    }
    answer = desk.post(QUEUE.format("unread"), sent)

    is_many = how_many > FEW
    assert ("/admin/check/" in answer.url) == is_many
    assert status(comments[0]) == (Status.PUBLISHED if is_many else Status.REMOVED)


def test_the_list_of_the_admin_keeps_to_the_same_number(desk, thread, mo):
    grow_stale(mo)
    comments = make_roots(thread, FEW + 1)
    sent = {"action": "approve", "_selected_action": [it.pk for it in comments]}
    path = "/admin/comments/comment/"
    assert "/admin/check/" in desk.post(path, sent).url
    all_of_them = sent | {"_selected_action": [comments[0].pk], "select_across": "1"}
    assert "/admin/check/" in desk.post(path, all_of_them).url

    desk.post(path, sent | {"_selected_action": [comments[0].pk]})
    assert Batch.objects.get().items.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"press": "approve chosen"},
        {"press": "approve x"},
        {"press": "banish 1"},
        {"press": "refuse 1"},
        {"press": "refuse 1 no-such-reason"},
        {},
    ],
)
def test_a_press_that_says_nothing_does_nothing(desk, said, sent):
    answer = desk.post(QUEUE.format("unread"), sent)

    assert answer.status_code == 302
    assert not Batch.objects.exists()


def test_an_editor_features_and_decides_nothing(client, said):
    desk = factories.at_the_desk(client, factories.make_bo())
    desk.post(QUEUE.format("unread"), {"press": f"feature {said.pk}"})
    answer = desk.post(QUEUE.format("unread"), {"press": f"refuse {said.pk} spam"})

    assert answer.status_code == 403
    assert status(said) == Status.PUBLISHED
    assert said.featured_at


def test_no_queue_without_the_right(client, said):
    desk = factories.at_the_desk(client, factories.make_dee())

    assert desk.get(QUEUE.format("unread")).status_code == 403


# Undoing


def test_a_bulk_press_is_undone_as_a_whole(desk, thread, mo):
    comments = make_roots(thread, 3)
    held = factories.make_comment(thread, status=Status.HELD)
    everything = [*comments, held]
    desk.post(
        QUEUE.format("unread"),
        {
            "press": "refuse chosen",
            "reason": "spam",
            "chosen": [it.pk for it in everything],
        },
    )
    counting.drain()
    assert thread.tally.comments == 0
    batch = Batch.objects.get()
    desk.post(f"/admin/comments/comment/undo/{batch.pk}/", {"queue": "unread"})

    assert [status(it) for it in comments] == [Status.PUBLISHED] * 3
    assert status(held) == Status.HELD
    counting.drain()
    thread.tally.refresh_from_db()
    assert thread.tally.comments == 3
    batch.refresh_from_db()
    assert batch.undone_by == mo


def test_what_was_moved_meanwhile_stays(thread, mo):
    first, second = make_roots(thread, 2)
    batch = batching.carry_out(Kind.REFUSE, [first.pk, second.pk], by=mo, reason="spam")
    second.refresh_from_db()
    moderating.approve(second, mo)

    assert batching.undo(batch, mo) == (1, 1)
    assert status(first) == status(second) == Status.PUBLISHED
    assert second.actions.first().undoes is None


def test_what_somebody_else_has_looked_at_since_stays(said, mo):
    """The status is the same, and still it is another's decision by now."""
    batch = batching.carry_out(Kind.APPROVE, [said.pk], by=mo)
    moderating.approve(said, make_moderator("ann@meridian.example"))

    assert batching.undo(batch, mo) == (0, 1)
    assert ModerationAction.objects.by_people().count() == 2


def test_an_undo_opens_the_reports_again(said, mo):
    reporter = factories.make_user("reporter@example.org")
    reporting.report(said, reporter, "spam", "")
    batch = batching.carry_out(Kind.REFUSE, [said.pk], by=mo, reason="spam")
    assert Report.objects.get().was_right
    batching.undo(batch, mo)

    report = Report.objects.get()
    assert (report.was_right, report.decided_at, report.decided_by) == (None,) * 3


def test_what_was_undone_counts_for_nothing(said, waits, mo, cy):
    """Not as read by a person, nor against the author, nor as the reason shown."""
    for comment in (said, waits):
        batch = batching.carry_out(Kind.REFUSE, [comment.pk], by=mo, reason="spam")
        batching.undo(batch, mo)
        comment.refresh_from_db()

    assert not ModerationAction.objects.by_people().exists()
    assert explaining.words(waits) == []
    people = [factories.make_user(f"r{number}@example.org") for number in range(5)]
    for person in people:
        reporting.report(said, person, "abusive", "")
    assert status(said) == Status.HELD


def test_an_undone_approval_waits_again(waits, mo):
    batch = batching.carry_out(Kind.APPROVE, [waits.pk], by=mo)
    assert status(waits) == Status.PUBLISHED
    batching.undo(batch, mo)

    assert status(waits) == Status.PENDING
    with pytest.raises(batching.AlreadyUndone):
        batching.undo(batch, mo)


def test_featuring_is_undone_too(said, mo):
    batch = batching.carry_out(Kind.FEATURE, [said.pk], by=mo)
    batching.undo(batch, mo)
    said.refresh_from_db()
    assert said.featured_at is None

    batching.carry_out(Kind.FEATURE, [said.pk], by=mo)
    batch = batching.carry_out(Kind.UNFEATURE, [said.pk], by=mo)
    batching.undo(batch, mo)
    said.refresh_from_db()
    assert said.featured_at


def test_what_somebody_else_features_since_stays_featured(said, mo):
    batch = batching.carry_out(Kind.FEATURE, [said.pk], by=mo)
    other = make_moderator("other@meridian.example")
    batching.carry_out(Kind.UNFEATURE, [said.pk], by=other)
    batching.carry_out(Kind.FEATURE, [said.pk], by=other)

    assert batching.undo(batch, mo) == (0, 1)
    said.refresh_from_db()
    assert said.featured_at


def test_an_undo_takes_a_post(desk, said, mo):
    batch = batching.carry_out(Kind.REFUSE, [said.pk], by=mo, reason="spam")
    desk.get(f"/admin/comments/comment/undo/{batch.pk}/")

    assert status(said) == Status.REMOVED


# What is on record


def test_anybody_who_moderates_undoes_anothers_press(client, said, mo):
    batch = batching.carry_out(Kind.REFUSE, [said.pk], by=mo, reason="spam")
    ann = make_moderator("ann@meridian.example")
    desk = factories.at_the_desk(client, ann)
    assert "mo" in desk.get("/admin/comments/batch/").content.decode().lower()
    page = desk.get(f"/admin/comments/batch/{batch.pk}/change/").content.decode()
    assert said.body in page
    path = re.search(r'action="(/admin/comments/comment/undo/\d+/)"', page)[1]
    desk.post(path)

    assert status(said) == Status.PUBLISHED
    batch.refresh_from_db()
    assert batch.undone_by == ann
