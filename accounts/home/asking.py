"""Asking two mailboxes for their codes, within limits, and telling nobody anything."""

from datetime import timedelta
from typing import TypeVar

from django.db.models import F
from django.utils import timezone

from accounts.home import proofs
from accounts.models import AddressChange, Merger, User
from accounts.models.changes import TwoCodes
from mailroom import addresses
from mailroom.addresses import Address

WISHES_AN_HOUR = 5
# Anybody can type anybody's address: so many letters about all wishes of all readers.
LETTERS_AN_HOUR, LETTERS_A_DAY = 3, 6
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Wish = TypeVar("Wish", AddressChange, Merger)


class TooMany(Exception):
    """This reader asked too often lately."""


def begin(model: type[Wish], user: User, address: Address) -> Wish:
    """Write the wish down; older ones of its kind lose their codes."""
    own = model._default_manager.filter(user=user)
    if own.filter(asked_at__gt=timezone.now() - HOUR).count() >= WISHES_AN_HOUR:
        raise TooMany
    own.filter(done_at=None).update(tries=TwoCodes.TRIES)
    return model._default_manager.create(
        user=user,
        other_email=address.mail_to,
        other_mailbox=addresses.mailbox_key(address),
    )


def may_write_to_other(wish: TwoCodes) -> bool:
    """Whether the other mailbox had few enough letters of this sort."""
    return _asked_since(wish, HOUR) <= LETTERS_AN_HOUR and (
        _asked_since(wish, DAY) <= LETTERS_A_DAY
    )


def _asked_since(wish: TwoCodes, ago: timedelta) -> int:
    same = {"other_mailbox": wish.other_mailbox, "asked_at__gt": wish.asked_at - ago}
    return (
        AddressChange.objects.filter(**same).count()
        + Merger.objects.filter(**same).count()
    )


def newest(model: type[Wish], user: User) -> Wish | None:
    """The wish whose codes this reader may type now."""
    wish = model._default_manager.filter(user=user).order_by("-pk").first()
    return wish if wish is not None and wish.is_live else None


def prove(wish: Wish, *, own: str, other: str) -> bool:
    """Check the two codes. Each look costs one of few tries, also of two at once."""
    tries = type(wish)._default_manager.filter(
        pk=wish.pk, done_at=None, tries__lt=TwoCodes.TRIES
    )
    if not wish.is_live or not tries.update(tries=F("tries") + 1):
        return False
    return proofs.are_right(wish, own=own, other=other)
