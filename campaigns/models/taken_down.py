from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TakenDown(models.Model):
    """A page that was public and is not any more: its address answers "gone" (410).

    What it was before lies beside it, so that it can be put back. `object_id` is empty
    once there is nothing left to put back.
    """

    path = models.CharField(_("address"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.BigIntegerField(null=True)
    title = models.CharField(_("title"), max_length=200)
    was = models.CharField(max_length=20, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=300,
        help_text=_("For the newsroom's record. Readers do not see it."),
    )
    note = models.CharField(
        _("note to readers"),
        max_length=300,
        blank=True,
        help_text=_("Shown at the old address. May be empty."),
    )
    at = models.DateTimeField(_("taken down"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("page taken down")
        verbose_name_plural = _("pages taken down")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title
