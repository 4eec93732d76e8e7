"""Signing the petition that a campaign goes on with, from the letter that says so.

The letter came to a mailbox that was proved before, so its link proves it again. What
was given then is given anew by the press of a button, and by nothing else.
"""

from typing import NamedTuple

from mailroom import addresses
from petitions import postcodes, signing_as_reader
from petitions.entries import Details
from petitions.models import Petition, Renewal, Signature


class NothingToSign(Exception):
    """The signature was taken back, or no petition goes on where it ended."""


def next_petition(signature: Signature) -> Petition:
    """The petition that goes on where this one's signer is invited to sign again.

    Raises NothingToSign, also when the signature does not count any more.
    """
    return _renewal_of(signature).begun


def _renewal_of(signature: Signature) -> Renewal:
    renewal = (
        Renewal.objects.filter(frozen=signature.petition_id)
        .select_related("begun__campaign")
        .first()
    )
    counts = signature.status == Signature.Status.CONFIRMED and signature.email
    if renewal is None or renewal.begun.opened_at is None or not counts:
        raise NothingToSign
    return renewal


class Choices(NamedTuple):
    """What is asked anew, since a choice of before was about another petition."""

    show_name: bool
    newsletter: bool


def sign_again(
    signature: Signature, chosen: Choices, *, text_id: int, network: str
) -> tuple[Signature, bool]:
    """Sign the next petition as whoever signed this one, confirmed at once.

    Returns the new signature, and whether it was proved just now. Raises NothingToSign
    and signing.PetitionClosed. Pressing twice is safe.
    """
    renewal = _renewal_of(signature)
    return signing_as_reader.sign_as_proved(
        renewal.begun,
        _details(signature, chosen),
        text_id=text_id,
        network=network,
        came_by=f"newsletter.{renewal.pk}",
    )


def _details(signature: Signature, chosen: Choices) -> Details:
    region = postcodes.region(signature.postcode, country=signature.country)
    return Details(
        name=signature.name,
        address=addresses.parse(signature.email),
        country=signature.country,
        postcode=signature.postcode,
        region=region,
        reason="",
        open_account=False,
        **chosen._asdict(),
    )
