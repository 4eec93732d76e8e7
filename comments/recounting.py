"""Every count of a thread, compared with the rows that it stands for, and mended.

The tally and what waits in the queue together are the published comments; the replies
below a comment and its respects likewise. Drains wait while one thread is looked at,
since they take its tally first.
"""

import logging
from collections import Counter
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import Count, Sum

from comments.models import Comment, CommentChange, Respect, Thread, ThreadTally
from comments.models.comment import KEY_LENGTH

logger = logging.getLogger(__name__)


class Drift(NamedTuple):
    """By how much the counts of a thread are too low (above 0) or too high."""

    comments: int
    replies: dict[str, int]
    respects: dict[str, int]

    @property
    def is_none(self) -> bool:
        return not (self.comments or self.replies or self.respects)


def recount(thread: Thread, *, repair: bool = True) -> Drift:
    """What is wrong with the counts of a thread; mended unless told otherwise."""
    with transaction.atomic():
        _see_one_moment()
        tally = ThreadTally.objects.select_for_update().get(thread=thread)
        drift = _drift(thread, tally)
        if repair and not drift.is_none:
            _mend(thread, tally, drift)
    if not drift.is_none:
        logger.warning(
            "Thread %s was wrong by %s comments, %s replies, %s respects",
            thread.pk,
            drift.comments,
            len(drift.replies),
            len(drift.respects),
        )
    return drift


def recount_all() -> int:
    """Every thread; how many were wrong. One that is drained meanwhile waits a day."""
    wrong = 0
    for thread in Thread.objects.order_by("pk").iterator():
        try:
            wrong += not recount(thread).is_none
        except OperationalError:
            logger.info("Thread %s was being counted", thread.pk)
    return wrong


def _see_one_moment() -> None:
    """PostgreSQL shows each statement its own moment unless asked; SQLite does not.

    A drain that comes between makes the tally's row newer than that moment, and the
    database then refuses to lock it.
    """
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")


def _drift(thread: Thread, tally: ThreadTally) -> Drift:
    published = Counter[str]()
    respects = Counter[str]()
    rows = Comment.objects.filter(thread=thread)
    total = 0
    for path in rows.published().values_list("path", flat=True).iterator():
        total += 1
        for end in range(KEY_LENGTH, len(path), KEY_LENGTH):
            published[path[:end]] += 1
    given = Respect.objects.filter(comment__thread=thread).values("comment__path")
    for row in given.annotate(many=Count("pk")).order_by():
        respects[row["comment__path"]] += row["many"]
    waiting = CommentChange.objects.filter(thread=thread)
    total -= waiting.aggregate(sum=Sum("published"))["sum"] or 0
    for path, change, respect in waiting.values_list("path", "published", "respects"):
        respects[path] -= respect
        for end in range(KEY_LENGTH, len(path), KEY_LENGTH):
            published[path[:end]] -= change
    for path, replies, respect in rows.values_list(
        "path", "reply_count", "respect_count"
    ).iterator():
        published[path] -= replies
        respects[path] -= respect
    return Drift(total - tally.comments, _wrong(published), _wrong(respects))


def _wrong(lacks: Counter[str]) -> dict[str, int]:
    return {path: lack for path, lack in lacks.items() if lack}


def _mend(thread: Thread, tally: ThreadTally, drift: Drift) -> None:
    tally.comments += drift.comments
    tally.save(update_fields=["comments"])
    paths = {*drift.replies, *drift.respects}
    wrong = list(Comment.objects.filter(thread=thread, path__in=paths))
    for comment in wrong:
        comment.reply_count += drift.replies.get(comment.path, 0)
        comment.respect_count += drift.respects.get(comment.path, 0)
    Comment.objects.bulk_update(wrong, ["reply_count", "respect_count"], batch_size=500)
