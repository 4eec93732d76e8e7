"""Every payment, refund and dispute of some days, a line each, for the accountants.

An amount is what the line did to the books: a refund and a dispute are below nothing,
and one that moved no money is nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from donations import days, listing, money
from donations.models import Dispute, Payment, Refund
from petitions.exporting import inert

HEAD = (
    *("what", "day", "time", "campaign", "way_to_give", "amount", "currency"),
    *("stripe_fee", "status", "real_money", "donation", "charge"),
    *("refund_or_dispute", "donor_name", "donor_email", "came_by", "receipt"),
)
Each = TypeVar("Each", bound=Model)


def rows(starts_on: date, ends_on: date) -> Iterator[tuple[str, ...]]:
    """Payments first, then refunds, then disputes; each in the order of their rows."""
    for payment in _batches(Payment.objects.all(), "paid_at", "", starts_on, ends_on):
        yield _payment(payment)
    for refund in _batches(
        Refund.objects.all(), "created_at", "payment__", starts_on, ends_on
    ):
        is_gone = refund.status == Refund.SUCCEEDED
        yield _back("refund", refund, refund.refund_id, refund.amount_minor * is_gone)
    for dispute in _batches(
        Dispute.objects.all(), "created_at", "payment__", starts_on, ends_on
    ):
        yield _back("dispute", dispute, dispute.dispute_id, dispute.out_minor)


def _batches(
    every: QuerySet[Each], moment: str, payment: str, starts_on: date, ends_on: date
) -> Iterator[Each]:
    """A statement for each batch: between two of them nothing is open."""
    about = f"{payment}donation__channel__campaign"
    own = every.filter(days.between(moment, starts_on, ends_on)).select_related(about)
    last = 0
    while batch := list(own.filter(pk__gt=last).order_by("pk")[: listing.BATCH_SIZE]):
        yield from batch
        last = batch[-1].pk


def _payment(payment: Payment) -> tuple[str, ...]:
    fee = payment.fee_minor
    return _row(
        "payment",
        payment,
        moment=timezone.localtime(payment.paid_at),
        amount_minor=payment.amount_minor,
        fee="" if fee is None else money.decimal(fee, payment.currency),
        status="not what was asked for" if payment.is_odd else "succeeded",
        number="",
    )


def _back(
    what: str, row: Refund | Dispute, number: str, amount_minor: int
) -> tuple[str, ...]:
    return _row(
        what,
        row.payment,
        moment=timezone.localtime(row.created_at),
        amount_minor=-amount_minor,
        fee="",
        status=row.status,
        number=number,
    )


def _row(
    what: str,
    payment: Payment,
    *,
    moment: datetime,
    amount_minor: int,
    fee: str,
    status: str,
    number: str,
) -> tuple[str, ...]:
    donation = payment.donation
    return (
        what,
        f"{moment:%Y-%m-%d}",
        f"{moment:%H:%M:%S%z}",
        inert(donation.channel.campaign.title),
        inert(donation.channel.title),
        money.decimal(amount_minor, payment.currency),
        payment.currency,
        fee,
        status,
        "yes" if donation.is_live else "no",
        str(donation.pk),
        payment.charge_id,
        number,
        inert(donation.name),
        inert(donation.email),
        inert(donation.came_by),
        payment.receipt_number,
    )
