"""Payments that Finance should look at: warned of as fraud, or not what was asked for.

They wait until somebody decides, or until it has become pointless: the money went back,
or the donor's bank has asked for it.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from donations import refunding, standing, walls
from donations.models import Dispute, Payment, PaymentDecision, Refund

About, Verdict = PaymentDecision.About, PaymentDecision.Verdict


class OtherCurrency(Exception):
    """The channel's books are kept in another currency: it can only be given back."""


def is_warned() -> Q:
    """Of a payment: its bank fears a fraud, and nobody has decided yet."""
    return Q(has_fraud_warning=True) & _is_undecided(About.WARNED)


def is_odd() -> Q:
    return Q(is_odd=True) & _is_undecided(About.ODD)


def waiting(about: str) -> QuerySet[Payment]:
    """The queue of one kind."""
    return Payment.objects.filter(is_warned() if about == About.WARNED else is_odd())


def abouts(payment: Payment) -> list[PaymentDecision.About]:
    """What is to be decided about a payment."""
    return [about for about in About if waiting(about).filter(pk=payment.pk).exists()]


def _is_undecided(about: str) -> Q:
    own = {"payment": OuterRef("pk")}
    decided = PaymentDecision.objects.filter(**own, about=about)
    back = Refund.objects.filter(**own, status=Refund.SUCCEEDED).order_by()
    sums = back.values("payment").annotate(sum=Sum("amount_minor")).values("sum")
    is_left = Q(amount_minor__gt=Coalesce(Subquery(sums), 0))
    disputed = Dispute.objects.filter(**own)
    return ~Exists(decided) & ~Exists(disputed) & is_left


@transaction.atomic
def keep(payment: Payment, *, by: User, reason: str) -> None:
    """Looked at, and it stays; a sum that nobody asked for counts from now on.

    Raises OtherCurrency.
    """
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    due = abouts(locked)
    if About.ODD in due and locked.currency != locked.donation.channel.currency:
        raise OtherCurrency
    _write(locked, due, Verdict.KEPT, by=by, reason=reason)
    if About.ODD in due:
        Payment.objects.filter(pk=locked.pk).update(is_odd=False)
        walls.settle(locked.donation)


def give_back(payment: Payment, *, by: User, reason: str) -> int:
    """Send the whole rest back, and write down why; how much it was.

    Raises what `refunding.refund` raises, and then nothing is decided.
    """
    due, rest = abouts(payment), standing.left(payment)
    refunding.refund(payment, amount_minor=rest, reason=reason)
    _write(payment, due, Verdict.GIVEN_BACK, by=by, reason=reason)
    return rest


def _write(
    payment: Payment,
    due: list[PaymentDecision.About],
    verdict: PaymentDecision.Verdict,
    *,
    by: User,
    reason: str,
) -> None:
    """Of two who decide at once the first is written down."""
    PaymentDecision.objects.bulk_create(
        [
            PaymentDecision(
                payment=payment,
                about=about,
                verdict=verdict,
                reason=reason,
                decided_by=by,
            )
            for about in due
        ],
        ignore_conflicts=True,
    )
