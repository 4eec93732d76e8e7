from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.models.channel import Channel


class RaisedFigure(models.Model):
    """What an outside fundraiser said it had raised, when, and who wrote it down.

    Never changed: a later figure, or a better one of the same day, is a row of its own.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="figures")
    amount_minor = models.PositiveBigIntegerField()
    as_of = models.DateTimeField(
        _("as of"),
        null=True,
        blank=True,
        help_text=_("When the fundraiser said so. Empty: nobody knows any more."),
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Such as “the fundraiser's page”.")
    )
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("raised figure")
        verbose_name_plural = _("raised so far")
        ordering = [models.F("as_of").desc(nulls_last=True), "-entered_at", "-pk"]

    def __str__(self) -> str:
        return self.source


class TogetherFigure(models.Model):
    """A sum that a partner reported together with us: printed, and never added up."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="together")
    partner = models.CharField(
        _("together with"), max_length=160, help_text=_("Such as “our sister title”.")
    )
    amount_minor = models.PositiveBigIntegerField()
    is_least = models.BooleanField(_("more than this"), default=False)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("sum with a partner")
        verbose_name_plural = _("sums with partners")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.partner


class HopTally(models.Model):
    """How often readers went on to a fundraiser, by day of UTC and by what led them."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="hops")
    day = models.DateField(_("day"))
    came_by = models.CharField(_("came by"), max_length=80, default="")
    count = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("visits to a fundraiser")
        verbose_name_plural = _("visits to fundraisers")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "day", "came_by"], name="one_hop_tally"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.day}"
