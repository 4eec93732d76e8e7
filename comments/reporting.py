"""Readers say that a comment breaks the rules; enough of them hide it for the time.

Nobody's comment is removed by reports: it is held, and a moderator decides. One that a
moderator has approved is not held again, however many report it.
"""

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from comments import moving, standing, threads
from comments.models import Comment, ModerationAction, Report
from comments.posting import Refused

Status = Comment.Status
# A reader whose reports were mostly wrong counts less, and nobody more than one.
FULL, LEAST = 100, 20
# Fewer decided reports than this say nothing about a reader.
KNOWN_FROM = 4


def report(comment: Comment, reader: User, reason: str, words: str) -> Report | None:
    """Note it, once for each reader. Raises Refused. None: it was noted already."""
    if not comment.is_published:
        raise Refused(gettext("That comment is not here any more."))
    if comment.author_id == reader.pk:
        raise Refused(gettext("This is your own comment. You can delete it."))
    if refusal := standing.why_silent(reader):
        raise Refused(refusal)
    noted = Report(
        comment=comment,
        reporter=reader,
        reason=reason,
        words=words,
        weight=weight(reader),
    )
    try:
        with transaction.atomic():
            # One after the other, or five at once would each see fewer than five.
            own = Comment.objects.select_for_update(no_key=True)
            now = own.published().filter(pk=comment.pk).first()
            if now is None:
                raise Refused(gettext("That comment is not here any more."))
            noted.save(force_insert=True)
            _hold_if_many(now)
    except IntegrityError:
        return None
    return noted


def weight(reader: User) -> int:
    """How much a reader's report counts, by how many of theirs were right."""
    decided = Report.objects.filter(reporter=reader, was_right__isnull=False)
    outcomes = list(decided.values_list("was_right", flat=True)[:50])
    if len(outcomes) < KNOWN_FROM:
        return FULL
    return max(LEAST, FULL * sum(map(bool, outcomes)) // len(outcomes))


def _hold_if_many(comment: Comment) -> None:
    by_people = ModerationAction.objects.by_people()
    approved = by_people.filter(comment=comment, after=Status.PUBLISHED)
    if approved.exists():
        return
    open_ones = Report.objects.filter(comment=comment, decided_at=None)
    sum_of = open_ones.aggregate(sum=Sum("weight"))["sum"] or 0
    if sum_of >= threads.rules().hold_at * FULL:
        moving.move(comment, Status.HELD, rule="reports", note=str(sum_of))


def decide(comment: Comment, step: ModerationAction, *, was_right: bool) -> int:
    """Close a comment's reports by what was decided about it."""
    open_ones = Report.objects.filter(comment=comment, decided_at=None)
    return open_ones.update(
        was_right=was_right,
        decided_at=timezone.now(),
        decided_by=step.actor,
        decided_in=step,
    )


def open_again(step: ModerationAction) -> int:
    """What a step decided is not decided, since it was taken back."""
    decided = Report.objects.filter(decided_in=step)
    return decided.update(
        was_right=None, decided_at=None, decided_by=None, decided_in=None
    )
