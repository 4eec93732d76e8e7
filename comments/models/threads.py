from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Story
from petitions.models import Petition

# What can be spoken about, by the name of its column.
SUBJECTS = ("story", "campaign", "petition")
Subject = Story | Campaign | Petition


class Mode(models.TextChoices):
    """When a moderator looks at a comment."""

    AFTER = "after", _("after it is published")
    BEFORE = "before", _("before it is published")
    CLOSED = "closed", _("nobody can write")


class ForumRules(models.Model):
    """What holds in every thread that does not say otherwise; there is one row."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(
        primary_key=True, default=ONLY, editable=False
    )
    mode = models.CharField(
        _("moderation"), max_length=6, choices=Mode.choices, default=Mode.AFTER
    )
    first_held = models.PositiveSmallIntegerField(
        _("first comments of a new reader that wait for a moderator"), default=3
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close threads after so many days"), null=True, blank=True
    )
    closed_words = models.CharField(
        _("why nobody can write"), max_length=200, blank=True
    )

    banned_words = models.TextField(
        _("words that may not stand"),
        blank=True,
        help_text=_("One on each line; * at its end for any ending."),
    )
    suspect_words = models.TextField(
        _("words that a moderator looks at first"),
        blank=True,
        help_text=_("One on each line; * at its end for any ending."),
    )
    hold_at = models.PositiveSmallIntegerField(
        _("so many readers who report a comment hide it until a moderator looks"),
        default=5,
        validators=[MinValueValidator(2)],
    )

    class Meta:
        verbose_name = _("rules of the forum")
        verbose_name_plural = _("rules of the forum")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_set_of_forum_rules")
        ]

    def __str__(self) -> str:
        return str(_("rules of the forum"))


class Thread(models.Model):
    """What readers say about one story, campaign or petition.

    Made with its first comment, or when the desk says something of it.
    """

    story = models.OneToOneField(
        Story, models.CASCADE, null=True, blank=True, related_name="thread"
    )
    campaign = models.OneToOneField(
        Campaign, models.CASCADE, null=True, blank=True, related_name="thread"
    )
    petition = models.OneToOneField(
        Petition, models.CASCADE, null=True, blank=True, related_name="thread"
    )
    # "" for what the rules of the forum say.
    mode = models.CharField(
        _("moderation"), max_length=6, choices=Mode.choices, blank=True
    )
    closed_words = models.CharField(
        _("why nobody can write"), max_length=200, blank=True
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(story__isnull=False, campaign=None, petition=None)
                    | Q(story=None, campaign__isnull=False, petition=None)
                    | Q(story=None, campaign=None, petition__isnull=False)
                ),
                name="thread_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Subject:
        """What it is about."""
        found = self.story or self.campaign or self.petition
        if found is None:
            raise ValueError("A thread is about one thing.")
        return found


class ThreadTally(models.Model):
    """How many comments of a thread are published. Changed by `counting.drain` alone,
    and apart from the thread, so that an editor who saves one cannot overwrite it."""

    thread = models.OneToOneField(
        Thread, models.CASCADE, primary_key=True, related_name="tally"
    )
    comments = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tally of a thread")
        verbose_name_plural = _("tallies of threads")

    def __str__(self) -> str:
        return str(self.comments)
