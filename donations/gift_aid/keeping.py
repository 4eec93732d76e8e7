"""How long declarations are kept.

HMRC asks charities to keep one for six years after the last donation that was claimed
on it (gov.uk, "Claiming Gift Aid as a charity or CASC: Gift Aid declarations"). What
was paid and not claimed can be for four years after the end of the charity's year, so
six years from the last payment are enough for both. Without a payment there is nothing
to claim.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from config import batches
from donations.models import GiftAidClaimLine, GiftAidDeclaration, Payment

KEPT_YEARS = 6
# Longer than any checkout is open, and than any bank takes to answer.
UNPAID_DAYS = 30
BATCH_SIZE = 500


def claimed() -> QuerySet[GiftAidDeclaration]:
    """Those on which somebody has claimed: the law keeps them."""
    return GiftAidDeclaration.objects.filter(Exists(_standing()))


def _standing() -> QuerySet[GiftAidClaimLine]:
    return GiftAidClaimLine.objects.filter(
        payment__donation=OuterRef("donation"), is_standing=True
    )


def erase_unclaimed(declarations: QuerySet[GiftAidDeclaration]) -> int:
    """What a donor may have deleted now; what was claimed stays until its time."""
    return declarations.exclude(pk__in=claimed().values("pk")).delete()[0]


def purge() -> int:
    """Delete those whose time is over; returns how many."""
    return batches.repeat(_batch)


def _batch() -> int:
    due = _due(timezone.now()).values_list("pk", flat=True)[:BATCH_SIZE]
    return GiftAidDeclaration.objects.filter(pk__in=list(due)).delete()[0]


def _due(now: datetime) -> QuerySet[GiftAidDeclaration]:
    old = GiftAidDeclaration.objects.filter(
        declared_at__lt=now - timedelta(days=UNPAID_DAYS)
    )
    payments = Payment.objects.filter(donation=OuterRef("donation"))
    return old.exclude(Exists(payments.filter(paid_at__gte=_years_before(now))))


def _years_before(now: datetime) -> datetime:
    """The same day; on 29 February the day before."""
    day = min(now.day, 28) if now.month == 2 else now.day
    return now.replace(year=now.year - KEPT_YEARS, day=day)
