"""A reader changes what they wrote, for five minutes. What it said before is kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from comments import checking, moving, outside, text
from comments.checking import Draft
from comments.models import Comment, Revision

Status = Comment.Status
WINDOW = timedelta(minutes=5)
CHANGEABLE = {Status.UNNAMED, Status.PENDING, Status.PUBLISHED}


class Refused(Exception):
    """It cannot be changed any more. The words are for its author."""


def until(comment: Comment) -> datetime:
    """When its text stands as it is."""
    return comment.created_at + WINDOW


def why_not(comment: Comment) -> str:
    """Why its author cannot change it now, in words for them; "" when they can."""
    if comment.status not in CHANGEABLE:
        return gettext("This comment is not shown any more, so it cannot be changed.")
    if timezone.now() >= until(comment):
        return gettext(
            "A comment can be changed for five minutes, so that what others have read"
            " and answered stays. You can delete it, and write another."
        )
    return ""


@transaction.atomic
def edit(comment: Comment, body: str, *, network: str = "") -> Comment:
    """Change the text, keep the former one, have it judged again. Raises Refused.

    It stays where it stands in its thread. A text that the checks hold back takes the
    comment down; one that they let through publishes nothing that was waiting.
    """
    comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if words := why_not(comment):
        raise Refused(words)
    if body == comment.body:
        return comment
    _replace(comment, body)
    if comment.status != Status.UNNAMED:
        _judge_again(comment, network)
        outside.ask(comment)
    return comment


def _replace(comment: Comment, body: str) -> None:
    now = timezone.now()
    Revision.objects.create(
        comment=comment,
        body=comment.body,
        written_at=comment.edited_at or comment.created_at,
        replaced_at=now,
    )
    comment.body, comment.body_html = body, text.to_html(body)
    comment.edited_at = now
    comment.save(update_fields=["body", "body_html", "edited_at"])


def _judge_again(comment: Comment, network: str) -> None:
    if comment.author is None:
        return
    draft = Draft(
        comment.author, comment.thread, comment.body, comment.parent, network, comment
    )
    verdict = checking.judge(draft)
    if verdict.status != Status.PUBLISHED:
        moving.move(
            comment,
            verdict.status,
            rule=verdict.rule,
            reason=verdict.reason,
            note=verdict.note,
        )
