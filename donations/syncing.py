"""Writing down how things stand at Stripe, whatever made us look.

An event only says where to look, and so does the page of thanks or the nightly round:
all call the same functions, which ask Stripe and write what it says. So events may come
twice, late, in any order or not at all.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from donations import (
    card_testing,
    newsletters,
    receipts,
    stripe_api,
    subscription_letters,
    sums,
    walls,
)
from donations.models import Dispute, Donation, Payment, Refund, Subscription

Found = stripe_api.Found
Status = Donation.Status
# "paid", or nothing was to be paid (Stripe, Checkout Session, payment_status).
PAID = "paid"
EXPIRED, COMPLETE = "expired", "complete"
# Of a payment intent whose last try failed (Stripe, PaymentIntent, status).
REFUSED = "requires_payment_method"
# Of a charge that came to nothing; another that is not paid waits for a bank.
FAILED = "failed"


class NotOurs(Exception):
    """No donation of this site is meant; somebody else's use of the same account."""


def sync_session(session_id: str) -> Donation:
    """How a checkout stands. Raises NotOurs, and what `stripe_api` raises."""
    asked_at = timezone.now()
    session = stripe_api.session(session_id)
    donation_id = _number(session.get("client_reference_id"))
    if session.get("invoice") and session.get("subscription"):
        return sync_invoice(_id(session["invoice"]))
    intent = session.get("payment_intent") or {}
    if session["payment_status"] == PAID and intent.get("latest_charge"):
        return sync_charge(_id(intent["latest_charge"]))
    with transaction.atomic():
        donation = _locked(donation_id)
        if _is_over(session, intent) and donation.status != Status.PAID:
            _end(donation, asked_at)
    return donation


def sync_invoice(invoice_id: str) -> Donation:
    """One turn of a monthly or yearly gift, with the gift itself. Raises as above."""
    donation_id, subscription_id = _wish_of(stripe_api.invoice(invoice_id))
    sync_subscription(subscription_id)
    for charge_id in stripe_api.charges_of_invoice(invoice_id):
        sync_charge(charge_id)
    return Donation.objects.get(pk=donation_id)


def sync_subscription(subscription_id: str) -> Donation:
    """Whether a gift goes on, and when it is charged next. Raises as above."""
    asked_at = timezone.now()
    return write_subscription(
        stripe_api.subscription(subscription_id), asked_at=asked_at
    )


def sync_charge(charge_id: str) -> Donation:
    """A payment with its refunds and disputes. Raises NotOurs, and as above."""
    asked_at = timezone.now()
    charge = stripe_api.charge(charge_id)
    donation_id, subscription_id = _meant_by(charge)
    if subscription_id:
        # First, so that the receipt can say when the next charge comes.
        sync_subscription(subscription_id)
    refunds = stripe_api.refunds_of(charge_id)
    disputes = stripe_api.disputes_of(charge_id)
    with transaction.atomic():
        donation = _locked(donation_id)
        if charge["paid"]:
            payment = _kept_payment(donation, charge)
            if _is_newest(payment, asked_at):
                _write_fee(payment, charge)
                _write_refunds(payment, refunds)
                _write_disputes(payment, disputes)
            walls.settle(donation)
        elif charge.get("status") == FAILED:
            card_testing.note(donation, charge_id, _moment(charge["created"]))
    if card_testing.close_checkout(donation):
        return sync_session(str(donation.session_id))
    return donation


@transaction.atomic
def write_subscription(found: Found, *, asked_at: datetime) -> Donation:
    """What Stripe said at that time, and the letters that follow from it."""
    donation = _locked(_number((found.get("metadata") or {}).get("donation")))
    subscription, _is_new = Subscription.objects.get_or_create(
        donation=donation,
        defaults={
            "subscription_id": found["id"],
            "customer_id": _id(found["customer"]),
        },
    )
    if subscription.subscription_id != found["id"]:
        # Made by hand at Stripe, from a copy of ours.
        raise NotOurs
    if _is_newest(subscription, asked_at):
        _write_state(subscription, found)
        sums.settle(donation, found)
        if found["status"] in Subscription.OVER and donation.status != Status.PAID:
            _end(donation, asked_at)
        subscription_letters.post_due(subscription, found.get("latest_invoice") or {})
    return donation


