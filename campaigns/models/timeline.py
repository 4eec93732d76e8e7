from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import prose
from campaigns.models.campaign import Campaign, Phase
from campaigns.models.story import Story


class TimelineEntryQuerySet(models.QuerySet["TimelineEntry"]):
    def published(self) -> TimelineEntryQuerySet:
        return self.filter(is_published=True)


class TimelineEntry(models.Model):
    """A day in the history of a campaign."""

    class Kind(models.TextChoices):
        LAUNCH = "launch", _("launch")
        MILESTONE = "milestone", _("milestone")
        STORY = "story", _("story")
        REPLY = "reply", _("reply of the target")
        DELIVERY = "delivery", _("delivery")
        WIN = "win", _("win")
        RENEWAL = "renewal", _("renewal")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="timeline", verbose_name=_("campaign")
    )
    phase = models.ForeignKey(
        Phase,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="timeline",
        verbose_name=_("phase"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    happened_on = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    story = models.ForeignKey(
        Story,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="timeline",
        verbose_name=_("story"),
    )
    link = models.URLField(_("link"), blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TimelineEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.campaign.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"entry-{self.pk}"

    @property
    def text_html(self) -> SafeString:
        return prose.to_html(self.text)

    @property
    def is_reply(self) -> bool:
        """Words of somebody else, which are shown as a quotation."""
        return self.kind == self.Kind.REPLY

    @property
    def whole_year(self) -> int | None:
        """The year, where no day is known: on the first day of a whole year's phase."""
        year = self.phase.whole_year if self.phase else None
        is_first_day = (self.happened_on.month, self.happened_on.day) == (1, 1)
        return year if is_first_day and year == self.happened_on.year else None


class DraftMark(models.Model):
    """What was drafted once; stays when an editor throws the draft away.

    Such as "milestone:12:100000".
    """

    drafted_for = models.CharField(max_length=80, unique=True)
    drafted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mark of a draft")
        verbose_name_plural = _("marks of drafts")

    def __str__(self) -> str:
        return self.drafted_for
