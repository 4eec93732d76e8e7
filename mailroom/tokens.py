"""The keys in the links of letters: derived from a row, never stored.

A token names its row and carries a keyed hash bound to one purpose, so that a link for
one thing opens no other. It is made of Crockford's base 32
(crockford.com/base32.html), which survives upper-casing, line folding, quoted-printable
residue and the punctuation that mail programs glue to links. A new salt on the row ends
every older token.
"""

import base64
import hmac
import re
from typing import NamedTuple
from urllib.parse import unquote

from mailroom.addresses import keyed_hash

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Python's base 32 has another alphabet for the same digits.
FROM_BASE32 = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode("ascii")
)
READ_AS = str.maketrans("oil", "011")
ID_BYTES, MAC_BYTES = 5, 20
LENGTH = (ID_BYTES + MAC_BYTES) * 8 // 5
_QUOTED_PRINTABLE = re.compile(r"=3D|=\s+", re.IGNORECASE)


class BadToken(ValueError):
    """Not a token of ours, or one whose row is gone."""


class Claim(NamedTuple):
    """What a token says of itself: true only once its row's salt agrees."""

    pk: int
    mac: bytes

    def is_true(self, purpose: str, salt: bytes) -> bool:
        return hmac.compare_digest(self.mac, _mac(purpose, self.pk, salt))


def make(purpose: str, pk: int, salt: bytes) -> str:
    """The token of a row for one purpose: 40 characters, 160 keyed bits."""
    raw = pk.to_bytes(ID_BYTES, "big") + _mac(purpose, pk, salt)
    return base64.b32encode(raw).translate(FROM_BASE32).decode()


def claim(text: str) -> Claim:
    """What a token says, repaired first. Raises BadToken for what is no token."""
    raw = _bytes(repair(text))
    return Claim(int.from_bytes(raw[:ID_BYTES], "big"), raw[ID_BYTES:])


def repair(text: str) -> str:
    """Undo what mail programs do to links."""
    text = unquote(unquote(text))
    text = _QUOTED_PRINTABLE.sub("", text)
    return re.sub(r"[^0-9a-z]", "", text.lower()).translate(READ_AS)


def _bytes(token: str) -> bytes:
    if len(token) != LENGTH or not set(token) <= set(ALPHABET):
        raise BadToken
    number = 0
    for char in token:
        number = number * len(ALPHABET) + ALPHABET.index(char)
    return number.to_bytes(ID_BYTES + MAC_BYTES, "big")


def _mac(purpose: str, pk: int, salt: bytes) -> bytes:
    return keyed_hash(f"token.{purpose}", str(pk), key=salt)[:MAC_BYTES]
