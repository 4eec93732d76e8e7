from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign

SALT_BYTES = 16


def new_salt() -> bytes:
    """What the links of one subscriber are made from; a new one ends the old links."""
    return secrets.token_bytes(SALT_BYTES)


class SubscriptionWording(models.Model):
    """The exact words beside the form of the newsletter, kept once for all readers."""

    language = models.CharField(max_length=12)
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64, unique=True)
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wording of the newsletter")
        verbose_name_plural = _("wordings of the newsletter")

    def __str__(self) -> str:
        return self.sha256[:12]


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def wanted(self) -> SubscriptionQuerySet:
        """Those whose owners proved the mailbox and have not stopped the letters."""
        return self.filter(confirmed_at__isnull=False, withdrawn_at=None)

    def given_up_before(self, moment: datetime) -> SubscriptionQuerySet:
        """Asked for and never confirmed, or stopped, before `moment`."""
        unconfirmed = self.filter(confirmed_at=None, given_at__lt=moment)
        return unconfirmed | self.filter(withdrawn_at__lt=moment)


class Subscription(models.Model):
    """The wish of one address for letters about one campaign, without a signature."""

    campaign = models.ForeignKey(
        Campaign,
        models.CASCADE,
        related_name="subscriptions",
        verbose_name=_("campaign"),
    )
    # Who the address is, whatever its spelling (`addresses.keyed_hash`).
    subscriber_key = models.BinaryField(max_length=32, db_index=True)
    email = models.CharField(_("email address"), max_length=254)
    wording = models.ForeignKey(
        SubscriptionWording, models.PROTECT, verbose_name=_("wording")
    )
    source = models.CharField(_("source"), max_length=80, blank=True)
    salt = models.BinaryField(max_length=SALT_BYTES, default=new_salt)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "subscriber_key"], name="one_wish_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @property
    def is_wanted(self) -> bool:
        return self.confirmed_at is not None and self.withdrawn_at is None

    @property
    def expires_at(self) -> datetime:
        """When an unconfirmed wish is purged."""
        return self.given_at + timedelta(days=settings.UNCONFIRMED_KEPT_DAYS)
