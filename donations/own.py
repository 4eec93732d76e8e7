"""Whose a gift is: the reader's who gave it signed in, else the mailbox's.

A gift of an address belongs to nobody's account before that address was proved. Its
receipt's link opens the gifts of the mailbox that the receipt went to: who reads one
letter reads them all.
"""

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.account.signals import user_logged_in
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import owning, signals
from accounts.models import User
from donations import subscription_letters, sums
from donations.gift_aid import letters as gift_aid
from donations.models import (
    Donation,
    GiftAidDeclaration,
    Payment,
    Subscription,
    SumChange,
    WallName,
)
from donations.models.subscription import new_salt
from mailroom import addresses, outbox, tokens
from mailroom.addresses import Address
from mailroom.tokens import BadToken

logger = logging.getLogger(__name__)

PURPOSE = "gifts"
# The letters about a payment, by its number.
LETTERS = ["donations.receipt"]


def key(address: Address) -> bytes:
    """Which donor an address is, whatever its spelling."""
    return addresses.keyed_hash("donor", address.canonical)


def of_address(address: Address) -> QuerySet[Donation]:
    return Donation.objects.filter(donor_key=key(address))


def of_reader(user: User) -> QuerySet[Donation]:
    """What is attached to this reader, and what their proved addresses gave since."""
    keys = [key(address) for address in owning.proved(user)]
    return Donation.objects.filter(Q(reader=user) | _unclaimed(keys))


def _unclaimed(keys: Iterable[bytes]) -> Q:
    return Q(reader=None, donor_key__in=list(keys))


# Attaching


def attach(user: User) -> int:
    """Give this reader the gifts of their verified addresses; how many were new.

    May be called at any time and twice; one that is somebody's already stays theirs.
    """
    keys = [key(address) for address in owning.proved(user)]
    attached = Donation.objects.filter(_unclaimed(keys)).update(reader=user)
    if attached:
        logger.info("Attached %s gifts to reader %s", attached, user.pk)
    return attached


def hear(user: User, **kwargs: Any) -> None:
    attach(user)


def listen() -> None:
    """At the first proof, and at each sign-in for what was given in between."""
    signals.address_verified.connect(hear)
    user_logged_in.connect(hear)


# The link in a receipt


def token(payment: Payment) -> str:
    """Opens the gifts of the mailbox that this payment's receipt went to."""
    return tokens.make(PURPOSE, payment.pk, bytes(payment.donation.donor_key))


def path(payment: Payment) -> str:
    return reverse("donations:gifts", args=[token(payment)])


def read(text: str) -> QuerySet[Donation]:
    """The gifts that a receipt's link opens. Raises BadToken.

    A donor who was forgotten has no key, and no link to what is left.
    """
    claim = tokens.claim(text)
    rows = Payment.objects.select_related("donation")
    found = rows.filter(pk=claim.pk).first()
    donor_key = bytes(found.donation.donor_key) if found else b""
    if not donor_key or not claim.is_true(PURPOSE, donor_key):
        raise BadToken
    return Donation.objects.filter(donor_key=donor_key)


# The end


@transaction.atomic
def forget(pks: Iterable[UUID]) -> int:
    """Leave nothing that leads from these gifts to a person; returns how many.

    What would be charged again is ended, and links in letters about it open nothing.
    Sums, times and the numbers at Stripe stay: the books must prove what came in.
    """
    chosen = list(pks)
    WallName.objects.filter(donation__in=chosen).delete()
    _end_subscriptions(chosen)
    payments = Payment.objects.filter(donation__in=chosen)
    changes = SumChange.objects.filter(donation__in=chosen)
    outbox.forget([sums.KIND], list(changes.values_list("pk", flat=True)))
    declared = GiftAidDeclaration.objects.filter(donation__in=chosen)
    outbox.forget([gift_aid.KIND], list(declared.values_list("pk", flat=True)))
    outbox.forget(LETTERS, list(payments.values_list("pk", flat=True)))
    return Donation.objects.filter(pk__in=chosen).update(
        email="", name="", donor_key=b"", reader=None, letters_wording=None
    )


def _end_subscriptions(donations: list[UUID]) -> None:
    own = Subscription.objects.filter(donation__in=donations)
    own.not_over().stop_soon()
    for pk in own.values_list("pk", flat=True):
        outbox.forget(list(subscription_letters.KINDS), [pk])
        Subscription.objects.filter(pk=pk).update(salt=new_salt())
