from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import prose
from campaigns.models import Campaign, Phase
from petitions.models.petition import Petition

# So that a confirmation that began in the last second of grace is surely stored.
LAST_CONFIRMATION = timedelta(minutes=1)


class Renewal(models.Model):
    """A campaign went on: which petition it froze, and which one it began."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="renewals", verbose_name=_("campaign")
    )
    phase = models.OneToOneField(
        Phase, models.PROTECT, related_name="renewal", verbose_name=_("phase begun")
    )
    frozen = models.OneToOneField(
        Petition,
        models.PROTECT,
        null=True,
        related_name="renewed_by",
        verbose_name=_("petition frozen"),
    )
    begun = models.OneToOneField(
        Petition,
        models.CASCADE,
        related_name="renewal_of",
        verbose_name=_("petition begun"),
    )
    # Right at the moment of renewing, and for good once `settled_at`.
    final_count = models.PositiveIntegerField(_("final count"), default=0)
    settled_at = models.DateTimeField(_("final since"), null=True)
    renewed_at = models.DateTimeField(_("renewed"), default=timezone.now)
    renewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("renewed by"),
    )

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"renewal {self.pk}"

    @property
    def withdrawn_since(self) -> int:
        """By how much the number of the frozen petition fell below its final count."""
        tally = getattr(self.frozen, "tally", None)
        return max(0, self.final_count - tally.count) if tally else 0

    @property
    def confirms_until(self) -> datetime | None:
        """Until when letters of the frozen petition may still be answered."""
        ended_at = self.frozen.ended_at if self.frozen else None
        grace = timedelta(hours=settings.CONFIRM_GRACE_HOURS)
        return ended_at + grace if ended_at else None

    @property
    def may_settle(self) -> bool:
        """Whether no confirmation can come in any more."""
        until = self.confirms_until
        return until is None or timezone.now() > until + LAST_CONFIRMATION


class RenewalLetter(models.Model):
    """What the newsroom writes to those who agreed to hear that a campaign goes on.

    The cursors say how far the lists were walked. They move in the transaction that
    puts the letters into the outbox, so nobody is written to twice.
    """

    renewal = models.OneToOneField(
        Renewal, models.CASCADE, related_name="letter", verbose_name=_("renewal")
    )
    subject = models.CharField(_("subject"), max_length=120)
    words = models.TextField(_("words"), help_text=_("Markdown."))
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)
    asked_at = models.DateTimeField(_("sending began"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    # Signatures up to here were looked at, in the round that is on.
    signature_cursor = models.BigIntegerField(default=0)
    subscription_cursor = models.BigIntegerField(default=0)
    # Everybody of the moment of asking has a letter in the outbox.
    walked_at = models.DateTimeField(_("all written"), null=True)
    # So have those who confirmed in the day of grace after that.
    finished_at = models.DateTimeField(_("finished"), null=True)
    letter_count = models.PositiveIntegerField(_("letters"), default=0)

    class Meta:
        verbose_name = _("letter about a renewal")
        verbose_name_plural = _("letters about renewals")
        constraints = [
            models.CheckConstraint(
                condition=Q(walked_at=None) | Q(asked_at__isnull=False),
                name="walked_letter_was_asked_for",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def words_html(self) -> SafeString:
        return prose.to_html(self.words)

    @property
    def words_text(self) -> str:
        return prose.to_text(self.words)
