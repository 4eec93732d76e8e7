"""Differences from Stripe's books: told to Finance once, shown until settled."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from donations import stripe_api, writing_to
from donations.models import BookDifference, Payment

KIND = "donations.differences"
# A letter names so many; the desk has the rest.
MOST_NAMED = 20


def note(charge_ids: Iterable[str]) -> None:
    """Keep what a round found, write to Finance of what is new, settle what agrees.

    Raises stripe_api.Away, and then what was new is kept and told already.
    """
    found = set(charge_ids)
    with transaction.atomic():
        known = BookDifference.objects.filter(settled_at=None, charge_id__in=found)
        new = sorted(found - set(known.values_list("charge_id", flat=True)))
        rows = [BookDifference(charge_id=charge_id) for charge_id in new]
        BookDifference.objects.bulk_create(rows, ignore_conflicts=True)
        _write_to_finance(new)
    for row in waiting().exclude(charge_id__in=found):
        if _agrees(row.charge_id):
            settle(row, by=None)


def waiting() -> QuerySet[BookDifference]:
    return BookDifference.objects.filter(settled_at=None)


def settle(difference: BookDifference, *, by: User | None, reason: str = "") -> bool:
    """It is explained or healed; `by` is None for the nightly round. Once."""
    own = BookDifference.objects.filter(pk=difference.pk, settled_at=None)
    now = timezone.now()
    return bool(own.update(settled_at=now, settled_by=by, reason=reason))


def _agrees(charge_id: str) -> bool:
    """Whether Stripe and our row say the same by now."""
    try:
        charge = stripe_api.charge(charge_id)
    except stripe_api.Refused:
        return False
    kept = Payment.objects.filter(charge_id=charge_id).first()
    if not charge["paid"]:
        return kept is None
    return kept is not None and kept.amount_minor == charge["amount_captured"]


def _write_to_finance(charge_ids: list[str]) -> None:
    if not charge_ids:
        return
    about = {
        "count": len(charge_ids),
        "charges": tuple(charge_ids[:MOST_NAMED]),
        "more": max(0, len(charge_ids) - MOST_NAMED),
        "desk_url": settings.SITE_URL
        + reverse("admin:donations_bookdifference_changelist"),
    }
    writing_to.finance(KIND, "donations/differences", about)
