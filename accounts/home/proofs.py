"""The codes and links of the home's letters: made from a row, stored nowhere."""

import hmac
from typing import TypeVar

from django.db.models import Model

from accounts.models import AddressChange, Leaving
from accounts.models.changes import TwoCodes
from mailroom.addresses import keyed_hash

OWN, OTHER = "own", "other"
CODE_DIGITS = 6
MAC_CHARACTERS = 32
Linked = TypeVar("Linked", AddressChange, Leaving)


def code(wish: TwoCodes, whose: str) -> str:
    """The six digits for one of the two mailboxes."""
    digest = keyed_hash(_purpose(wish, f"code.{whose}"), str(wish.pk), key=_key(wish))
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def are_right(wish: TwoCodes, *, own: str, other: str) -> bool:
    """Whether both codes are right, in whatever spacing they were typed."""
    is_own = hmac.compare_digest(_digits(own), code(wish, OWN))
    is_other = hmac.compare_digest(_digits(other), code(wish, OTHER))
    return is_own and is_other


def _digits(typed: str) -> str:
    return "".join(str(int(char)) for char in typed if char.isdecimal())


def token(row: AddressChange | Leaving) -> str:
    """What stands in a link of a letter about this row."""
    return f"{row.pk}-{_mac(row)}"


def row_of(model: type[Linked], token: str) -> Linked | None:
    """The row that a link is about; None for one that is gone or was made up."""
    number, _, mac = token.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    row = model._default_manager.filter(pk=int(number)).select_related("user").first()
    if row is None or not hmac.compare_digest(mac.encode(), _mac(row).encode()):
        return None
    return row


def _mac(row: AddressChange | Leaving) -> str:
    digest = keyed_hash(_purpose(row, "link"), str(row.pk), key=_key(row))
    return digest.hex()[:MAC_CHARACTERS]


def _purpose(row: Model, what: str) -> str:
    return f"{row._meta.label_lower}.{what}"


def _key(row: TwoCodes | Leaving) -> bytes:
    return bytes(row.salt)
