"""What a signer typed into the form, read and checked field by field.

Plain functions, with no form made: a form of nine fields costs as much as storing the
signature, and only somebody who made a mistake gets to see it (`forms.SignatureForm`).
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mailroom import addresses
from mailroom.addresses import Address
from petitions import names, places, postcodes

LONGEST_REASON = 5000
# What a box posts when it is not ticked; browsers then leave it out.
NO_TICK = {"", "false", "0"}


class Missing(ValueError):
    """Left empty, and it may not be."""


class TooLong(ValueError):
    """More characters than there is room for."""

    def __init__(self, length: int) -> None:
        super().__init__("too long")
        self.length = length


class NotText(ValueError):
    """Holds a null character, which no database takes for text."""


class Details(NamedTuple):
    """What a signer typed, checked and in the form that is kept."""

    name: str
    address: Address
    country: str
    postcode: str
    region: str
    show_name: bool
    newsletter: bool
    reason: str
    open_account: bool


class Entry(NamedTuple):
    """A form that was sent: the details, or what is wrong with which field.

    `version` is the text that the reader had before them; None stands for the newest.
    """

    details: Details | None
    version: int | None
    faults: dict[str, ValueError]


def read(posted: Mapping[str, str]) -> Entry:
    """Read a posted form; every field is looked at, whatever is wrong with another."""
    faults: dict[str, ValueError] = {}

    def field(name: str, clean: Callable[[str], Any]) -> Any:
        try:
            return clean(posted.get(name, ""))
        except ValueError as fault:
            faults[name] = fault
            return None

    name = field("name", names.clean)
    address = field("email", _address)
    country = field("country", places.clean)
    postcode = field("postcode", lambda typed: _postcode(typed, country))
    reason = field("reason", _reason)
    field("consent", _consent)
    version = _version(posted.get("version", ""))
    if faults:
        return Entry(None, version, faults)
    details = Details(
        name=name,
        address=address,
        country=country,
        postcode=postcode,
        region=postcodes.region(postcode, country=country),
        show_name=_is_ticked(posted.get("show_name", "")),
        newsletter=_is_ticked(posted.get("newsletter", "")),
        reason=reason,
        open_account=_is_ticked(posted.get("open_account", "")),
    )
    return Entry(details, version, faults)


def _address(typed: str) -> Address:
    if not typed.strip():
        raise Missing
    return addresses.parse(typed)


def _postcode(typed: str, country: str | None) -> str:
    """Nobody can say what is wrong with a postcode of no known country."""
    return postcodes.clean(typed, country=country) if country else ""


def _reason(typed: str) -> str:
    """A line's end is one character, as browsers count it."""
    text = typed.strip().replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_REASON:
        raise TooLong(len(text))
    if "\x00" in text:
        raise NotText
    return text


def _consent(typed: str) -> None:
    if not _is_ticked(typed):
        raise Missing


def _is_ticked(typed: str) -> bool:
    return typed.strip().lower() not in NO_TICK


def _version(typed: str) -> int | None:
    typed = typed.strip()
    return int(typed) if typed.isdecimal() and len(typed) <= 4 else None
