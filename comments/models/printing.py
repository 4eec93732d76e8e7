from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class PrintPick(models.Model):
    """A comment that the newsroom would like to print, and what its author says."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="print_pick")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by whom"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    # None while the author has not answered.
    agreed = models.BooleanField(_("the author agrees"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    # As the author wants it beside the name in print.
    place = models.CharField(_("place"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("comment for print")
        verbose_name_plural = _("comments for print")
        ordering = ["-pk"]
        permissions = [
            ("shortlist_comment", _("Can choose comments for print, and take the list"))
        ]

    def __str__(self) -> str:
        return str(self.comment)


class PrintExport(models.Model):
    """The list of comments for print left the site: who took it, when, how long."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by whom"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    format = models.CharField(_("format"), max_length=4)
    row_count = models.PositiveIntegerField(_("comments"))

    class Meta:
        verbose_name = _("list for print that was taken")
        verbose_name_plural = _("lists for print that were taken")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.format}: {self.row_count}"
