"""What a moderator does with a comment: approve, reject, remove, feature."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from comments import moving, notices, reporting
from comments.models import Comment, ModerationAction

Status = Comment.Status
# Its author took it back: that stands.
DECIDABLE = {
    *(Status.PENDING, Status.PUBLISHED, Status.HELD),
    *(Status.REJECTED, Status.REMOVED),
}
REFUSED = {Status.REJECTED, Status.REMOVED}


@transaction.atomic
def approve(comment: Comment, by: User, *, note: str = "") -> ModerationAction | None:
    """Publish it, or note that one that is published was looked at.

    The step; None where there was nothing to decide any more.
    """
    if comment.status not in DECIDABLE:
        return None
    if comment.is_published:
        step: ModerationAction | None = moving.stay(comment, by=by, note=note)
    else:
        step = moving.move(comment, Status.PUBLISHED, by=by, note=note)
    if step:
        reporting.decide(comment, step, was_right=False)
    return step


@transaction.atomic
def refuse(
    comment: Comment, by: User, reason: str, *, note: str = ""
) -> ModerationAction | None:
    """Reject what waited, or remove what was public, for a reason its author reads.

    The step; None where it is refused already, or its author took it back.
    """
    if comment.status not in DECIDABLE - REFUSED:
        return None
    was_public = comment.published_at is not None
    to = Status.REMOVED if was_public else Status.REJECTED
    step = moving.move(comment, to, by=by, reason=reason, note=note)
    if step:
        reporting.decide(comment, step, was_right=True)
    return step


@transaction.atomic
def take_back(comment: Comment, step: ModerationAction, by: User) -> bool:
    """Undo a step, as long as it is the last one; its reports are open again."""
    last = comment.actions.order_by("-pk").first()
    if last != step or comment.status != step.after:
        return False
    if step.before == step.after:
        moving.stay(comment, by=by, undoes=step)
    elif moving.move(comment, step.before, by=by, undoes=step) is None:
        return False
    reporting.open_again(step)
    return True


@transaction.atomic
def feature(comment: Comment, by: User) -> bool:
    """Show it first on the page of its campaign. Only what is published."""
    own = Comment.objects.published().filter(pk=comment.pk, featured_at=None)
    if not own.update(featured_at=timezone.now(), featured_by=by):
        return False
    notices.tell_featured(comment)
    return True


def unfeature(comment: Comment) -> bool:
    own = Comment.objects.filter(pk=comment.pk, featured_at__isnull=False)
    return bool(own.update(featured_at=None, featured_by=None))
