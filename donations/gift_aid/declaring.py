"""Keeping what a donor declared, and ending it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from donations.gift_aid import letters, wording
from donations.models import Donation, GiftAidDeclaration
from mailroom.addresses import Address, keyed_hash


class Declared(NamedTuple):
    """What was typed, checked, and the words that it was typed below."""

    words: wording.Wording
    charity_number: str
    donor: Address
    title: str
    first_name: str
    last_name: str
    house: str
    address: str
    is_abroad: bool
    postcode: str


def declare(donation: Donation, declared: Declared | None) -> None:
    """Keep what was sent last, until the gift is paid; None is "no Gift Aid".

    Call it in the transaction of the donation, which is locked: a press that comes late
    changes nothing that was paid for.
    """
    locked = Donation.objects.select_for_update().get(pk=donation.pk)
    if locked.status == Donation.Status.PAID:
        return
    if declared is None:
        GiftAidDeclaration.objects.filter(donation=locked).delete()
        return
    told = declared._asdict()
    words, donor = told.pop("words"), told.pop("donor")
    GiftAidDeclaration.objects.update_or_create(
        donation=locked,
        defaults=told
        | {
            "wording": wording.row(words),
            "donor_key": donor_key(donor),
            "declared_at": timezone.now(),
        },
    )


def donor_key(address: Address) -> bytes:
    return keyed_hash("donations.gift_aid", address.canonical)


def of_addresses(proved: Iterable[Address]) -> QuerySet[GiftAidDeclaration]:
    """The declarations of whoever proved these mailboxes."""
    keys = [donor_key(address) for address in proved]
    return GiftAidDeclaration.objects.filter(donor_key__in=keys)


@transaction.atomic
def cancel_own(declaration: GiftAidDeclaration) -> bool:
    """A donor wants no more claimed for this charity, on whatever gift of theirs.

    The words that they agreed to speak of all gifts to it, so all declarations of the
    mailbox go, and a letter says so. A second press changes nothing and gives False.
    """
    theirs = GiftAidDeclaration.objects.filter(
        donor_key=declaration.donor_key, charity_number=declaration.charity_number
    )
    standing = theirs.filter(cancelled_at=None)
    cancelled = [cancel(each, by=None) for each in standing]
    if any(cancelled):
        letters.post(declaration)
    return any(cancelled)


@transaction.atomic
def cancel(
    declaration: GiftAidDeclaration,
    *,
    by: User | None,
    reason: str = "",
    is_void: bool = False,
) -> bool:
    """Nothing that is paid from now on is claimed; void, nothing at all.

    `by` is None for the donor. Once: a second press changes nothing and gives False.
    """
    return bool(
        GiftAidDeclaration.objects.filter(pk=declaration.pk, cancelled_at=None).update(
            cancelled_at=timezone.now(),
            cancelled_by=by,
            cancel_reason=reason,
            is_void=is_void,
        )
    )
