from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.moderation import ModerationAction


class Appeal(models.Model):
    """An author asks once that somebody looks at a decision again."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("not decided yet")
        RESTORED = "restored", _("the comment was restored")
        UPHELD = "upheld", _("the decision stands")
        DROPPED = "dropped", _("the author deleted the comment")

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="appeal")
    # The decision that it is about.
    step = models.ForeignKey(ModerationAction, models.CASCADE, related_name="+")
    words = models.TextField(_("the author's words"), max_length=1000)
    at = models.DateTimeField(_("when"), default=timezone.now)
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.OPEN
    )
    # What its author is told besides.
    answer = models.CharField(_("words to the author"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["at"],
                condition=models.Q(outcome="open"),
                name="appeal_open",
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
