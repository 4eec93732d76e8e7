from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.models.channel import Channel
from donations.models.checkout import Donation


class WallNameQuerySet(models.QuerySet["WallName"]):
    def public(self) -> WallNameQuerySet:
        """What everybody may read: let through, and the gift is still here."""
        return self.filter(status=WallName.Status.SHOWN, donation__counts=True)

    def held(self) -> WallNameQuerySet:
        """What a person should look at, once the gift is here."""
        return self.filter(status=WallName.Status.HELD, donation__counts=True)


class WallName(models.Model):
    """The name that a donor chose to have on the wall of a way to give.

    There is none where nothing was ticked. One that staff hid stays without its name,
    so that it is not put up again.
    """

    class Status(models.TextChoices):
        SHOWN = "shown", _("shown")
        HELD = "held", _("to be looked at first")
        HIDDEN = "hidden", _("hidden by the newsroom")

    donation = models.OneToOneField(
        Donation, models.CASCADE, related_name="wall_name", verbose_name=_("donation")
    )
    # The donation's own, for the index that the wall is read by.
    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="+", verbose_name=_("way to give")
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    shows_amount = models.BooleanField(_("with the amount"), default=False)
    status = models.CharField(
        _("status"), max_length=6, choices=Status.choices, default=Status.SHOWN
    )
    held_because = models.CharField(_("held because"), max_length=120, blank=True)
    hidden_because = models.CharField(
        _("reason"),
        max_length=200,
        blank=True,
        help_text=_("The donor reads it on the page of their gifts."),
    )
    chosen_at = models.DateTimeField(_("chosen"), default=timezone.now)

    objects = WallNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("name on the wall")
        verbose_name_plural = _("names on the wall")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="hidden") | ~Q(name=""), name="wall_name_has_name"
            )
        ]
        indexes = [
            models.Index(
                "channel",
                models.F("id").desc(),
                condition=Q(status="shown"),
                name="wall_name_newest",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.donation_id)
