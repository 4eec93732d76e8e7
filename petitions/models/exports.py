from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class Export(models.Model):
    """Who took a list of signatures out of the site, when, what for, and how much."""

    class State(models.TextChoices):
        STARTED = "started", _("started")
        FINISHED = "finished", _("finished")
        BROKEN_OFF = "broken", _("broken off")

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="exports")
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("exported by"),
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    columns = models.CharField(_("columns"), max_length=200)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.STARTED
    )
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"export {self.pk}"
