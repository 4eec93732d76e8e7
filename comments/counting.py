"""The counts of threads and comments: a queue of changes, drained in one transaction.

Who writes, moves or respects a comment adds one row to the queue and touches no count,
so that a thousand readers of one thread do not wait for each other. At every moment

    the tally + what waits in the queue = the published comments

as with signatures (`petitions.counting`, docs/adr/0003).
"""

from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, F, Value, When

from comments.models import Comment, CommentChange, ThreadTally
from comments.models.comment import KEY_LENGTH
from config import connections

BATCH_SIZE = 5000
# So many comments' counts are raised by one statement.
MOST_ROWS = 200
PUT = (
    "INSERT INTO comments_commentchange (thread_id, path, published, respects)"
    " VALUES (%s, %s, %s, %s)"
)
TAKE = """
    WITH next (id) AS ({chosen}) DELETE FROM comments_commentchange
    WHERE id IN (SELECT id FROM next)
    RETURNING thread_id, path, published, respects
"""


class Change(NamedTuple):
    """A row of the queue, as it is taken out."""

    thread_id: int
    path: str
    published: int
    respects: int


def queue(comment: Comment, *, published: int = 0, respects: int = 0) -> None:
    """Note that a comment, or somebody's respect for it, came or went.

    Must be called in the transaction that did it, by whoever's statement won.
    """
    values = [comment.thread_id, comment.path, published, respects]
    connections.run_in_a_hurry(PUT, values)


def drain() -> int:
    """Raise every count by what waits; returns how many changes. Any number may run."""
    drained = batch = _drain_batch()
    while batch == BATCH_SIZE:
        batch = _drain_batch()
        drained += batch
    return drained


@transaction.atomic
def _drain_batch() -> int:
    changes = _take()
    by_thread: dict[int, list[Change]] = {}
    for change in changes:
        by_thread.setdefault(change.thread_id, []).append(change)
    # All tallies, then all comments, each in the order of their numbers: so two workers
    # never wait for each other in a ring, nor one and whoever moves several comments.
    tallies = ThreadTally.objects.select_for_update().filter(pk__in=by_thread)
    for tally in list(tallies.order_by("pk")):
        tally.comments += sum(it.published for it in by_thread[tally.pk])
        tally.save(update_fields=["comments"])
    _raise_comments(changes)
    return len(changes)


def _take() -> list[Change]:
    waiting = CommentChange.objects.select_for_update(skip_locked=True)
    oldest = waiting.order_by("pk").values("pk")[:BATCH_SIZE]
    chosen, values = oldest.query.sql_with_params()
    rows = connections.fetch_all(TAKE.format(chosen=chosen), values)
    return [Change(*row) for row in rows]


def _raise_comments(changes: list[Change]) -> None:
    replies: Counter[str] = Counter()
    respects: Counter[str] = Counter()
    for change in changes:
        respects[change.path] += change.respects
        for end in range(KEY_LENGTH, len(change.path), KEY_LENGTH):
            replies[change.path[:end]] += change.published
    changed = {path for sums in (replies, respects) for path, by in sums.items() if by}
    held = Comment.objects.select_for_update(no_key=True).order_by("pk")
    list(held.filter(path__in=changed).values_list("pk"))
    _raise("reply_count", replies)
    _raise("respect_count", respects)


def _raise(column: str, by_path: Counter[str]) -> None:
    changed = sorted((path, by) for path, by in by_path.items() if by)
    for start in range(0, len(changed), MOST_ROWS):
        part = changed[start : start + MOST_ROWS]
        cases = [When(path=path, then=F(column) + Value(by)) for path, by in part]
        rows = Comment.objects.filter(path__in=[path for path, _by in part])
        rows.update(**{column: Case(*cases, default=F(column))})
