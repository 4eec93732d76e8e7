"""An author takes a comment back. Its place stays where somebody answered it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from comments import moving
from comments.models import Comment, ModerationAction, Revision
from config import batches

Status = Comment.Status
ENDED = {Status.DELETED, Status.REMOVED, Status.REJECTED}
# For how long moderators can still see what somebody took back, should it be reported.
TEXT_KEPT = timedelta(days=30)
BATCH_SIZE = 500


def delete(comment: Comment, reader: User) -> bool:
    """Take it from the page; False when it is no comment of theirs, or gone."""
    if comment.author_id != reader.pk or comment.status in ENDED:
        return False
    return moving.move(comment, Status.DELETED, by=reader) is not None


def purge_texts() -> int:
    """Empty the texts of what was deleted, removed or rejected a month ago."""
    return batches.repeat(_purge_batch)


@transaction.atomic
def _purge_batch() -> int:
    old = ModerationAction.objects.filter(
        after__in=ENDED, at__lt=timezone.now() - TEXT_KEPT
    )
    ended = Comment.objects.filter(status__in=ENDED).exclude(body="")
    still = ModerationAction.objects.filter(at__gte=timezone.now() - TEXT_KEPT)
    chosen = ended.filter(pk__in=old.values("comment")).exclude(
        pk__in=still.values("comment")
    )
    pks = list(chosen.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])
    Revision.objects.filter(comment__in=pks).delete()
    return Comment.objects.filter(pk__in=pks).update(body="", body_html="")
