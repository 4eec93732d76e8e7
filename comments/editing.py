"""An author changes a comment within five minutes; what it said before is kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from comments import checking, moving, text
from comments.checking import Draft
from comments.models import Comment, Revision

Status = Comment.Status
EDITABLE = timedelta(minutes=5)
# What its author may still change: what is read, and what waits to be.
OPEN = {Status.PUBLISHED, Status.PENDING, Status.UNNAMED}


class TooLate(Exception):
    """The five minutes are over, or it is not there any more."""


def until(comment: Comment) -> datetime:
    return comment.created_at + EDITABLE


def may_edit(comment: Comment, reader: User) -> bool:
    is_own = comment.author_id is not None and comment.author_id == reader.pk
    return is_own and comment.status in OPEN and timezone.now() < until(comment)


@transaction.atomic
def edit(comment: Comment, reader: User, body: str) -> Comment:
    """Give it another text, which is judged like a new one. Raises TooLate."""
    own = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk)
    comment = own.select_related("thread", "parent").get()
    if not may_edit(comment, reader):
        raise TooLate
    if body == comment.body:
        return comment
    written_at = comment.edited_at or comment.created_at
    Revision.objects.create(comment=comment, body=comment.body, written_at=written_at)
    comment.body, comment.body_html = body, text.to_html(body)
    comment.edited_at = timezone.now()
    comment.save(update_fields=["body", "body_html", "edited_at"])
    if comment.status == Status.UNNAMED:
        return comment
    draft = Draft(reader, comment.thread, body, comment.parent, changed=comment)
    verdict = checking.judge(draft)
    # A change never publishes what waits for a moderator.
    if comment.status == Status.PUBLISHED and verdict.status != Status.PUBLISHED:
        moving.move(
            comment,
            verdict.status,
            rule=verdict.rule,
            reason=verdict.reason,
            note=verdict.note,
        )
    return comment
