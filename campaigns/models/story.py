from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import prose
from campaigns.models.campaign import Campaign, Phase
from campaigns.pictures import Pictured


class Section(models.Model):
    """A part of the paper, such as "UK news"; a story stands in one."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a story is about, such as "Ukraine"; it may be about many things."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaigns:topic", args=[self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def feed_url(self) -> str:
        return reverse("campaigns:topic_feed", args=[self.slug])


class StoryQuerySet(models.QuerySet["Story"]):
    def published(self) -> StoryQuerySet:
        """What readers see now: released, past its hour, of a campaign that is out."""
        return self.filter(
            is_published=True,
            published_at__lte=timezone.now(),
            campaign__is_published=True,
        )

    def due_to_announce(self) -> StoryQuerySet:
        """Out, and nobody was told yet."""
        return self.published().filter(announced_at=None)


class Story(Pictured):
    """An article of a campaign."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="stories", verbose_name=_("campaign")
    )
    phase = models.ForeignKey(
        Phase,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stories",
        verbose_name=_("phase"),
    )
    slug = models.SlugField(_("address"), max_length=80)
    headline = models.CharField(_("headline"), max_length=160)
    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    agencies = models.CharField(
        _("contributing agencies"),
        max_length=160,
        blank=True,
        help_text=_("As printed under the byline, such as “Agencies contributed”."),
    )
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stories",
        verbose_name=_("section"),
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="stories", verbose_name=_("topics")
    )
    related = models.ManyToManyField(
        "self", blank=True, symmetrical=False, verbose_name=_("related stories")
    )
    # Sanitised when it is saved; pictures, embeds and calls are marks in it, which
    # become what they stand for when the story is drawn.
    body = models.TextField(_("body"), blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        help_text=_("A time to come holds the story back until then."),
    )
    revised_at = models.DateTimeField(
        _("updated at"),
        null=True,
        blank=True,
        help_text=_("Shown to readers as the time of the last change that matters."),
    )
    # When its hour had come and the rest of the site was told, once.
    announced_at = models.DateTimeField(null=True, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "slug"], name="one_story_per_address"
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_at__isnull=False),
                name="published_story_has_time",
                violation_error_message=_("A published story has a time."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["published_at"],
                condition=Q(is_published=True, announced_at__isnull=True),
                name="story_to_announce",
            )
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("campaigns:story", args=[self.campaign.slug, self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def is_public(self) -> bool:
        """Whether readers see it now; the query of it is `objects.published()`."""
        is_out = self.published_at is not None and self.published_at <= timezone.now()
        return self.is_published and is_out and self.campaign.is_published

    @property
    def has_been_out(self) -> bool:
        """Whether readers may know its address, which is then its address for life."""
        return self.announced_at is not None or self.is_public

    @property
    def is_held_back(self) -> bool:
        """Released, with its hour still to come."""
        return (
            self.is_published
            and self.published_at is not None
            and self.published_at > timezone.now()
        )

    @property
    def shown_revised_at(self) -> datetime | None:
        """When it was updated; None while it stands as it was first published."""
        if (
            self.revised_at
            and self.published_at
            and self.revised_at > self.published_at
        ):
            return self.revised_at
        return None

    @property
    def changed_at(self) -> datetime | None:
        """The last time that matters to a reader, for feeds and search engines."""
        return self.revised_at or self.published_at

    @property
    def last_changed_at(self) -> datetime | None:
        """The same, or the time of a correction that was made since."""
        corrected = [correction.made_at for correction in self.corrections.all()]
        return max(filter(None, [self.changed_at, *corrected]), default=None)


class Byline(models.Model):
    """Who wrote a story, in the order printed."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="bylines")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)
    url = models.URLField(_("their page"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """What a story had wrong, pinned on top of it with its date."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="corrections")
    text = models.TextField(_("correction"), help_text=_("Markdown."))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    # When it stood where readers see it, and the rest of the site was told.
    announced_at = models.DateTimeField(null=True, editable=False)
    # The editor's wish to tell the signers who came through the story, and its end.
    mail_asked_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    # How far the letters have come, as the last one's row; a re-run goes on from there.
    mailed_through = models.BigIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(announced_at=None),
                name="correction_unannounced",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def text_html(self) -> SafeString:
        return prose.to_html(self.text)
