from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class Reason(models.TextChoices):
    """Why a number changed."""

    CONFIRMED = "confirmed", _("confirmed by their signers")
    WITHDRAWN = "withdrawn", _("withdrawn by their signers")
    REMOVED = "removed", _("removed by the newsroom")
    RESTORED = "restored", _("put back by the newsroom")
    RECOUNT = "recount", _("corrected by a recount")


class CountChange(models.Model):
    """The queue: one row for each edge that changes a count, until it is drained."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="+")
    change = models.IntegerField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=4, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of a count")
        verbose_name_plural = _("changes of counts")

    def __str__(self) -> str:
        return f"{self.change:+d} ({self.reason})"


class Tally(models.Model):
    """The public count of a petition.

    Changed only by `counting.drain`. Kept apart from the petition's row so that an
    editor who saves the petition cannot overwrite it.
    """

    petition = models.OneToOneField(
        Petition, models.CASCADE, primary_key=True, related_name="tally"
    )
    count = models.IntegerField(default=0)
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return str(self.count)


class AreaTally(models.Model):
    """The count of one country, or of one region of the home country."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="area_tallies")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=4, blank=True)
    count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tally of an area")
        verbose_name_plural = _("tallies of areas")
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "country", "region"], name="one_tally_per_area"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region}: {self.count}"


class CountLine(models.Model):
    """A public line of how the number came about: one drain, one reason."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="count_lines")
    at = models.DateTimeField(default=timezone.now)
    change = models.IntegerField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    count_after = models.IntegerField()

    class Meta:
        verbose_name = _("line of the count's ledger")
        verbose_name_plural = _("lines of the count's ledger")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["petition", "-id"], name="count_line")]

    def __str__(self) -> str:
        return f"{self.change:+d} ({self.reason})"


class Milestone(models.Model):
    """A count reached, recorded once and kept even if the number falls again."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="milestones")
    count = models.PositiveIntegerField(_("count"))
    reached_at = models.DateTimeField(_("reached"), default=timezone.now)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["-count"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "count"], name="one_milestone_per_count"
            )
        ]

    def __str__(self) -> str:
        return str(self.count)
