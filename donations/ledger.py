"""What the own checkout raised: payments less refunds less disputes (promise 8).

Worked out from the rows each time; nothing counts up or down.
"""

from dataclasses import dataclass

from django.db.models import Count, Sum

from donations.models import Channel, Dispute, Payment, Refund


@dataclass(frozen=True)
class Ledger:
    """In minor units of the channel's currency; an odd payment is left out."""

    payments: int
    paid_minor: int
    refunded_minor: int
    disputed_minor: int
    fees_minor: int

    @property
    def raised_minor(self) -> int:
        """What is there for the cause, before Stripe's fees."""
        return self.paid_minor - self.refunded_minor - self.disputed_minor


def of(channel: Channel) -> Ledger:
    paid = Payment.objects.filter(donation__channel=channel, is_odd=False)
    sums = paid.aggregate(
        payments=Count("pk"),
        paid=Sum("amount_minor", default=0),
        fees=Sum("fee_minor", default=0),
    )
    refunded = Refund.objects.filter(payment__in=paid, status=Refund.SUCCEEDED)
    disputed = Dispute.objects.filter(payment__in=paid)
    return Ledger(
        payments=sums["payments"],
        paid_minor=sums["paid"],
        refunded_minor=refunded.aggregate(sum=Sum("amount_minor", default=0))["sum"],
        disputed_minor=disputed.aggregate(sum=Sum("out_minor", default=0))["sum"],
        fees_minor=sums["fees"],
    )
