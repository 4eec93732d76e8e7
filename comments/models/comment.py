from __future__ import annotations

import secrets
import time
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models.threads import Thread
from petitions.models import Signature

# How many steps of replies are drawn one inside the other; what is deeper stands on the
# last of them, in the order of time.
LEVELS = 4
KEY_LENGTH = 12
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TIME_DIGITS = 10


def new_key() -> str:
    """Twelve letters that sort by time: microseconds in base 36, and two at random.

    Ten digits last until 2085. No comment asks which its neighbours are, so two that
    are written at once do not wait for each other.
    """
    left, digits = time.time_ns() // 1000, ""
    for _place in range(_TIME_DIGITS):
        left, digit = divmod(left, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits + secrets.choice(_DIGITS) + secrets.choice(_DIGITS)


class Place(NamedTuple):
    """Where a new comment stands in its thread."""

    parent: Comment | None
    root_id: int | None
    path: str
    depth: int


def place_under(parent: Comment | None) -> Place:
    """A place of its own below the comment that it answers, or at the top."""
    if parent is None:
        return Place(None, None, new_key(), 0)
    above = parent.path[: (LEVELS - 1) * KEY_LENGTH]
    root_id = parent.root_id or parent.pk
    return Place(parent, root_id, above + new_key(), parent.depth + 1)


class CommentQuerySet(models.QuerySet["Comment"]):
    def published(self) -> CommentQuerySet:
        return self.filter(status=Comment.Status.PUBLISHED)

    def shown(self) -> CommentQuerySet:
        """What a thread draws: also the place of one that is gone but was answered."""
        return self.filter(Q(status=Comment.Status.PUBLISHED) | Q(reply_count__gt=0))


class Comment(models.Model):
    """What a reader said in a thread."""

    class Status(models.TextChoices):
        # Its author has not said yet by which name they go.
        UNNAMED = "unnamed", _("waiting for its author's name")
        PENDING = "pending", _("waiting for a moderator")
        PUBLISHED = "published", _("published")
        HELD = "held", _("held after reports")
        REJECTED = "rejected", _("rejected")
        DELETED = "deleted", _("deleted by its author")
        REMOVED = "removed", _("removed by the newsroom")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    # The comment that began this conversation; None of that one itself.
    root = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="conversation"
    )
    # The keys of the comments it stands under (three at most) and its own: sorted by
    # it, a conversation is in the order in which it is drawn.
    path = models.CharField(max_length=LEVELS * KEY_LENGTH, unique=True)
    # How many it answers, one above the other; more than are drawn.
    depth = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="comments",
        verbose_name=_("author"),
    )
    body = models.TextField(_("text"))
    # Rendered once, when it is written (`comments.text`).
    body_html = models.TextField(blank=True)
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.PENDING
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    # When it was published first; stays when it is hidden and shown again.
    published_at = models.DateTimeField(_("published"), null=True)
    edited_at = models.DateTimeField(_("edited"), null=True)
    featured_at = models.DateTimeField(_("featured"), null=True)
    featured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # The signature whose reason this was, where its signer chose to have it here.
    signature = models.OneToOneField(
        Signature, models.SET_NULL, null=True, blank=True, related_name="comment"
    )
    came_by = models.CharField(_("came by"), max_length=80, blank=True)
    # Raised by `counting.drain` alone: published comments below, and respects.
    reply_count = models.IntegerField(default=0)
    respect_count = models.IntegerField(default=0)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-pk"]
        permissions = [
            ("moderate_comment", _("Can decide about comments")),
            ("feature_comment", _("Can feature comments")),
        ]
        indexes = [
            # The beginnings of conversations, newest first, and most respected first.
            models.Index(
                fields=["thread", "-path"], condition=Q(depth=0), name="comment_roots"
            ),
            models.Index(
                fields=["thread", "-respect_count", "-path"],
                condition=Q(depth=0),
                name="comment_respected",
            ),
            models.Index(fields=["root", "path"], name="comment_conversation"),
            models.Index(
                fields=["author", "status", "-created_at"], name="comment_author"
            ),
            models.Index(
                fields=["thread", "-published_at"],
                condition=Q(status="published"),
                name="comment_published",
            ),
            models.Index(
                fields=["status", "-created_at"],
                condition=~Q(status="published"),
                name="comment_queues",
            ),
            models.Index(
                fields=["-featured_at"],
                condition=Q(featured_at__isnull=False),
                name="comment_featured",
            ),
            models.Index(
                fields=["thread", "-featured_at"],
                condition=Q(featured_at__isnull=False),
                name="comment_thread_featured",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    def get_absolute_url(self) -> str:
        """Its permalink, which leads to the page that it stands on."""
        return reverse("comments:comment", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def author_name(self) -> str:
        """The name that its author goes by."""
        if self.author is None or not self.author.display_name:
            return gettext("a reader who left")
        return self.author.display_name

    @property
    def author_url(self) -> str:
        """The page of its author, where they chose to have one; "" elsewhere.

        Needs `author__profile` at hand, or asks for it.
        """
        profile = getattr(self.author, "profile", None)
        if profile is None or not profile.is_public or not profile.user.display_name:
            return ""
        return reverse("public_reader", args=[profile.public_id])

    @property
    def answers_name(self) -> str:
        """Whom it answers; "" of a root, and where what it answers is not shown."""
        if self.parent is None or not self.parent.is_published:
            return ""
        return self.parent.author_name

    @property
    def is_flattened(self) -> bool:
        """Whether it answers one of those it stands beside, and must say which."""
        return self.depth >= LEVELS

    @property
    def level(self) -> int:
        """On which step it is drawn, from 1."""
        return len(self.path) // KEY_LENGTH

    @property
    def paths_above(self) -> list[str]:
        """The paths of those it stands under, the first of the conversation first."""
        ends = range(KEY_LENGTH, len(self.path), KEY_LENGTH)
        return [self.path[:end] for end in ends]


class Revision(models.Model):
    """What a comment said before its author changed it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions")
    body = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    class Meta:
        verbose_name = _("earlier text of a comment")
        verbose_name_plural = _("earlier texts of comments")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.body[:60]


class Respect(models.Model):
    """One reader's respect for one comment; there is no contrary."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="respects")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="respects"
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        verbose_name = _("respect")
        verbose_name_plural = _("respects")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reader"], name="one_respect_per_reader"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} → {self.comment_id}"


class CommentChange(models.Model):
    """The queue of counts: one row for each edge, until it is drained.

    `published` is +1 or -1 where a comment entered or left the published ones,
    `respects` likewise where somebody gave or took back their respect.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    path = models.CharField(max_length=LEVELS * KEY_LENGTH)
    published = models.SmallIntegerField(default=0)
    respects = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = _("change of a thread's counts")
        verbose_name_plural = _("changes of threads' counts")

    def __str__(self) -> str:
        return f"{self.path}: {self.published:+d} {self.respects:+d}"
