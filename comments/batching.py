"""One press of a moderator: about one comment or many, and undone as a whole.

Each comment goes by itself (`comments.moderating`); a batch remembers which steps were
made together. An undo brings back every comment that nobody has moved since, however
long ago the press was, and leaves the others to whoever moved them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from comments import moderating
from comments.models import Batch, BatchItem, Comment, ModerationAction

Kind = Batch.Kind


class AlreadyUndone(Exception):
    """Somebody undid it before."""


class Undone(NamedTuple):
    """How many comments are as before, and how many were moved meanwhile."""

    done: int
    left: int


@transaction.atomic
def carry_out(
    kind: Kind, pks: Iterable[int], *, by: User, reason: str = "", note: str = ""
) -> Batch | None:
    """Do this to each of these comments; None where there was nothing to do.

    The comments are held in the order of their numbers, so that two moderators who
    press at once wait for each other and never in a ring.
    """
    batch = Batch.objects.create(kind=kind, reason=reason, by=by)
    items = [
        BatchItem(batch=batch, comment=comment, action=step)
        for comment in _held(pks)
        for is_done, step in [_press(batch, comment, note)]
        if is_done
    ]
    BatchItem.objects.bulk_create(items)
    if not items:
        batch.delete()
        return None
    return batch


def _held(pks: Iterable[int]) -> list[Comment]:
    rows = Comment.objects.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(pk__in=list(pks)).order_by("pk"))


def _press(
    batch: Batch, comment: Comment, note: str
) -> tuple[bool, ModerationAction | None]:
    if batch.by is None:
        raise ValueError("A person presses.")
    match batch.kind:
        case Kind.APPROVE:
            step = moderating.approve(comment, batch.by, note=note)
            return step is not None, step
        case Kind.REFUSE:
            step = moderating.refuse(comment, batch.by, batch.reason, note=note)
            return step is not None, step
        case Kind.FEATURE:
            return moderating.feature(comment, batch.by), None
        case _:
            return moderating.unfeature(comment), None


@transaction.atomic
def undo(batch: Batch, by: User) -> Undone:
    """Bring back what this press did. Raises AlreadyUndone."""
    own = Batch.objects.filter(pk=batch.pk, undone_at=None)
    if not own.update(undone_at=timezone.now(), undone_by=by):
        raise AlreadyUndone
    items = {it.comment_id: it for it in batch.items.select_related("action")}
    comments = _held(items)
    count = sum(_take_back(batch, items[it.pk], it, by) for it in comments)
    return Undone(count, len(items) - count)


def _take_back(batch: Batch, item: BatchItem, comment: Comment, by: User) -> bool:
    if item.action:
        return moderating.take_back(comment, item.action, by)
    if batch.kind == Kind.UNFEATURE:
        return moderating.feature(comment, by)
    is_theirs = comment.featured_by_id == batch.by_id
    return is_theirs and moderating.unfeature(comment)


def last_of(person: User) -> Batch | None:
    """The newest press of this person that is not undone."""
    own = Batch.objects.filter(by=person, undone_at=None)
    return own.order_by("-pk").first()
