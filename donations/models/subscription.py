from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from donations.models.checkout import Donation

SALT_BYTES = 16


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


class RecurringQuerySet(models.QuerySet["Subscription"]):
    def not_over(self) -> RecurringQuerySet:
        """Of which Stripe may still say something new."""
        return self.exclude(status__in=Subscription.OVER)

    def running(self) -> RecurringQuerySet:
        """That will be charged again."""
        return self.filter(
            status__in=Subscription.CHARGED, cancel_at_period_end=False, ended_at=None
        )

    def stop_soon(self) -> int:
        """Have `stopping` end these at Stripe; returns how many."""
        return self.filter(stop_at=None).update(stop_at=timezone.now())


class Subscription(models.Model):
    """What Stripe says of a gift that is charged again and again.

    The wish itself, its sum and its rhythm are the donation's; each charge is a payment
    of it. All but the marks of our letters is written by `syncing` alone.
    """

    # Stripe, Subscription, status.
    OVER = ("canceled", "incomplete_expired")
    CHARGED = ("active", "trialing", "past_due")
    # The card failed; "unpaid" is what some accounts make of it when no try is left.
    REFUSED = ("past_due", "unpaid")
    # Its first charge was never paid: for the donor it has not begun.
    UNBEGUN = ("incomplete", "incomplete_expired")

    donation = models.OneToOneField(
        Donation, models.PROTECT, related_name="subscription"
    )
    subscription_id = models.CharField(max_length=120, unique=True)
    customer_id = models.CharField(max_length=120)
    status = models.CharField(_("status at Stripe"), max_length=30)
    current_period_end = models.DateTimeField(_("next charge"), null=True)
    # Or at a day that was chosen: no charge comes after this period.
    cancel_at_period_end = models.BooleanField(_("stops"), default=False)
    ended_at = models.DateTimeField(_("ended"), null=True)
    # As Stripe says: cancellation_requested, payment_failed, payment_disputed.
    ended_because = models.CharField(_("because"), max_length=40, blank=True)
    # The end of the period whose charge a yearly donor was reminded of.
    reminded_for = models.DateTimeField(null=True)
    # The invoice whose refused card its donor was told of.
    warned_for = models.CharField(max_length=120, blank=True)
    # Whether its donor was told that it has stopped; not any more once it runs again.
    is_farewell_sent = models.BooleanField(default=False)
    # When Stripe is asked to end it, because its donor has left; None: it goes on.
    stop_at = models.DateTimeField(null=True)
    salt = models.BinaryField(max_length=SALT_BYTES, default=new_salt)
    # When Stripe was last asked: an answer to an older question is not taken.
    asked_at = models.DateTimeField(null=True)

    objects = RecurringQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly or yearly gift")
        verbose_name_plural = _("monthly and yearly gifts")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["current_period_end"],
                condition=Q(ended_at=None),
                name="subscription_next_charge",
            ),
            models.Index(
                fields=["stop_at"],
                condition=Q(stop_at__isnull=False),
                name="subscription_to_stop",
            ),
        ]

    def __str__(self) -> str:
        return self.subscription_id

    @property
    def is_running(self) -> bool:
        """Whether it will be charged again."""
        return (
            self.status in self.CHARGED
            and not self.cancel_at_period_end
            and self.ended_at is None
        )

    @property
    def is_refused(self) -> bool:
        """Whether its card fails, and another one would let it go on."""
        return self.status in self.REFUSED and not self.is_stopped

    @property
    def next_day(self) -> str:
        """The day of the next charge in words, or "" if none comes."""
        if not self.is_running or self.current_period_end is None:
            return ""
        return formats.date_format(timezone.localtime(self.current_period_end))

    @property
    def is_stopped(self) -> bool:
        """Whether it has begun, and no charge comes any more."""
        has_begun = self.status not in self.UNBEGUN
        return has_begun and (
            self.status in self.OVER
            or self.cancel_at_period_end
            or self.ended_at is not None
        )
