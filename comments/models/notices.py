from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Correction, Story
from comments.models.comment import Comment
from comments.models.threads import Thread

SALT_BYTES = 16


def new_salt() -> bytes:
    """What the links in one reader's letters are made from; a new one ends the old."""
    return secrets.token_bytes(SALT_BYTES)


class NoticeKind(models.TextChoices):
    """What a reader is told of, each kind at a pace of their own."""

    REPLY = "reply", _("Somebody answers me")
    MODERATED = "moderated", _("A moderator decides about my comment")
    FEATURED = "featured", _("The newsroom features my comment")
    STORY = "story", _("A campaign that I follow has a new story")
    THREAD = "thread", _("A conversation that I follow goes on")
    CORRECTED = "corrected", _("A story that I follow is corrected")
    FOLLOWED = "followed", _("A reader whom I follow says something")
    FOLLOWER = "follower", _("Somebody follows me")


class Pace(models.TextChoices):
    """How soon a letter tells of a notice."""

    AT_ONCE = "at_once", _("within minutes")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


# Few letters: what asks for an answer comes soon, all else in one letter a day or none.
USUAL = {
    NoticeKind.REPLY: Pace.AT_ONCE,
    NoticeKind.MODERATED: Pace.AT_ONCE,
    NoticeKind.FEATURED: Pace.DAILY,
    NoticeKind.STORY: Pace.DAILY,
    NoticeKind.THREAD: Pace.DAILY,
    NoticeKind.CORRECTED: Pace.DAILY,
    NoticeKind.FOLLOWED: Pace.WEEKLY,
    NoticeKind.FOLLOWER: Pace.NEVER,
}


def _pace_of(kind: NoticeKind, **options: Any) -> models.CharField[str, str]:
    return models.CharField(
        kind.label, max_length=7, choices=Pace.choices, default=USUAL[kind], **options
    )


class ForumChoices(models.Model):
    """What a reader chose about the forum; without a row, the usual holds."""

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_choices"
    )
    salt = models.BinaryField(max_length=SALT_BYTES, default=new_salt)
    # How soon a letter tells of each kind of notice; named as the kinds are.
    reply = _pace_of(NoticeKind.REPLY)
    moderated = _pace_of(NoticeKind.MODERATED)
    featured = _pace_of(NoticeKind.FEATURED)
    story = _pace_of(NoticeKind.STORY)
    thread = _pace_of(NoticeKind.THREAD)
    corrected = _pace_of(NoticeKind.CORRECTED, db_default=Pace.DAILY)
    followed = _pace_of(NoticeKind.FOLLOWED)
    follower = _pace_of(NoticeKind.FOLLOWER)
    # Of the public page, for a reader who has one.
    is_findable = models.BooleanField(
        _("Let search engines list my public page."), default=False
    )
    shows_followers = models.BooleanField(
        _("Show on my public page how many follow me, and those who have one too."),
        default=False,
    )

    class Meta:
        verbose_name = _("choices about the forum")
        verbose_name_plural = _("choices about the forum")

    def __str__(self) -> str:
        return f"choices of {self.reader_id}"


class NoticeLetter(models.Model):
    """One letter to one reader, about all notices that name it."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_letters"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("letter about notices")
        verbose_name_plural = _("letters about notices")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["recipient", "at"], name="notice_letter_lately"),
            models.Index(fields=["at"], name="notice_letter_old"),
        ]

    def __str__(self) -> str:
        return f"letter to {self.recipient_id}"


class Notice(models.Model):
    """What a reader is told, once: on the site, and by letter if they wish."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices"
    )
    kind = models.CharField(_("kind"), max_length=9, choices=NoticeKind.choices)
    # What it is about, as text: the same thing is told to the same reader once.
    about = models.CharField(max_length=60)
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="+")
    story = models.ForeignKey(Story, models.CASCADE, null=True, related_name="+")
    correction = models.ForeignKey(
        Correction, models.CASCADE, null=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen"), null=True)
    # When a letter is to tell of it, and how soon that was wished; None and "" once
    # one does, or where none shall.
    letter_due_at = models.DateTimeField(_("letter due"), null=True)
    pace = models.CharField(max_length=7, choices=Pace.choices, blank=True, default="")
    letter = models.ForeignKey(
        NoticeLetter, models.SET_NULL, null=True, related_name="notices"
    )

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
                fields=["letter_due_at"],
                condition=Q(letter_due_at__isnull=False),
                name="notice_letter_due",
            ),
            models.Index(fields=["at"], name="notice_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class Telling(models.Model):
    """Something that all who follow a reader, a thread or a campaign are to be told.

    A worker walks them (`comments.telling`); `cursor` is the last follow that it came
    to. The key says what is told, and is kept for two days so that it is told once.
    """

    class Following(models.TextChoices):
        """Whose followers are told."""

        AUTHOR = "author"
        THREAD = "thread"
        CAMPAIGN = "campaign"

    key = models.CharField(max_length=60, unique=True)
    following = models.CharField(max_length=8, choices=Following.choices)
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    story = models.ForeignKey(Story, models.CASCADE, null=True, related_name="+")
    correction = models.ForeignKey(
        Correction, models.CASCADE, null=True, related_name="+"
    )
    # Since when who follows is told: of those who followed later, nobody.
    at = models.DateTimeField()
    noted_at = models.DateTimeField(default=timezone.now)
    cursor = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        indexes = [
            models.Index(
                fields=["id"], condition=Q(finished_at=None), name="telling_unfinished"
            )
        ]

    def __str__(self) -> str:
        return self.key
