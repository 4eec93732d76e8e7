"""What else a mailbox did here, on the page that a letter to it opens.

A higher app draws its part. It is told the mailbox and no signature, so that nothing it
keeps can be joined to one.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString

from mailroom import addresses
from mailroom.addresses import Address
from petitions.models import Signature

# Draws a part of the page; "" for nothing.
Draw = Callable[[Address], str]
_parts: list[Draw] = []


def register(draw: Draw) -> None:
    """Show this below what the mailbox signed."""
    _parts.append(draw)


def drawn(signature: Signature) -> list[SafeString]:
    """The parts for whoever reads this signature's letters, once that was proved."""
    if not signature.is_verified:
        return []
    mailbox = addresses.parse(signature.email)
    return [SafeString(part) for draw in _parts if (part := draw(mailbox))]
