"""The links and codes of a letter: derived from the row, never stored.

A token names its signature and carries a keyed hash bound to one purpose, so that a
link to confirm cannot open the signer's page. It is made of Crockford's base 32
(crockford.com/base32.html), which survives upper-casing, line folding, quoted-printable
residue and the punctuation that mail programs glue to links. A new salt on the row ends
every older token.
"""

import hmac
import re
from datetime import timedelta
from urllib.parse import unquote

from django.utils import timezone

from mailroom.addresses import keyed_hash
from petitions.models import Signature

CONFIRM, MY = "confirm", "my"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
READ_AS = str.maketrans("oil", "011")
ID_BYTES, MAC_BYTES = 5, 20
LENGTH = (ID_BYTES + MAC_BYTES) * 8 // 5
_QUOTED_PRINTABLE = re.compile(r"=3D|=\s+", re.IGNORECASE)

# Guessing is stopped by the tries (5 of a million), not by the clock, so that a letter
# that comes late still holds a good code.
CODE_DIGITS = 6
CODE_LIFE = timedelta(hours=24)
CODE_TRIES = 5


class BadToken(ValueError):
    """Not a token of ours, or one whose signature is gone."""


def make(purpose: str, signature: Signature) -> str:
    """The token of a signature for one purpose: 40 characters, 160 keyed bits."""
    number = int.from_bytes(
        signature.pk.to_bytes(ID_BYTES, "big") + _mac(purpose, signature), "big"
    )
    digits = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def read(purpose: str, text: str) -> Signature:
    """The signature that a token belongs to, repaired first. Raises BadToken."""
    raw = _bytes(repair(text))
    signature_id = int.from_bytes(raw[:ID_BYTES], "big")
    found = Signature.objects.select_related("petition__campaign", "wording")
    signature = found.filter(pk=signature_id).first()
    if signature is None:
        raise BadToken
    if not hmac.compare_digest(raw[ID_BYTES:], _mac(purpose, signature)):
        raise BadToken
    return signature


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


def _mac(purpose: str, signature: Signature) -> bytes:
    key = bytes(signature.salt)
    return keyed_hash(f"token.{purpose}", str(signature.pk), key=key)[:MAC_BYTES]


def code(signature: Signature) -> str:
    """The six digits of the letter that this signature's signer holds."""
    made_at = signature.code_made_at
    about = f"{signature.pk}:{made_at.timestamp() if made_at else 0:.6f}"
    digest = keyed_hash("code", about, key=bytes(signature.salt))
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def code_is_live(signature: Signature) -> bool:
    """Whether the code of the last letter may still be typed."""
    made_at = signature.code_made_at
    if made_at is None or signature.code_tries >= CODE_TRIES:
        return False
    return timezone.now() < made_at + CODE_LIFE


def code_is_right(signature: Signature, typed: str) -> bool:
    """Whether `typed` is the code, in whatever spacing a reader types it."""
    digits = "".join(str(int(char)) for char in typed if char.isdecimal())
    return hmac.compare_digest(digits, code(signature))
