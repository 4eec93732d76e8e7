from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.models.checkout import Donation


class SumChange(models.Model):
    """Another sum that the donor of a monthly or yearly gift wishes to give.

    The row is there before Stripe is asked. The donation has the sum that Stripe
    charges; all sums that its donor ever chose are in these rows and in it.
    """

    donation = models.ForeignKey(
        Donation, models.CASCADE, related_name="sum_changes", verbose_name=_("gift")
    )
    old_amount_minor = models.PositiveBigIntegerField()
    old_fee_minor = models.PositiveBigIntegerField()
    amount_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    # When Stripe said that it charges this from now on.
    held_at = models.DateTimeField(_("in force"), null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="new_sum_above_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"

    @property
    def old_total_minor(self) -> int:
        return self.old_amount_minor + self.old_fee_minor

    @property
    def total_minor(self) -> int:
        """What is charged from then on."""
        return self.amount_minor + self.fee_minor