def _write_state(subscription: Subscription, found: Found) -> None:
    period_end = _period_end(found)
    state = {
        "status": found["status"],
        "current_period_end": period_end,
        "cancel_at_period_end": _stops(found, period_end),
        "ended_at": _moment(found["ended_at"]) if found.get("ended_at") else None,
        "ended_because": (found.get("cancellation_details") or {}).get("reason") or "",
    }
    for name, value in state.items():
        setattr(subscription, name, value)
    subscription.save(update_fields=list(state))


def _stops(found: Found, period_end: datetime | None) -> bool:
    """Whether no charge comes after this period.

    Newer accounts say so by the day of the end alone (`cancel_at`), which may also lie
    behind other charges.
    """
    day = found.get("cancel_at")
    is_before = bool(day and period_end and _moment(day) <= period_end)
    return bool(found.get("cancel_at_period_end")) or is_before


def _period_end(found: Found) -> datetime | None:
    """Told by the items since the interface of 2025-03-31; ours have one."""
    ends = [item["current_period_end"] for item in found["items"]["data"]]
    return _moment(min(ends)) if ends else None


def _meant_by(charge: Found) -> tuple[UUID, str]:
    """The donation of a charge, and the subscription to look at for a new one.

    The payment intent of a single gift names its donation. That of a monthly one names
    nothing; the invoice that it pays does.
    """
    known = Payment.objects.filter(charge_id=charge["id"])
    if donation_id := known.values_list("donation_id", flat=True).first():
        return donation_id, ""
    intent = charge.get("payment_intent") or {}
    told = intent.get("metadata") or charge["metadata"] or {}
    if told.get("donation") or not intent:
        return _number(told.get("donation")), ""
    invoice = stripe_api.invoice_of(_id(intent))
    if invoice is None:
        raise NotOurs
    return _wish_of(invoice)


def _wish_of(invoice: Found) -> tuple[UUID, str]:
    """The donation and the subscription that an invoice is about."""
    parent = invoice.get("parent") or {}
    about = parent.get("subscription_details") or {}
    if not about.get("subscription"):
        raise NotOurs
    told = about.get("metadata") or {}
    return _number(told.get("donation")), _id(about["subscription"])


def _is_over(session: Found, intent: Found) -> bool:
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


def _is_newest(row: Donation | Payment | Subscription, asked_at: datetime) -> bool:
    """Whether nobody asked later and wrote before: what they were told is newer."""
    rows: QuerySet[Any] = type(row)._default_manager.all()
    own = rows.filter(pk=row.pk)
    is_later = Q(asked_at=None) | Q(asked_at__lte=asked_at)
    return bool(own.filter(is_later).update(asked_at=asked_at))


def _end(donation: Donation, asked_at: datetime) -> None:
    if _is_newest(donation, asked_at):
        donation.status, donation.press_key = Status.ENDED, None
        donation.save(update_fields=["status", "press_key"])


def _kept_payment(donation: Donation, charge: Found) -> Payment:
    """Its row, and with the first of them the receipt, in the same transaction."""
    amount, currency = charge["amount_captured"], charge["currency"].upper()
    is_asked = currency == donation.currency and amount in sums.ever_chosen(donation)
    payment, is_new = Payment.objects.get_or_create(
        charge_id=charge["id"],
        defaults={
            "donation": donation,
            "amount_minor": amount,
            "currency": currency,
            "paid_at": _moment(charge["created"]),
            "is_odd": not is_asked,
        },
    )
    if donation.status != Status.PAID:
        donation.status, donation.press_key = Status.PAID, None
        donation.save(update_fields=["status", "press_key"])
    if is_new:
        receipts.post(payment)
        newsletters.ask(donation)
    return payment


def _write_fee(payment: Payment, charge: Found) -> None:
    balance = charge.get("balance_transaction") or {}
    if "fee" in balance and payment.fee_minor != balance["fee"]:
        payment.fee_minor = balance["fee"]
        payment.save(update_fields=["fee_minor"])


def _write_refunds(payment: Payment, found: list[Found]) -> None:
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


def _write_disputes(payment: Payment, found: list[Found]) -> None:
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


def _moved(dispute: Found) -> list[int]:
    """What the dispute did to the balance: taken is below nothing."""
    return [row["amount"] for row in dispute.get("balance_transactions") or []]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _id(found: Any) -> str:
    """Stripe gives an object, or its id alone."""
    return str(found["id"] if isinstance(found, dict) else found)
