from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    def standing(self) -> ModerationActionQuerySet:
        """Without what was undone, and without the undoing."""
        return self.filter(undoes=None, undone_in=None)

    def by_people(self) -> ModerationActionQuerySet:
        return self.standing().filter(actor__isnull=False)


class ModerationAction(models.Model):
    """One step of a comment from one status to another: by whom, or by which rule.

    Where both are the same, a person looked and left it where it is.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="actions")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by whom"),
    )
    # The name of a check of `comments.checks`, where a rule decided; "" for a person.
    rule = models.CharField(_("by which rule"), max_length=40, blank=True)
    before = models.CharField(_("from"), max_length=9, choices=Comment.Status.choices)
    after = models.CharField(_("to"), max_length=9, choices=Comment.Status.choices)
    # For its author and the public figures, from a closed list (`comments.reasons`).
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    # For moderators alone.
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    # The step that this one takes back.
    undoes = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="undone_in"
    )

    objects = ModerationActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of moderation")
        verbose_name_plural = _("steps of moderation")
        ordering = ["-pk"]
        # The figures of a month are counted from these.
        indexes = [models.Index(fields=["at"], name="moderation_at")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Report(models.Model):
    """A reader who says that a comment breaks the rules."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=40)
    words = models.CharField(_("in their words"), max_length=1000, blank=True)
    # How much it counts towards holding the comment, in hundredths (100: one reader).
    weight = models.PositiveSmallIntegerField(_("weight"), default=100)
    at = models.DateTimeField(_("when"), default=timezone.now)
    # None while nobody decided; whether the comment broke the rules.
    was_right = models.BooleanField(_("was right"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # The step that decided it; taken back with that one.
    decided_in = models.ForeignKey(
        ModerationAction, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter"], name="one_report_per_reader"
            )
        ]
        indexes = [
            models.Index(
                fields=["comment"], condition=Q(decided_at=None), name="report_open"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Sanction(models.Model):
    """What moderators did about a reader: a row each, so that the history stays."""

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        PRE_MODERATED = "before", _("each comment waits for a moderator")
        SUSPENDED = "suspended", _("cannot write for a time")
        BANNED = "banned", _("cannot write any more")

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions"
    )
    kind = models.CharField(_("what"), max_length=9, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by whom"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["reader"], condition=Q(lifted_at=None), name="sanction_open"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_in_force(self) -> bool:
        is_over = self.until is not None and self.until <= timezone.now()
        return self.lifted_at is None and not is_over
