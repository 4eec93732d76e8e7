"""What readers are told of, once each, from the moment of publication.

Written in the transaction of the step that they are about (`moving.hear`), so none is
lost with a worker. What those say whom a reader follows is found by a query instead
(`following.said_by_followed`): a reader with a hundred thousand followers writes as
quickly as any other.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from comments import moving
from comments.models import Comment, ModerationAction, Mute, Notice, NoticeKind
from comments.models.following import Follow

Status = Comment.Status
# What a moderator or a rule did that its author should know of.
DECIDED = {Status.PUBLISHED, Status.REJECTED, Status.REMOVED, Status.HELD}


def listen() -> None:
    moving.hear(_hear)


def of_reader(reader: User) -> QuerySet[Notice]:
    """All that may still be seen, newest first."""
    own = Notice.objects.filter(recipient=reader).order_by("-pk")
    gone = own.filter(kind=NoticeKind.REPLY).exclude(comment__status=Status.PUBLISHED)
    return own.exclude(pk__in=gone.values("pk"))


def unseen(reader: User) -> int:
    return of_reader(reader).filter(seen_at=None).count()


def mark_seen(reader: User, *, until: datetime | None = None) -> int:
    """All that is there; what comes meanwhile stays new."""
    now = timezone.now()
    own = Notice.objects.filter(recipient=reader, seen_at=None, at__lte=until or now)
    return own.update(seen_at=now)


def bit(request: HttpRequest) -> dict[str, object]:
    """For the head of each page: how many are new; empty for none."""
    if not request.user.is_authenticated:
        return {}
    count = unseen(request.user)
    return {"unseen": count} if count else {}


def tell_follow(follow: Follow) -> None:
    """Somebody follows a reader."""
    if follow.reader_id is None:
        return
    _tell(
        follow.reader_id,
        NoticeKind.FOLLOWER,
        about=str(follow.follower_id),
        actor_id=follow.follower_id,
    )


def tell_featured(comment: Comment) -> None:
    if comment.author_id is not None:
        _tell(comment.author_id, NoticeKind.FEATURED, str(comment.pk), comment=comment)


def _hear(comment: Comment, before: str, action: ModerationAction | None) -> None:
    if comment.is_published:
        _tell_parent(comment)
    if action is None or comment.author_id is None:
        return
    if comment.author_id == action.actor_id:
        return
    if comment.status in DECIDED and before:
        _tell(
            comment.author_id,
            NoticeKind.MODERATED,
            about=f"{comment.pk}.{action.pk}",
            comment=comment,
        )


def _tell_parent(comment: Comment) -> None:
    """Whom it answers; once, however often it is hidden and shown again."""
    parent = comment.parent
    if parent is None or parent.author_id is None:
        return
    if parent.author_id == comment.author_id:
        return
    if Mute.objects.filter(owner=parent.author_id, reader=comment.author_id).exists():
        return
    _tell(
        parent.author_id,
        NoticeKind.REPLY,
        about=str(comment.pk),
        comment=comment,
        actor_id=comment.author_id,
    )


def _tell(
    recipient_id: int,
    kind: NoticeKind,
    about: str,
    *,
    comment: Comment | None = None,
    actor_id: int | None = None,
) -> None:
    notice = Notice(
        recipient_id=recipient_id,
        kind=kind,
        about=about,
        comment=comment,
        actor_id=actor_id,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
