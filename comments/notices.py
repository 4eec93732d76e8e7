"""What readers are told of, once each, from the moment of publication.

Answers and decisions are written in the transaction of the step that they are about
(`moving.hear`), so none is lost with a worker. Whom many follow, a worker tells
(`comments.telling`): a reader with a hundred thousand followers writes as quickly as
any other. How it reads is of `grouping`, what letters say of it of `letters`.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from comments import choosing, moving, standing, threads
from comments.models import (
    Comment,
    Follow,
    ModerationAction,
    Mute,
    Notice,
    NoticeKind,
)

Status = Comment.Status
# What a moderator or a rule did that its author should know of.
DECIDED = {Status.PUBLISHED, Status.REJECTED, Status.REMOVED, Status.HELD}
# Where somebody said something, and the notice is about that alone.
SAID = (NoticeKind.REPLY, NoticeKind.FOLLOWED)
# More than this nobody counts in the head of a page.
MOST_COUNTED = 100


def listen() -> None:
    moving.hear(_hear)


# What may be seen


def of_reader(reader: User) -> QuerySet[Notice]:
    """All that may still be seen, newest first."""
    own = Notice.objects.filter(recipient=reader)
    return own.filter(visible()).order_by("-pk")


def visible() -> Q:
    """What is still so: said, public, not muted, not of somebody silenced since.

    Asked whenever notices are shown or written about, so that nothing has to be taken
    back when a comment is hidden, and all is there again when it is shown.
    """
    said = Q(comment__status=Status.PUBLISHED) & threads.public("comment__thread__")
    decided = Q(comment__isnull=False) & ~Q(comment__status=Status.DELETED)
    public_thread = threads.public("thread__")
    by_kind = [
        Q(said, _heard("comment__author"), kind__in=SAID),
        Q(said, kind=NoticeKind.FEATURED, comment__featured_at__isnull=False),
        Q(decided, kind=NoticeKind.MODERATED),
        Q(_heard("actor"), Exists(_still_follows()), kind=NoticeKind.FOLLOWER),
        Q(_public_story(), kind__in=(NoticeKind.STORY, NoticeKind.CORRECTED)),
        Q(public_thread, Exists(_said_since()), kind=NoticeKind.THREAD),
    ]
    return Q(*by_kind, _connector=Q.OR)


def _heard(who: str) -> Q:
    """Whoever it is has an account, is not muted, and may still write."""
    mutes = Mute.objects.filter(owner=OuterRef("recipient"), reader=OuterRef(who))
    silent = standing.silenced().filter(reader=OuterRef(who))
    return Q(~Q(**{f"{who}__is_active": False}), ~Exists(mutes), ~Exists(silent))


def _still_follows() -> QuerySet[Follow]:
    return Follow.objects.filter(
        follower=OuterRef("actor"), reader=OuterRef("recipient")
    )


def _public_story() -> Q:
    return Q(
        story__is_published=True,
        story__published_at__lte=timezone.now(),
        story__campaign__is_published=True,
    )


def _said_since() -> QuerySet[Comment]:
    """By others, whom the recipient does not mute, in the thread of the notice."""
    muted = Mute.objects.filter(
        owner=OuterRef(OuterRef("recipient")), reader=OuterRef("author")
    )
    since = Comment.objects.published().filter(
        ~Q(author=OuterRef("recipient")),
        thread=OuterRef("thread"),
        published_at__gte=OuterRef("at"),
    )
    return since.exclude(Exists(muted))


def unseen(reader: User) -> int:
    """How many are new; a hundred and more count as a hundred."""
    return of_reader(reader).filter(seen_at=None)[:MOST_COUNTED].count()


def mark_seen(reader: User, *, until: int | None = None) -> int:
    """All up to this one; what came meanwhile stays new. No letter tells of them."""
    own = Notice.objects.filter(recipient=reader, seen_at=None)
    if until is not None:
        own = own.filter(pk__lte=until)
    return own.update(seen_at=timezone.now(), letter_due_at=None, pace="")


def bit(request: HttpRequest) -> dict[str, object]:
    """For the head of each page: how many are new; empty for none."""
    if not request.user.is_authenticated:
        return {}
    count = unseen(request.user)
    return {"unseen": count} if count else {}


# Writing them


def tell(
    recipients: Collection[int], kind: NoticeKind, about: str, **of: Any
) -> list[Notice]:
    """Note it for each of them, once however often it is called.

    `of` names what it is about: comment, thread, story, actor_id, at.
    """
    dues = choosing.dues(kind, recipients, now=timezone.now())
    made = [
        Notice(
            recipient_id=pk,
            kind=kind,
            about=about,
            pace=dues[pk].pace,
            letter_due_at=dues[pk].at,
            **of,
        )
        for pk in recipients
    ]
    return Notice.objects.bulk_create(made, ignore_conflicts=True)


def tell_follow(follow: Follow) -> None:
    """Somebody follows a reader."""
    if follow.reader_id is None:
        return
    actor = follow.follower_id
    tell([follow.reader_id], NoticeKind.FOLLOWER, str(actor), actor_id=actor)


def tell_featured(comment: Comment) -> None:
    if comment.author_id is not None:
        about = str(comment.pk)
        tell([comment.author_id], NoticeKind.FEATURED, about, comment=comment)


def _hear(comment: Comment, before: str, action: ModerationAction | None) -> None:
    if comment.is_published:
        _tell_parent(comment)
    if action is None or comment.author_id is None:
        return
    if comment.author_id == action.actor_id:
        return
    if comment.status in DECIDED and before:
        about = f"{comment.pk}.{action.pk}"
        tell([comment.author_id], NoticeKind.MODERATED, about, comment=comment)


def _tell_parent(comment: Comment) -> None:
    """Whom it answers; once, however often it is hidden and shown again."""
    parent = comment.parent
    if parent is None or parent.author_id is None:
        return
    if parent.author_id == comment.author_id:
        return
    if Mute.objects.filter(owner=parent.author_id, reader=comment.author_id).exists():
        return
    tell(
        [parent.author_id],
        NoticeKind.REPLY,
        str(comment.pk),
        comment=comment,
        actor_id=comment.author_id,
    )
