from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    # The default is the database's, for processes of the version before.
    came_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    at = models.DateTimeField(default=timezone.now)
    # Whose, to find the constituency by; nothing else may be read from it, since the
    # row may be gone. Corrections by a recount have none.
    signature_id = models.BigIntegerField(null=True)

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


class Step(models.TextChoices):
    """How finely time is told apart: in minutes, hours or days, all of UTC.

    Not the newsroom's own days: a time zone that is set anew, or a clock that is put
    back, would move what was counted already.
    """

    MINUTE = "minute", _("minute")
    HOUR = "hour", _("hour")
    DAY = "day", _("day")

    @property
    def length(self) -> timedelta:
        return timedelta(**{f"{self.value}s": 1})

    def start(self, moment: datetime) -> datetime:
        """When the step began that a moment belongs to."""
        minute = moment.astimezone(UTC).replace(second=0, microsecond=0)
        if self == Step.MINUTE:
            return minute
        return minute.replace(minute=0, hour=0 if self == Step.DAY else minute.hour)

    def end(self, moment: datetime) -> datetime:
        """When the last step is over that begins before a moment."""
        start = self.start(moment)
        return start if start == moment else start + self.length


class TimeTally(models.Model):
    """By how much the count changed in one minute, one hour or one day.

    All three are kept, so that no reader of a history adds up half a year of minutes.
    Of each step there are rows only where something changed; together they are the
    tally. A row of its own key and nothing else: a petition may have half a million.
    """

    pk = models.CompositePrimaryKey("petition_id", "step", "at")
    petition = models.ForeignKey(
        Petition, models.CASCADE, related_name="time_tallies", db_index=False
    )
    step = models.CharField(max_length=6, choices=Step.choices)
    at = models.DateTimeField()
    change = models.IntegerField()

    class Meta:
        verbose_name = _("tally of a time")
        verbose_name_plural = _("tallies of times")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} ({self.step}): {self.change:+d}"


class SourceTally(models.Model):
    """How many of the count one source brought; "" where none is known.

    A thousand sources are told apart (`folding.MOST_SOURCES`), the rest by their kind.
    """

    pk = models.CompositePrimaryKey("petition_id", "source")
    petition = models.ForeignKey(
        Petition, models.CASCADE, related_name="source_tallies", db_index=False
    )
    source = models.CharField(max_length=80, blank=True)
    count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tally of a source")
        verbose_name_plural = _("tallies of sources")

    def __str__(self) -> str:
        return f"{self.source or '-'}: {self.count}"


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


class CountProof(models.Model):
    """What a nightly proof found: the number, and the rows that it stands for.

    Right means count + waiting = confirmed, and that every part is right as well.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="count_proofs")
    at = models.DateTimeField()
    count = models.IntegerField()
    waiting = models.IntegerField()
    confirmed = models.IntegerField()
    is_right = models.BooleanField()

    class Meta:
        verbose_name = _("proof of a count")
        verbose_name_plural = _("proofs of counts")
        indexes = [
            models.Index(fields=["petition", "-id"], name="count_proof"),
            # The desk asks for these on each of its pages; there should be none.
            models.Index(
                fields=["petition"],
                condition=models.Q(is_right=False),
                name="count_proof_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.count} + {self.waiting} = {self.confirmed}"


class Milestone(models.Model):
    """A count reached, recorded once and kept even if the number falls again."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="milestones")
    count = models.PositiveIntegerField(_("count"))
    reached_at = models.DateTimeField(_("reached"), default=timezone.now)
    # When the timeline of the campaign was offered a line about it.
    drafted_at = models.DateTimeField(null=True, editable=False)

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
