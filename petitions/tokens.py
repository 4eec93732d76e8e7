"""The links and codes of a letter to a signer: derived from the row, never stored.

How a token is made stands in `mailroom.tokens`; a new salt on the signature ends every
older one.
"""

import hmac
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from config.connections import fetch_one
from mailroom import tokens
from mailroom.addresses import keyed_hash
from mailroom.tokens import LENGTH, BadToken
from petitions.models import Signature

__all__ = ["LENGTH", "BadToken"]

# Signing the petition that a campaign goes on with, and stopping its letters.
CONFIRM, MY, AGAIN, STOP = "confirm", "my", "again", "stop"
# Making more of the reason (`petitions.reasons`); it stands on the page after signing.
REASON = "reason"

# Guessing is stopped by the tries (5 of a million), not by the clock, so that a letter
# that comes late still holds a good code.
CODE_DIGITS = 6
CODE_LIFE = timedelta(hours=24)
CODE_TRIES = 5


def make(purpose: str, signature: Signature) -> str:
    """The token of a signature for one purpose."""
    return tokens.make(purpose, signature.pk, bytes(signature.salt))


# What a token is checked by, and what confirming needs; in the order of the model's
# fields, as `from_db` takes them.
COLUMNS = [
    *("id", "petition_id", "name", "country", "region", "reason", "open_account"),
    *("status", "came_by", "salt"),
]
FIND = f"SELECT {', '.join(COLUMNS)} FROM petitions_signature WHERE id = %s"  # noqa: S608


def read(purpose: str, text: str) -> Signature:
    """The signature that a token belongs to, repaired first. Raises BadToken.

    Holds COLUMNS alone; anything else is loaded when it is asked for.
    """
    claim = tokens.claim(text)
    row = fetch_one(FIND, [claim.pk])
    if row is None:
        raise BadToken
    signature = Signature.from_db(DEFAULT_DB_ALIAS, COLUMNS, row)
    if not claim.is_true(purpose, bytes(signature.salt)):
        raise BadToken
    return signature


def read_whole(purpose: str, text: str) -> Signature:
    """The same with all that a page shows: petition, campaign and wording too."""
    known = read(purpose, text)
    found = Signature.objects.select_related("petition__campaign", "wording")
    signature = found.filter(pk=known.pk).first()
    if signature is None:
        raise BadToken
    return signature


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
