from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.models.checkout import Payment
from donations.models.gift_aid import GiftAidClaim
from petitions.models.exports import ExportRecord


class PaymentDecision(models.Model):
    """What Finance decided about a payment that needed a look, and why."""

    class About(models.TextChoices):
        WARNED = "warned", _("warned of as fraud")
        ODD = "odd", _("not what was asked for")

    class Verdict(models.TextChoices):
        KEPT = "kept", _("looked at and kept")
        GIVEN_BACK = "back", _("given back")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="decisions", verbose_name=_("payment")
    )
    about = models.CharField(_("about"), max_length=6, choices=About.choices)
    verdict = models.CharField(_("decided"), max_length=4, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("decision about a payment")
        verbose_name_plural = _("decisions about payments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "about"], name="one_decision_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class BookDifference(models.Model):
    """A charge of ours at Stripe that our books do not have, or have otherwise."""

    charge_id = models.CharField(_("charge"), max_length=120)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True)
    # None where a later round found that both agree.
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("difference from Stripe's books")
        verbose_name_plural = _("differences from Stripe's books")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["charge_id"],
                condition=Q(settled_at=None),
                name="one_open_difference",
            )
        ]

    def __str__(self) -> str:
        return self.charge_id


class MoneyExport(ExportRecord):
    """Who took a list of money out of the site, when, what for, and how much."""

    class Kind(models.TextChoices):
        BOOKS = "books", _("payments, refunds and disputes")
        SCHEDULE = "schedule", _("Gift Aid schedule")

    kind = models.CharField(_("list"), max_length=8, choices=Kind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    claim = models.ForeignKey(
        GiftAidClaim,
        models.PROTECT,
        null=True,
        related_name="exports",
        verbose_name=_("claim"),
    )

    class Meta:
        verbose_name = _("list of money taken out")
        verbose_name_plural = _("lists of money taken out")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"list {self.pk}"
