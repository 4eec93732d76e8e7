from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Story
from comments.models.comment import Comment
from comments.models.threads import Thread


class Follow(models.Model):
    """A reader who wants to hear of another reader, a thread, a story or a campaign."""

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
    story = models.ForeignKey(Story, models.CASCADE, null=True, related_name="+")
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
            for what in ("reader", "thread", "story", "campaign")
        ] + [
            models.CheckConstraint(
                condition=Q(reader=None) | ~Q(reader=F("follower")),
                name="nobody_follows_themselves",
            ),
            models.CheckConstraint(
                condition=(
                    Q(reader__isnull=False, thread=None, story=None, campaign=None)
                    | Q(reader=None, thread__isnull=False, story=None, campaign=None)
                    | Q(reader=None, thread=None, story__isnull=False, campaign=None)
                    | Q(reader=None, thread=None, story=None, campaign__isnull=False)
                ),
                name="follow_of_one_thing",
            ),
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


class NoticeKind(models.TextChoices):
    """What a reader is told of, each kind at a pace of their own."""

    REPLY = "reply", _("somebody answered me")
    FOLLOWED = "followed", _("somebody whom I follow said something")
    FOLLOWER = "follower", _("somebody follows me")
    THREAD = "thread", _("a thread that I follow has something new")
    FEATURED = "featured", _("my comment was featured")
    MODERATED = "moderated", _("a moderator decided about my comment")
    STORY = "story", _("a campaign that I follow has a new story")


class Notice(models.Model):
    """What a reader is told, once: on the site, and by letter if they wish."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices"
    )
    kind = models.CharField(_("kind"), max_length=9, choices=NoticeKind.choices)
    # What it is about, as text: the same thing is told to the same reader once.
    about = models.CharField(max_length=60)
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    story = models.ForeignKey(Story, models.CASCADE, null=True, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen"), null=True)
    # When a letter that tells of it was written; None while none was, or none is due.
    written_at = models.DateTimeField(_("written to them"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "about"], name="notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_list"),
            models.Index(
                fields=["recipient"], condition=Q(seen_at=None), name="notice_unseen"
            ),
            models.Index(
                fields=["id"], condition=Q(written_at=None), name="notice_unwritten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"
