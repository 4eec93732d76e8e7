from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition
from petitions.models.signature import Signature


class Removal(models.Model):
    """Signatures that the newsroom takes out of a count together, for one reason.

    The public is told when, how many and why; it can be undone as a whole.
    """

    petition = models.ForeignKey(
        Petition,
        models.PROTECT,
        related_name="removals",
        verbose_name=_("petition"),
    )
    words = models.CharField(_("why, for the public"), max_length=300)
    note = models.CharField(_("note for the newsroom"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by whom"),
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undo_asked_at = models.DateTimeField(_("undo asked for"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")
        ordering = ["-pk"]
        permissions = [("remove_signature", _("Can take signatures out of the count"))]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(finished_at=None)
                | Q(undo_asked_at__isnull=False, undone_at=None),
                name="removal_under_way",
            )
        ]

    def __str__(self) -> str:
        return self.words


class RemovedSignature(models.Model):
    """One signature of a removal, and what it was before."""

    removal = models.ForeignKey(Removal, models.CASCADE, related_name="signatures")
    signature = models.ForeignKey(Signature, models.CASCADE, related_name="removals")
    # "" until it is taken out.
    before = models.CharField(max_length=12, blank=True)
    removed_at = models.DateTimeField(null=True)
    put_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("removed signature")
        verbose_name_plural = _("removed signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["removal", "signature"], name="removed_once_by_a_removal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.signature_id} ({self.before})"
