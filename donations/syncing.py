"""Writing down how things stand at Stripe, whatever made us look.

An event only says where to look, and so does the page of thanks or the nightly round:
all call the same two functions, which ask Stripe and write what it says. So events may
come twice, late, in any order or not at all.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from donations import newsletters, receipts, stripe_api, walls
from donations.models import Dispute, Donation, Payment, Refund

Status = Donation.Status
# "paid", or nothing was to be paid (Stripe, Checkout Session, payment_status).
PAID = "paid"
EXPIRED, COMPLETE = "expired", "complete"
# Of a payment intent whose last try failed (Stripe, PaymentIntent, status).
REFUSED = "requires_payment_method"


class NotOurs(Exception):
    """No donation of this site is meant; somebody else's use of the same account."""


def sync_session(session_id: str) -> Donation:
    """How a checkout stands. Raises NotOurs, and what `stripe_api` raises."""
    asked_at = timezone.now()
    session = stripe_api.session(session_id)
    donation_id = _number(session.get("client_reference_id"))
    intent = session.get("payment_intent") or {}
    if session["payment_status"] == PAID and intent.get("latest_charge"):
        return sync_charge(_id(intent["latest_charge"]))
    with transaction.atomic():
        donation = _locked(donation_id)
        if _is_over(session, intent) and donation.status != Status.PAID:
            _end(donation, asked_at)
    return donation


def sync_charge(charge_id: str) -> Donation:
    """A payment with its refunds and disputes. Raises NotOurs, and as above."""
    asked_at = timezone.now()
    charge = stripe_api.charge(charge_id)
    told = (charge.get("payment_intent") or {}).get("metadata") or charge["metadata"]
    donation_id = _number((told or {}).get("donation"))
    refunds = stripe_api.refunds_of(charge_id)
    disputes = stripe_api.disputes_of(charge_id)
    with transaction.atomic():
        donation = _locked(donation_id)
        if charge["paid"] and _is_newest(donation, asked_at):
            payment = _write_payment(donation, charge)
            _write_refunds(payment, refunds)
            _write_disputes(payment, disputes)
            walls.settle(donation)
    return donation


def _is_over(session: dict[str, Any], intent: dict[str, Any]) -> bool:
    """It ran out, or a bank that answers days later has refused it."""
    is_refused = intent.get("status") == REFUSED and session["status"] == COMPLETE
    return session["status"] == EXPIRED or is_refused


def _number(written: Any) -> UUID:
    try:
        return UUID(str(written))
    except ValueError as error:
        raise NotOurs from error


def _locked(donation_id: UUID) -> Donation:
    """One at a time writes about a donation."""
    try:
        return Donation.objects.select_for_update().get(pk=donation_id)
    except Donation.DoesNotExist as error:
        raise NotOurs from error


def _is_newest(donation: Donation, asked_at: datetime) -> bool:
    """Whether nobody asked later and wrote before: what they were told is newer."""
    own = Donation.objects.filter(pk=donation.pk)
    is_later = Q(asked_at=None) | Q(asked_at__lte=asked_at)
    return bool(own.filter(is_later).update(asked_at=asked_at))


def _end(donation: Donation, asked_at: datetime) -> None:
    if _is_newest(donation, asked_at):
        donation.status, donation.press_key = Status.ENDED, None
        donation.save(update_fields=["status", "press_key"])


def _write_payment(donation: Donation, charge: dict[str, Any]) -> Payment:
    """Its row, and with the first of them the receipt, in the same transaction."""
    amount, currency = charge["amount_captured"], charge["currency"].upper()
    asked = (donation.total_minor, donation.currency)
    balance = charge.get("balance_transaction") or {}
    payment, is_new = Payment.objects.get_or_create(
        charge_id=charge["id"],
        defaults={
            "donation": donation,
            "amount_minor": amount,
            "currency": currency,
            "paid_at": _moment(charge["created"]),
            "is_odd": (amount, currency) != asked,
        },
    )
    if "fee" in balance and payment.fee_minor != balance["fee"]:
        payment.fee_minor = balance["fee"]
        payment.save(update_fields=["fee_minor"])
    if donation.status != Status.PAID:
        donation.status, donation.press_key = Status.PAID, None
        donation.save(update_fields=["status", "press_key"])
    if is_new:
        receipts.post(payment)
        newsletters.ask(donation)
    return payment


def _write_refunds(payment: Payment, found: list[dict[str, Any]]) -> None:
    for refund in found:
        Refund.objects.update_or_create(
            refund_id=refund["id"],
            defaults={"status": refund["status"]},
            create_defaults={
                "payment": payment,
                "amount_minor": refund["amount"],
                "status": refund["status"],
                "created_at": _moment(refund["created"]),
            },
        )


def _write_disputes(payment: Payment, found: list[dict[str, Any]]) -> None:
    for dispute in found:
        now = {
            "status": dispute["status"],
            "out_minor": max(0, -sum(_moved(dispute))),
        }
        Dispute.objects.update_or_create(
            dispute_id=dispute["id"],
            defaults=now,
            create_defaults=now
            | {"payment": payment, "created_at": _moment(dispute["created"])},
        )


def _moved(dispute: dict[str, Any]) -> list[int]:
    """What the dispute did to the balance: taken is below nothing."""
    return [row["amount"] for row in dispute.get("balance_transactions") or []]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _id(found: Any) -> str:
    """Stripe gives an object, or its id alone."""
    return str(found["id"] if isinstance(found, dict) else found)
