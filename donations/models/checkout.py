from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import SubscriptionWording
from donations import money, receipt_numbers
from donations.models.channel import Channel


class Donation(models.Model):
    """A reader's wish to give through the own checkout, and what became of it.

    The row is there before Stripe is asked anything, and carries what the checkout was
    opened with. What was paid is told by its payments alone: one for a single gift, one
    for each charge of a monthly or yearly one.
    """

    class Status(models.TextChoices):
        STARTED = "started", _("on the way to the checkout")
        OPEN = "open", _("at the checkout")
        PAID = "paid", _("paid")
        ENDED = "ended", _("not paid")

    class Interval(models.TextChoices):
        """How often it is charged; the words are Stripe's."""

        ONCE = "once", _("once")
        MONTH = "month", _("every month")
        YEAR = "year", _("every year")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="donations", verbose_name=_("way to give")
    )
    email = models.EmailField(_("email address"), max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    # What goes to the cause, and what the donor adds for the fee.
    amount_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(_("currency"), max_length=3, choices=money.CURRENCIES)
    interval = models.CharField(
        _("how often"), max_length=5, choices=Interval.choices, default=Interval.ONCE
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.STARTED
    )
    # The same mailbox, sum, rhythm and channel: one checkout while it is open.
    press_key = models.BinaryField(max_length=32, null=True, unique=True)
    session_id = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 (unique)
    checkout_url = models.TextField(blank=True)
    is_live = models.BooleanField(_("real money"))
    came_by = models.CharField(_("came by"), max_length=80, blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    # When Stripe was last asked about its checkout: an answer to an older question is
    # not taken.
    asked_at = models.DateTimeField(null=True)
    # Whose mailbox gives (`own.key`); empty once nothing leads to a person.
    donor_key = models.BinaryField(max_length=32, default=b"", db_index=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="donations"
    )
    # Of the network that it was begun in, for a day (`card_testing`); None: not known.
    network_key = models.BinaryField(max_length=32, null=True)
    # The words beside a ticked box, until the letter that asks to confirm is posted.
    letters_wording = models.ForeignKey(
        SubscriptionWording, models.PROTECT, null=True, related_name="+"
    )
    # Whether a payment of it is here, as its rows say (`walls.settle`).
    counts = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="donation_above_nothing"
            )
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                condition=Q(status__in=["started", "open"]),
                name="donation_open",
            ),
            models.Index(
                fields=["network_key"],
                condition=Q(network_key__isnull=False),
                name="donation_network",
            ),
            models.Index(
                fields=["channel"], condition=Q(counts=True), name="donation_counts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def total_minor(self) -> int:
        """What is charged."""
        return self.amount_minor + self.fee_minor

    @property
    def is_recurring(self) -> bool:
        """Whether it is charged again until its donor stops it."""
        return self.interval != self.Interval.ONCE


class Payment(models.Model):
    """Money that came in: one charge of Stripe's."""

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="payments")
    charge_id = models.CharField(max_length=120, unique=True)
    # On its receipt, and never changed.
    receipt_number = models.CharField(
        _("receipt"), max_length=20, unique=True, editable=False
    )
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(_("currency"), max_length=3)
    # Stripe's own fee; None until it is known.
    fee_minor = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(_("paid"))
    # Another sum or currency than was asked for: counts only once it is cleared up.
    is_odd = models.BooleanField(_("not what was asked for"), default=False)
    has_fraud_warning = models.BooleanField(_("warned of as fraud"), default=False)
    # When Stripe was last asked about it, as with a donation.
    asked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_at"]
        indexes = [
            models.Index(
                fields=["paid_at"],
                condition=Q(is_odd=True) | Q(has_fraud_warning=True),
                name="payment_to_look_at",
            )
        ]

    def __str__(self) -> str:
        return self.charge_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With its number, which follows from its charge."""
        if not self.receipt_number:
            self.receipt_number = receipt_numbers.of_charge(self.charge_id)
        super().save(*args, **kwargs)


class Refund(models.Model):
    """Money that went back to its donor; only one that succeeded is deducted."""

    SUCCEEDED = "succeeded"

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    refund_id = models.CharField(max_length=120, unique=True)
    amount_minor = models.PositiveBigIntegerField()
    status = models.CharField(_("status"), max_length=20)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.refund_id


class Dispute(models.Model):
    """A donor's bank that asks for the money back.

    `out_minor` is what left the account because of it and has not come back, as its
    balance transactions say; the bank's fee is no part of it.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="disputes")
    dispute_id = models.CharField(max_length=120, unique=True)
    status = models.CharField(_("status"), max_length=30)
    out_minor = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.dispute_id


class StripeEvent(models.Model):
    """What Stripe says has happened: which object to look at, not what it holds."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        IGNORED = "ignored", _("of no concern")
        GIVEN_UP = "given up", _("given up")

    id = models.CharField(max_length=120, primary_key=True)
    type = models.CharField(_("type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=120)
    charge_id = models.CharField(_("charge"), max_length=120, blank=True)
    happened_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WAITING
    )
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("event of Stripe's")
        verbose_name_plural = _("events of Stripe's")
        ordering = ["-received_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting"),
                name="stripe_event_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
