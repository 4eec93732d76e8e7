"""Giving a payment back."""

from django.db import transaction

from donations import standing, stripe_api, syncing
from donations.models import Payment, Refund


class Disputed(Exception):
    """The donor's bank has taken the money, or may: it would be paid twice."""


def refund(payment: Payment, *, amount_minor: int, reason: str) -> None:
    """Send money back, and write down how the payment stands then.

    Two presses at once send it once: the request's key names how much had gone back
    before. Raises Disputed, stripe_api.Away and stripe_api.Refused.
    """
    if payment.disputes.filter(status__in=standing.TAKEN).exists():
        raise Disputed
    before = payment.amount_minor - standing.left(payment)
    key = f"refund-{payment.charge_id}-{before}-{amount_minor}"
    made = stripe_api.refund(payment.charge_id, amount_minor=amount_minor, key=key)
    syncing.sync_charge(payment.charge_id)
    with transaction.atomic():
        Refund.objects.filter(refund_id=made["id"]).update(reason=reason)
