"""What else a signer may do with the reason that they gave; a higher app offers it.

A reason is shown to nobody but staff. Only a press of its signer makes more of it, and
whoever takes the signature back takes that back too.
"""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from petitions.models import Signature

# Draws what may be pressed, with where it leads; "" for nothing.
Offer = Callable[[Signature], str]
# The signature is taken back; for good when its signer erases it.
TakenBack = Callable[[Signature, bool], None]
# Nothing may lead from these signatures to a person any more.
Forgotten = Callable[[Sequence[int]], None]

_offers: list[Offer] = []
_listeners: list[TakenBack] = []
_forgetters: list[Forgotten] = []


def register(offer: Offer, *, taken_back: TakenBack, forgotten: Forgotten) -> None:
    """Offer something on the page after signing and on the signer's own page.

    `taken_back` is called in the transaction that withdraws, erases or anonymises.
    """
    _offers.append(offer)
    _listeners.append(taken_back)
    _forgetters.append(forgotten)


def offers(signature: Signature) -> list[SafeString]:
    """What the signer of a confirmed signature may do with the reason on it."""
    if not signature.reason or signature.shown_status != Signature.Status.CONFIRMED:
        return []
    drawn = [offer(signature) for offer in _offers]
    return [SafeString(part) for part in drawn if part]


def take_back(signature: Signature, *, for_good: bool = False) -> None:
    for taken_back in _listeners:
        taken_back(signature, for_good)


def forget(signature_ids: Sequence[int]) -> None:
    """Part what their signers published from the signatures; it stays their own."""
    for forgotten in _forgetters:
        forgotten(signature_ids)
