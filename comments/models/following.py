from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from comments.models.threads import Thread


class Follow(models.Model):
    """A reader who wants to hear of another reader, a thread or a campaign.

    A story is followed by its thread (docs/adr/0037).
    """

    class Level(models.TextChoices):
        ALL = "all", _("everything")
        ROOTS = "roots", _("what begins a conversation")

    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="followers"
    )
    thread = models.ForeignKey(
        Thread, models.CASCADE, null=True, related_name="follows"
    )
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, related_name="+")
    level = models.CharField(
        _("what of it"), max_length=5, choices=Level.choices, default=Level.ALL
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["follower", what],
                condition=Q(**{f"{what}__isnull": False}),
                name=f"follow_{what}_once",
            )
            for what in ("reader", "thread", "campaign")
        ] + [
            models.CheckConstraint(
                condition=Q(reader=None) | ~Q(reader=F("follower")),
                name="nobody_follows_themselves",
            ),
            models.CheckConstraint(
                condition=(
                    Q(reader__isnull=False, thread=None, campaign=None)
                    | Q(reader=None, thread__isnull=False, campaign=None)
                    | Q(reader=None, thread=None, campaign__isnull=False)
                ),
                name="follow_of_one_thing",
            ),
        ]
        # In which a worker walks all who follow something, from where it stopped.
        indexes = [
            models.Index(
                fields=[what, "id"],
                condition=Q(**{f"{what}__isnull": False}),
                name=f"follow_walk_{what}",
            )
            for what in ("reader", "thread", "campaign")
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows"


class Mute(models.Model):
    """A reader whose words another reader does not want to see."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        constraints = [
            models.UniqueConstraint(fields=["owner", "reader"], name="mute_once"),
            models.CheckConstraint(
                condition=~Q(owner=F("reader")), name="nobody_mutes_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} mutes {self.reader_id}"
