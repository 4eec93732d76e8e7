"""Gathering payments whose tax a charity claims back, each once.

Left out is what is not a gift to this charity for good: money that went back or may
(refunds, disputes, a warning that nobody has looked into), sums that nobody asked for,
gifts of a test key, and what was paid while somebody else was the beneficiary.
"""

from datetime import date
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from donations import days, deciding, money, stripe_api
from donations.gift_aid.offering import Charity
from donations.models import (
    BeneficiaryPeriod,
    Dispute,
    GiftAidClaim,
    GiftAidClaimLine,
    GiftAidDeclaration,
    Payment,
    Refund,
)

# Rows of HMRC's schedule (gov.uk, "Schedule spreadsheet to claim back tax on Gift Aid
# donations").
MOST_ROWS = 1000
# A refund that came to nothing, and a dispute that the donor's bank lost or dropped.
NOT_GIVEN_BACK = ("failed", "canceled")
NOT_TAKEN = ("won", "warning_closed", "prevented")


class NothingToClaim(Exception):
    """No payment of these days waits to be claimed for this charity."""


class ClaimedMeanwhile(Exception):
    """Somebody else claims the same payments in this very moment."""


class Sums(NamedTuple):
    """Of a claim, in pennies: what was given, and what of it has gone back since."""

    rows: int
    given_minor: int
    gone_rows: int
    gone_minor: int


def waiting(charity_number: str, starts_on: date, ends_on: date) -> QuerySet[Payment]:
    """Payments of these days that may be claimed; the oldest first."""
    declared = Q(donation__gift_aid__charity_number=charity_number)
    standing = Q(donation__gift_aid__is_void=False) & (
        Q(donation__gift_aid__cancelled_at=None)
        | Q(paid_at__lt=F("donation__gift_aid__cancelled_at"))
    )
    claimed = GiftAidClaimLine.objects.filter(payment=OuterRef("pk"), is_standing=True)
    return (
        Payment.objects.filter(days.between("paid_at", starts_on, ends_on))
        .annotate(paid_on=TruncDate("paid_at"))
        .annotate(beneficiary=_beneficiary())
        .filter(declared & standing)
        .filter(donation__is_live=stripe_api.is_live(), currency=money.GBP)
        .filter(is_odd=False, beneficiary=charity_number)
        .exclude(deciding.is_warned())
        .exclude(_is_going_back())
        .exclude(Exists(claimed))
        .order_by("paid_at", "pk")
    )


def _beneficiary() -> Subquery:
    """The number of the charity that got what was given on the day of the payment."""
    on_that_day = BeneficiaryPeriod.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("paid_on")),
        channel=OuterRef("donation__channel"),
        starts_on__lte=OuterRef("paid_on"),
    )
    newest = on_that_day.order_by("-starts_on", "-pk")
    return Subquery(newest.values("charity_number")[:1])


def _is_going_back() -> Q:
    of_payment = {"payment": OuterRef("pk")}
    refunds = Refund.objects.filter(**of_payment).exclude(status__in=NOT_GIVEN_BACK)
    disputes = Dispute.objects.filter(**of_payment).exclude(status__in=NOT_TAKEN)
    return Q(Exists(refunds)) | Q(Exists(disputes))


@transaction.atomic
def claim(
    charity: Charity, *, starts_on: date, ends_on: date, by: User, purpose: str
) -> GiftAidClaim:
    """Put the oldest payments that wait into a claim, as many as a schedule takes.

    Raises NothingToClaim and ClaimedMeanwhile; of two presses at once, one claims.
    """
    found = list(waiting(charity.number, starts_on, ends_on)[:MOST_ROWS])
    if not found:
        raise NothingToClaim
    made = GiftAidClaim.objects.create(
        charity_number=charity.number,
        charity=charity.name,
        starts_on=starts_on,
        ends_on=ends_on,
        purpose=purpose,
        made_by=by,
    )
    lines = [
        GiftAidClaimLine(claim=made, payment=each, amount_minor=each.amount_minor)
        for each in found
    ]
    try:
        GiftAidClaimLine.objects.bulk_create(lines)
    except IntegrityError as error:
        raise ClaimedMeanwhile from error
    return made


@transaction.atomic
def take_back(claim: GiftAidClaim, *, by: User, reason: str) -> bool:
    """Let its payments be claimed again; False if that was done already."""
    is_won = GiftAidClaim.objects.filter(pk=claim.pk, taken_back_at=None).update(
        taken_back_at=timezone.now(), taken_back_by=by, taken_back_reason=reason
    )
    claim.lines.update(is_standing=False)
    return bool(is_won)


def sums(claim: GiftAidClaim) -> Sums:
    """What the claim holds; what went back since is told to HMRC as an adjustment."""
    all_lines, gone = claim.lines.all(), gone_lines(claim)
    return Sums(all_lines.count(), _sum(all_lines), gone.count(), _sum(gone))


def gone_lines(claim: GiftAidClaim) -> QuerySet[GiftAidClaimLine]:
    """Lines that should not have been claimed, as things stand now."""
    of_claim = Payment.objects.filter(gift_aid_claim_lines__claim=claim)
    gone = of_claim.filter(_is_going_back() | Q(donation__gift_aid__is_void=True))
    return claim.lines.filter(payment__in=gone)


def claimed_of_donor(declaration: GiftAidDeclaration) -> QuerySet[GiftAidClaimLine]:
    """What this donor gave to this charity and somebody has claimed on."""
    theirs = GiftAidDeclaration.objects.filter(
        donor_key=declaration.donor_key, charity_number=declaration.charity_number
    )
    return GiftAidClaimLine.objects.filter(
        is_standing=True, payment__donation__gift_aid__in=theirs
    )


def _sum(lines: QuerySet[GiftAidClaimLine]) -> int:
    return int(lines.aggregate(sum=Sum("amount_minor", default=0))["sum"])
