from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.story import Section, Story, StoryQuerySet, Topic

SCOPES = ("topic", "section", "campaign")
MOST_CALLS = 5


class CallRuleQuerySet(models.QuerySet["CallRule"]):
    def running(self) -> CallRuleQuerySet:
        """Those whose time it is, in the order in which they are asked."""
        now = timezone.now()
        return self.filter(
            Q(starts_at=None) | Q(starts_at__lte=now),
            Q(ends_at=None) | Q(ends_at__gt=now),
        )

    def about(self, story: Story) -> CallRuleQuerySet:
        """Those that mean this story."""
        return self.filter(
            Q(topic__in=story.topics.all())
            | Q(section__isnull=False, section=story.section_id)
            | Q(campaign=story.campaign_id)
        )


class CallRule(models.Model):
    """Puts a call to action into every story of a topic, a section or a campaign."""

    topic = models.ForeignKey(
        Topic,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="call_rules",
        verbose_name=_("stories about"),
    )
    section = models.ForeignKey(
        Section,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="call_rules",
        verbose_name=_("or stories in the section"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="call_rules",
        verbose_name=_("or all stories of the campaign"),
    )
    kind = models.CharField(_("call"), max_length=12)
    target = models.CharField(
        _("where it leads"),
        max_length=300,
        blank=True,
        help_text=_(
            "The address of a petition as in its page, such as “safe-haven”; a web"
            " address for “Find out more” and “Give”; for letters the address of a"
            " campaign, or nothing for that of the story."
        ),
    )
    words = models.CharField(
        _("words of the button"),
        max_length=80,
        blank=True,
        help_text=_("Leave empty for the usual ones."),
    )
    after_paragraph = models.PositiveSmallIntegerField(
        _("after paragraph"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_(
            "Leave empty for the end. A story with fewer paragraphs has it at the end."
        ),
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    most_in_story = models.PositiveSmallIntegerField(
        _("at most"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CALLS)],
        help_text=_(
            "Adds nothing to a story that already has so many calls by rules. Calls"
            " that an editor placed are not counted."
        ),
    )
    priority = models.PositiveSmallIntegerField(
        _("order"), default=10, help_text=_("The lower number is asked first.")
    )

    objects = CallRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for calls to action")
        verbose_name_plural = _("rules for calls to action")
        ordering = ["priority", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(topic=None, section=None, campaign__isnull=False)
                | Q(topic=None, section__isnull=False, campaign=None)
                | Q(topic__isnull=False, section=None, campaign=None),
                name="call_rule_means_one_thing",
                violation_error_message=_(
                    "Choose one: a topic, a section or a campaign."
                ),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None)
                | Q(ends_at=None)
                | Q(ends_at__gt=models.F("starts_at")),
                name="call_rule_ends_after_start",
                violation_error_message=_("A rule ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(kind)s: stories of %(stories)s") % {
            "kind": self.kind,
            "stories": self.scope,
        }

    @property
    def scope(self) -> Topic | Section | Campaign | None:
        """Which stories it means."""
        return self.topic or self.section or self.campaign

    @property
    def stories(self) -> StoryQuerySet:
        """Those of them that readers see now."""
        published = Story.objects.published()
        if self.topic_id:
            return published.filter(topics=self.topic_id)
        if self.section_id:
            return published.filter(section=self.section_id)
        return published.filter(campaign=self.campaign_id)

    @property
    def is_running(self) -> bool:
        """Whether its time is now; the query of it is `objects.running()`."""
        now = timezone.now()
        has_begun = self.starts_at is None or self.starts_at <= now
        return has_begun and not _is_over(self.ends_at, now)


def _is_over(end: datetime | None, now: datetime) -> bool:
    return end is not None and end <= now
