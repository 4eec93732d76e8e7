"""A comment goes from one status to another: here, and nowhere else.

Each step is a conditional update, a row that says who or which rule did it, and, where
the comment enters or leaves the published ones, a row in the queue of counts, all in
one transaction. Who has to know of it registers with `hear`.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from comments import counting
from comments.checking import Verdict
from comments.models import Comment, ModerationAction
from config import prepared

Status = Comment.Status
# Told in the transaction of the step: the comment as it is now, the status that it had
# before ("" of a new one), and the row of the step (None where nobody decided anything:
# a new comment that no check objected to).
Listener = Callable[[Comment, str, ModerationAction | None], None]
_listeners: list[Listener] = []


def hear(listener: Listener) -> None:
    """Have this called with every step, in its transaction."""
    _listeners.append(listener)


@transaction.atomic(savepoint=False)
def begin(comment: Comment, verdict: Verdict) -> Comment:
    """Store a new comment with the status that the checks gave it."""
    comment.status = verdict.status
    if comment.is_published:
        comment.published_at = timezone.now()
    prepared.insert(comment)
    action = None
    if verdict.rule:
        action = _write(comment, "", verdict.rule, None, verdict.reason, verdict.note)
    _tell(comment, "", action)
    return comment


@transaction.atomic
def move(
    comment: Comment,
    to: str,
    *,
    by: User | None = None,
    rule: str = "",
    reason: str = "",
    note: str = "",
    undoes: ModerationAction | None = None,
) -> ModerationAction | None:
    """Take a comment from the status that the caller saw to another.

    The row of the step; None when somebody else moved it meanwhile, or it is there
    already. `by` and `rule` say who decided: a person, or one of the checks; `undoes`
    is the step that this one takes back.
    """
    before = comment.status
    if before == to:
        return None
    changes: dict[str, object] = {"status": to}
    if to == Status.PUBLISHED and comment.published_at is None:
        changes["published_at"] = timezone.now()
    own = Comment.objects.filter(pk=comment.pk, status=before)
    if not own.update(**changes):
        return None
    for name, value in changes.items():
        setattr(comment, name, value)
    action = _write(comment, before, rule, by, reason, note, undoes)
    _tell(comment, before, action)
    return action


@transaction.atomic
def stay(
    comment: Comment,
    *,
    by: User,
    note: str = "",
    undoes: ModerationAction | None = None,
    is_told: bool = False,
) -> ModerationAction:
    """Note that a person looked at a comment and left it where it is.

    Listeners hear of it where its author should (`is_told`).
    """
    action = _write(comment, comment.status, "", by, "", note, undoes)
    if is_told:
        _tell(comment, comment.status, action)
    return action


def _write(
    comment: Comment,
    before: str,
    rule: str,
    by: User | None,
    reason: str,
    note: str,
    undoes: ModerationAction | None = None,
) -> ModerationAction:
    return ModerationAction.objects.create(
        comment=comment,
        actor=by,
        rule=rule,
        before=before,
        after=comment.status,
        reason=reason,
        note=note[:500],
        undoes=undoes,
    )


def _tell(comment: Comment, before: str, action: ModerationAction | None) -> None:
    change = int(comment.is_published) - int(before == Status.PUBLISHED)
    if change:
        counting.queue(comment, published=change)
    for listener in _listeners:
        listener(comment, before, action)
