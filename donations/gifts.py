"""A donor's own gifts, in words: on their pages, to take home, and by the year."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from donations import changing, money, recurring, standing
from donations.models import (
    BeneficiaryPeriod,
    Donation,
    GiftAidDeclaration,
    Payment,
    Subscription,
    WallName,
)
from petitions import figures


class Paid(NamedTuple):
    """One payment of a gift; amounts are words, `back` is "" when nothing went back."""

    payment: Payment
    amount: str
    day: date
    number: str
    standing: standing.Standing
    back: str
    beneficiary: BeneficiaryPeriod | None


class Gift(NamedTuple):
    """A donation with what was paid of it, newest first."""

    donation: Donation
    paid: list[Paid]
    wall_name: WallName | None
    # "£5 every month"; "" for a single gift.
    rhythm: str
    # The next charge in words, and where it is changed or stopped; "" if none comes.
    next_day: str
    manage_url: str
    # Where its sum is changed; "" where it cannot be now.
    sum_url: str
    declaration: GiftAidDeclaration | None


class Total(NamedTuple):
    """What was given in one currency, less what went back."""

    currency: str
    amount: str


def of(donations: QuerySet[Donation]) -> list[Gift]:
    """Those of these that were paid, newest first; a handful of queries in all."""
    rows = donations.filter(payments__isnull=False).distinct()
    about = ("channel__campaign", "wall_name", "subscription", "gift_aid")
    rows = rows.select_related(*about).prefetch_related(
        "channel__beneficiaries", "payments__refunds", "payments__disputes"
    )
    return [_gift(donation) for donation in rows.order_by("-started_at")]


def of_year(donations: QuerySet[Donation], year: int) -> list[Paid]:
    """All payments of a calendar year, in the order of their days."""
    paid = [each for gift in of(donations) for each in gift.paid]
    return sorted((it for it in paid if it.day.year == year), key=lambda it: it.day)


def years(gifts: Iterable[Gift]) -> list[int]:
    """In which something was given, the newest first."""
    return sorted({it.day.year for gift in gifts for it in gift.paid}, reverse=True)


def totals(paid: Iterable[Paid]) -> list[Total]:
    """By currency, which are never added up; what is looked into does not count yet."""
    sums: dict[str, int] = defaultdict(int)
    for each in paid:
        if each.standing != standing.Standing.ODD:
            sums[each.payment.currency] += max(standing.left(each.payment), 0)
    return [Total(code, money.shown(sums[code], code)) for code in sorted(sums)]


def kept(donation: Donation) -> dict[str, Any]:
    """Everything that is kept about a donation, for its donor."""
    wall_name = getattr(donation, "wall_name", None)
    return {
        "number": str(donation.pk),
        "campaign": donation.channel.campaign.title,
        "way_to_give": donation.channel.title,
        "email": donation.email,
        "name": donation.name,
        "amount": money.shown(donation.amount_minor, donation.currency),
        "added_for_the_fee": money.shown(donation.fee_minor, donation.currency),
        "status": donation.status,
        "interval": donation.interval,
        **_subscribed(donation),
        "started_at": figures.stamp(donation.started_at),
        "came_by": donation.came_by,
        "wants_letters": donation.letters_wording_id is not None,
        "name_on_the_wall": wall_name.name if wall_name else "",
        "amount_on_the_wall": bool(wall_name and wall_name.shows_amount),
        "name_hidden_because": wall_name.hidden_because if wall_name else "",
        "payments": [
            f"{figures.stamp(it.paid_at)}: {money.shown(it.amount_minor, it.currency)},"
            f" {standing.of(it).label}, receipt {it.receipt_number}"
            for it in donation.payments.all()
        ],
    }


def _subscribed(donation: Donation) -> dict[str, Any]:
    """What is kept of a gift that comes again; nothing of a single one."""
    subscription = recurring.of(donation)
    if subscription is None:
        return {}
    ends = subscription.current_period_end, subscription.ended_at
    paid_until, ended_at = (figures.stamp(it) if it else "" for it in ends)
    return {
        "number_of_the_customer_at_stripe": subscription.customer_id,
        "number_at_stripe": subscription.subscription_id,
        "status_at_stripe": subscription.status,
        "paid_until": paid_until,
        "stops": subscription.cancel_at_period_end,
        "ended_at": ended_at,
        "ended_because": subscription.ended_because,
    }


def _gift(donation: Donation) -> Gift:
    newest = sorted(donation.payments.all(), key=lambda it: it.paid_at, reverse=True)
    paid = [_paid(payment, donation) for payment in newest]
    subscription = recurring.of(donation)
    is_once = donation.interval == Donation.Interval.ONCE
    sums = donation.total_minor, donation.currency, donation.interval
    return Gift(
        donation=donation,
        paid=paid,
        wall_name=getattr(donation, "wall_name", None),
        rhythm="" if is_once else recurring.told(*sums),
        next_day=subscription.next_day if subscription else "",
        manage_url=_manage_url(subscription),
        sum_url=_sum_url(subscription),
        declaration=getattr(donation, "gift_aid", None),
    )


def _manage_url(subscription: Subscription | None) -> str:
    if subscription is None or not subscription.is_running:
        return ""
    return recurring.path(subscription)


def _sum_url(subscription: Subscription | None) -> str:
    if subscription is None or not changing.may_change(subscription):
        return ""
    return recurring.sum_path(subscription)


def _paid(payment: Payment, donation: Donation) -> Paid:
    day = timezone.localdate(payment.paid_at)
    back = payment.amount_minor - standing.left(payment)
    payment.donation = donation
    return Paid(
        payment=payment,
        amount=money.shown(payment.amount_minor, payment.currency),
        day=day,
        number=payment.receipt_number,
        standing=standing.of(payment),
        back=money.shown(back, payment.currency) if back else "",
        beneficiary=donation.channel.beneficiary_on(day),
    )
