"""How a payment stands: here, gone back, or asked back by the donor's bank."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from donations.models import Payment, Refund

# A dispute that holds the money or kept it. What begins with "warning" is a question of
# the bank's, and giving back may well be the answer (Stripe, Dispute, status).
TAKEN = ("needs_response", "under_review", "lost")


class Standing(TextChoices):
    """In the donor's words."""

    HERE = "here", _("Paid")
    PARTLY = "partly", _("Given back in part")
    BACK = "back", _("Given back")
    DISPUTED = "disputed", _("Asked back by your bank")
    ODD = "odd", _("Being looked into")


def of(payment: Payment) -> Standing:
    """Ask with refunds and disputes fetched beforehand, where there are many."""
    if payment.is_odd:
        return Standing.ODD
    disputes = payment.disputes.all()
    if any(each.status in TAKEN or each.out_minor for each in disputes):
        return Standing.DISPUTED
    here = left(payment)
    if here <= 0:
        return Standing.BACK
    return Standing.HERE if here == payment.amount_minor else Standing.PARTLY


def left(payment: Payment) -> int:
    """What of a payment is still here, in minor units."""
    back = sum(
        refund.amount_minor
        for refund in payment.refunds.all()
        if refund.status == Refund.SUCCEEDED
    )
    return (
        payment.amount_minor
        - back
        - sum(dispute.out_minor for dispute in payment.disputes.all())
    )


def counts(payment: Payment) -> bool:
    """Whether money of it is here, and nobody asks it back."""
    return of(payment) in (Standing.HERE, Standing.PARTLY)
