from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import prose
from campaigns.pictures import Pictured


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def published(self) -> CampaignQuerySet:
        return self.filter(is_published=True)

    def running(self) -> CampaignQuerySet:
        """What the front page shows; the rest stands in the archive."""
        return self.published().filter(ended_on=None)

    def ended(self) -> CampaignQuerySet:
        """The archive, newest end first."""
        over = self.published().filter(ended_on__isnull=False)
        return over.order_by("-ended_on", "-pk")


class Campaign(Pictured):
    """What the newsroom fights for, at one address for life."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    is_published = models.BooleanField(
        _("published"),
        default=False,
        help_text=_("Until then, only staff and people with the preview link see it."),
    )
    position = models.PositiveSmallIntegerField(
        _("position on the home page"), default=0
    )
    ended_on = models.DateField(
        _("ended"),
        null=True,
        blank=True,
        help_text=_("From then on it stands in the archive, at the same address."),
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["position", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:detail", args=[self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def is_public(self) -> bool:
        return self.is_published

    @property
    def feed_url(self) -> str:
        return reverse("campaigns:campaign_feed", args=[self.slug])

    @property
    def body_html(self) -> SafeString:
        return prose.to_html(self.body)


@dataclass(frozen=True)
class RecordedCount:
    """A count taken over from a petition that ran elsewhere: reported, not derived."""

    title: str
    count: int
    on: date | None
    next_goal: int | None
    source: str


class Phase(models.Model):
    """One run of a campaign, such as "Ukraine 2022"."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="phases", verbose_name=_("campaign")
    )
    title = models.CharField(_("title"), max_length=120)
    started_on = models.DateField(
        _("started"),
        help_text=_("1 January to 31 December is shown as the year alone."),
    )
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Markdown."))
    recorded_title = models.CharField(
        _("petition elsewhere"), max_length=160, blank=True
    )
    recorded_count = models.PositiveIntegerField(
        _("its last count"),
        null=True,
        blank=True,
        help_text=_("Shown as history; never added to a count of this site."),
    )
    recorded_on = models.DateField(_("seen on"), null=True, blank=True)
    recorded_next_goal = models.PositiveIntegerField(
        _("its next goal"), null=True, blank=True
    )
    recorded_source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=models.F("started_on")),
                name="phase_ends_after_start",
                violation_error_message=_("A phase ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.title}"

    @property
    def whole_year(self) -> int | None:
        """The year, where a phase is entered as one because its days are not known."""
        year = self.started_on.year
        is_whole = (self.started_on, self.ended_on) == (
            date(year, 1, 1),
            date(year, 12, 31),
        )
        return year if is_whole else None

    @property
    def is_current(self) -> bool:
        return self.ended_on is None

    @property
    def summary_html(self) -> SafeString:
        return prose.to_html(self.summary)

    @property
    def recorded(self) -> RecordedCount | None:
        if self.recorded_count is None:
            return None
        return RecordedCount(
            self.recorded_title,
            self.recorded_count,
            self.recorded_on,
            self.recorded_next_goal,
            self.recorded_source,
        )
