from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class ExportRecord(models.Model):
    """Who took a list out of the site, when, what for, and how much."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be made")
        STARTED = "started", _("started")
        FINISHED = "finished", _("finished")
        BROKEN_OFF = "broken", _("broken off")

    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("exported by"),
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.STARTED
    )
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        abstract = True


class Export(ExportRecord):
    """A list of signatures that was taken out.

    A spreadsheet's row is also the wish for it: it waits to be made, is leased to the
    worker that makes it, and says until when the file is kept.
    """

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("spreadsheet (XLSX)")

    class Problem(models.TextChoices):
        """Why a spreadsheet was broken off."""

        FILE = "file", _("the file could not be written")
        TIME = "time", _("it took too long")
        TRIES = "tries", _("its worker ended each time")

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="exports")
    columns = models.CharField(_("columns"), max_length=200)
    format = models.CharField(
        _("format"), max_length=4, choices=Format.choices, default=Format.CSV
    )
    problem = models.CharField(
        _("why it was broken off"), max_length=10, choices=Problem.choices, blank=True
    )
    # The petition's count when the list was asked for; the list may differ a little.
    rows_expected = models.PositiveIntegerField(_("rows expected"), default=0)
    # A spreadsheet's way through the worker, and its folder in DATA_DIR/exports.
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    folder = models.CharField(max_length=32, blank=True)
    file_deleted_at = models.DateTimeField(_("file deleted"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["format"],
                condition=Q(format="xlsx", state="started"),
                name="one_spreadsheet_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is coming."""
        return self.state in (self.State.FINISHED, self.State.BROKEN_OFF)


class ExportDownload(models.Model):
    """Who took a spreadsheet's file, and when; written before its first byte leaves."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="downloads")
    downloaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    downloaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"download {self.pk}"
