"""An author takes a comment back: its place stays, for the replies under it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from comments import moving
from comments.models import Appeal, Comment, ModerationAction, PrintPick, Revision
from config import batches

logger = logging.getLogger(__name__)

Status = Comment.Status
BATCH_SIZE = 500
# The newsroom took it down: that stays on record, and its author sees why.
NOT_THEIRS = {Status.DELETED, Status.REMOVED}


def may_delete(comment: Comment) -> bool:
    return comment.status not in NOT_THEIRS


@transaction.atomic
def delete(comment: Comment, by: User | None = None) -> bool:
    """Take it out of its thread, as its author; False when it was out already.

    No reply goes with it. The text is kept for a while (`purge`), so that what was
    reported can still be looked at.
    """
    comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if not may_delete(comment):
        return False
    moving.move(comment, Status.DELETED, by=by)
    # Its signer may publish the reason anew.
    Comment.objects.filter(pk=comment.pk).update(signature=None)
    return True


def purge() -> int:
    """Blank the texts of comments that were deleted long enough ago; how many."""
    purged = batches.repeat(_purge_batch)
    if purged:
        logger.info("Blanked %s deleted comments", purged)
    return purged


@transaction.atomic
def _purge_batch() -> int:
    kept_since = timezone.now() - timedelta(days=settings.DELETED_COMMENTS_KEPT_DAYS)
    lately = ModerationAction.objects.filter(after=Status.DELETED, at__gt=kept_since)
    over = Comment.objects.filter(status=Status.DELETED).exclude(body="")
    over = over.exclude(actions__in=lately).order_by("pk")
    pks = list(over.values_list("pk", flat=True)[:BATCH_SIZE])
    blank(pks)
    return len(pks)


def blank(pks: list[int]) -> None:
    """Leave nothing of what these comments said, now or before they were changed."""
    Revision.objects.filter(comment__in=pks).delete()
    Appeal.objects.filter(comment__in=pks).update(words="")
    PrintPick.objects.filter(comment__in=pks).delete()
    Comment.objects.filter(pk__in=pks).update(body="", body_html="")
