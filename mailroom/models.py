from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Why a letter waits, where the site goes by it (`delays`).
HELD_BY_CAP = "mailbox had its share of letters"
SERVER_AWAY = "mail server away"
# A letter that waits for one of these waits for us; the next one will too.
LATE_FOR_ALL = ("", SERVER_AWAY)


class Lane(models.IntegerChoices):
    """Which letters go first: a newsletter never delays a sign-in code."""

    SECURITY = 10, _("security")
    CONFIRM = 20, _("confirmation")
    TRANSACTIONAL = 30, _("transactional")
    BULK = 40, _("bulk")


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> LetterQuerySet:
        return self.filter(state=Letter.State.WAITING)

    def due(self) -> LetterQuerySet:
        """Waiting letters whose time has come and that no worker is holding."""
        now = timezone.now()
        return self.waiting().filter(
            Q(leased_until=None) | Q(leased_until__lt=now), due_at__lte=now
        )


class Letter(models.Model):
    """One letter that leaves the site, from the wish to write it to its end.

    The row is the truth: a worker that dies leaves it waiting. A letter is written
    when it is sent, by the writer registered for its kind, so no token of a reader
    lies in this table. Sending is at least once (SMTP cannot do better); a letter sent
    twice carries the same Message-ID, which mail programs fold into one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("not sent on purpose")

    kind = models.CharField(_("kind"), max_length=60)
    subject_id = models.BigIntegerField(_("subject"), null=True, blank=True)
    lane = models.PositiveSmallIntegerField(
        _("lane"), choices=Lane.choices, default=Lane.TRANSACTIONAL
    )
    address = models.EmailField(_("address"), max_length=254)
    mailbox_key = models.BinaryField(max_length=32)
    is_capped = models.BooleanField(_("counts against the mailbox"), default=True)
    # A letter takes its place in the mailbox's allowance once, however often it is
    # tried.
    has_allowance = models.BooleanField(default=False)
    # Only for letters that cannot be written again, such as sign-in codes; emptied
    # once sent.
    content = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    expires_at = models.DateTimeField(_("no use after"))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        permissions = [("resend_letter", _("Can send a letter again"))]
        constraints = [
            # One waiting letter of a kind about a subject, however often it is asked
            # for.
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state="waiting"),
                name="one_waiting_letter",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"),
                name="sent_letter_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=Q(state="waiting"),
                name="letter_next",
            ),
            models.Index(
                fields=["lane", "created_at"],
                condition=Q(state="waiting", last_error__in=LATE_FOR_ALL),
                name="letter_late",
            ),
            models.Index(fields=["created_at"], name="letter_created"),
            # A reader who takes everything back is taken off all letters, old and new.
            models.Index(
                fields=["subject_id", "kind"],
                condition=Q(subject_id__isnull=False),
                name="letter_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def needs_allowance(self) -> bool:
        """Whether its mailbox must be asked before it leaves."""
        return self.is_capped and not self.has_allowance


class Mailbox(models.Model):
    """How many capped letters a mailbox had lately, under whatever spelling."""

    key = models.BinaryField(max_length=32, unique=True)
    last_letter_at = models.DateTimeField()
    day_started_at = models.DateTimeField()
    day_count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return f"mailbox {self.pk}"


class Suppression(models.Model):
    """A mailbox that asked never to be written to; only its keyed hash is kept."""

    mailbox_key = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("refusal of letters")
        verbose_name_plural = _("refusals of letters")

    def __str__(self) -> str:
        return f"refusal {self.pk}"


LETTER_LIFETIME = timedelta(hours=48)
