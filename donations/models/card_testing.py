from __future__ import annotations

from django.db import models
from django.utils import timezone

from donations.models.checkout import Donation


class RefusedCard(models.Model):
    """A card that was refused at a checkout; one row for each charge that failed."""

    donation = models.ForeignKey(Donation, models.CASCADE, related_name="refused_cards")
    charge_id = models.CharField(max_length=120, unique=True)
    refused_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.charge_id


class CardAlarm(models.Model):
    """An hour in which so many cards were refused that thieves must be trying them."""

    # Its full hour: however many workers count, it is told once.
    hour = models.DateTimeField(unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    # Until then gifts are taken by proved mailboxes alone.
    until = models.DateTimeField(db_index=True)
    refused_count = models.PositiveIntegerField()
    paid_count = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"alarm of {self.hour:%Y-%m-%d %H:%M}"
