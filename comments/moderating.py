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


@transaction.atomic
def approve(comment: Comment, by: User, *, note: str = "") -> bool:
    """Publish it, or note that one that is published was looked at."""
    if comment.status not in DECIDABLE:
        return False
    if comment.is_published:
        ModerationAction.objects.create(
            comment=comment,
            actor=by,
            before=comment.status,
            after=comment.status,
            note=note,
        )
    elif moving.move(comment, Status.PUBLISHED, by=by, note=note) is None:
        return False
    reporting.decide(comment, by=by, was_right=False)
    return True


@transaction.atomic
def refuse(comment: Comment, by: User, reason: str, *, note: str = "") -> bool:
    """Reject what waited, or remove what was public, for a reason its author reads."""
    if comment.status not in DECIDABLE:
        return False
    was_public = comment.published_at is not None
    to = Status.REMOVED if was_public else Status.REJECTED
    if moving.move(comment, to, by=by, reason=reason, note=note) is None:
        return False
    reporting.decide(comment, by=by, was_right=True)
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
