from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.moderation import ModerationAction


class Batch(models.Model):
    """What a moderator did by one press, to one comment or to many.

    Undone as a whole (`comments.batching`).
    """

    class Kind(models.TextChoices):
        APPROVE = "approve", _("approved")
        REFUSE = "refuse", _("refused")
        FEATURE = "feature", _("featured")
        UNFEATURE = "unfeature", _("featured no more")

    kind = models.CharField(_("what"), max_length=9, choices=Kind.choices)
    # One of `comments.reasons`, of a refusal.
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by whom"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("press of a moderator")
        verbose_name_plural = _("presses of moderators")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="batch_by")]

    def __str__(self) -> str:
        return self.get_kind_display()


class BatchItem(models.Model):
    """One comment of a batch, with the step that was made; None where it featured."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    action = models.ForeignKey(
        ModerationAction, models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("comment of a press")
        verbose_name_plural = _("comments of a press")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "comment"], name="one_item_per_comment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.comment_id}"
