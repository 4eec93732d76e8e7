"""What a reader signed before they had an account becomes theirs to see in it.

Only once an address is verified, and only signatures of that mailbox: an account that
nobody proved anything for gets nothing (A8 of docs/adr/0017).
"""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from allauth.account.signals import user_logged_in

from accounts import owning, signals
from accounts.models import User
from petitions.models import Petition, Signature

logger = logging.getLogger(__name__)

# One row of each is touched at most, and its lock is gone with the statement.
PETITIONS_AT_ONCE = 100


def attach(user: User) -> int:
    """Give this reader the signatures of their verified addresses; how many were new.

    May be called at any time and twice; one that is somebody's already stays theirs.
    """
    attached = sum(
        _attach(user, address.canonical, petitions)
        for address in owning.proved(user)
        for petitions in _petitions()
    )
    if attached:
        logger.info("Attached %s signatures to reader %s", attached, user.pk)
    return attached


def _petitions() -> Iterator[list[Petition]]:
    rows = Petition.objects.only("pk", "signer_secret").order_by("pk").iterator()
    while batch := list(islice(rows, PETITIONS_AT_ONCE)):
        yield batch


def _attach(user: User, canonical: str, petitions: Iterable[Petition]) -> int:
    unclaimed = Signature.objects.filter(reader=None)
    return unclaimed.of_person(canonical, petitions).update(reader=user)


def hear(user: User, **kwargs: Any) -> None:
    attach(user)


def listen() -> None:
    """At the first proof, and at each sign-in for what was signed in between."""
    signals.address_verified.connect(hear)
    user_logged_in.connect(hear)
