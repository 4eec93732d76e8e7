from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class LegalComplaint(models.Model):
    """Somebody says that something here is against the law (DSA, Article 16).

    Nobody needs an account for it. Name and address are asked for, except where the
    complaint is about the abuse of children, and are deleted some time after the
    decision (`comments.complaining.purge`).
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("not decided yet")
        REMOVED = "removed", _("removed")
        KEPT = "kept", _("left where it is")

    # To be named in letters; it tells nothing and cannot be guessed.
    reference = models.CharField(_("reference"), max_length=10, unique=True)
    # None where the place is no comment, or the comment is gone.
    comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, related_name="complaints"
    )
    place = models.CharField(_("where"), max_length=500)
    grounds = models.TextField(_("why it is against the law"), max_length=4000)
    is_of_children = models.BooleanField(_("abuse of children"), default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    outcome = models.CharField(
        _("outcome"), max_length=7, choices=Outcome.choices, default=Outcome.OPEN
    )
    # The reasons, for whoever complained and for the author.
    answer = models.TextField(_("reasons"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("notice of illegal content")
        verbose_name_plural = _("notices of illegal content")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(outcome="open"), name="complaint_open"
            ),
            models.Index(
                fields=["decided_at"],
                condition=~Q(email="", name=""),
                name="complaint_named",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
