"""Amounts of money: whole minor units, such as pennies, and never a float (promise 8).

Digits behind the point are those of ISO 4217; a currency has two unless it is listed.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

GBP = "GBP"
# What a channel may raise money in. The sign is the one that a British paper prints.
SIGNS = {
    GBP: "£",
    "EUR": "€",
    "USD": "US$",
    "AUD": "A$",
    "CAD": "C$",
    "CHF": "CHF\u00a0",
    "CZK": "CZK\u00a0",
    "DKK": "DKK\u00a0",
    "JPY": "¥",
    "NOK": "NOK\u00a0",
    "NZD": "NZ$",
    "PLN": "PLN\u00a0",
    "SEK": "SEK\u00a0",
    "UAH": "UAH\u00a0",
}
CURRENCIES = [(code, code) for code in SIGNS]
DIGITS = {"JPY": 0}
USUAL_DIGITS = 2
LEFT_TO_RIGHT = "\u200e"
# Nobody raises a thousand million through one link; a slip of the finger does.
MOST_MAJOR_DIGITS = 9
_WRITTEN = re.compile(
    rf"(?P<major>[0-9]{{1,{MOST_MAJOR_DIGITS}}})(\.(?P<minor>[0-9]+))?"
)


class NotAnAmount(ValueError):
    """Not digits with at most one point; or more than `MOST_MAJOR_DIGITS` of them."""


class TooPrecise(ValueError):
    """Digits behind the point that the currency does not have."""


WORDS = {
    NotAnAmount: _("Write the amount in digits, such as 10 or 10.50."),
    TooPrecise: _("This currency has no such small coins: leave out the last digits."),
}


def digits(currency: str) -> int:
    """How many digits the currency has behind the point."""
    return DIGITS.get(currency, USUAL_DIGITS)


def parse(typed: str, currency: str) -> int:
    """An amount as somebody typed it, in minor units.

    A comma is refused: it parts thousands in one country and pence in another. So are
    signs, exponents and digits of other scripts. Raises NotAnAmount and TooPrecise.
    """
    written = _WRITTEN.fullmatch(typed.strip())
    if not written:
        raise NotAnAmount
    minor = written["minor"] or ""
    if len(minor) > digits(currency):
        raise TooPrecise
    return int(written["major"] + minor.ljust(digits(currency), "0"))


def parse_list(typed: str, currency: str) -> Iterator[int]:
    """Amounts parted by commas. Raises as `parse` does."""
    for each in typed.split(","):
        if each.strip():
            yield parse(each, currency)


def plain(minor: int, currency: str) -> str:
    """As `parse` reads it, for a form: "1000" or "1000.50"."""
    amount = Decimal(minor).scaleb(-digits(currency))
    is_whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if is_whole else f"{amount:f}"


def decimal(minor: int, currency: str) -> str:
    """As accounts want it, with all the digits that the currency has: "-1000.50"."""
    amount = Decimal(minor).scaleb(-digits(currency))
    return f"{amount:.{digits(currency)}f}"


def shown(minor: int, currency: str) -> str:
    """As a page prints it: "£145,000", or "£12.50" where there are pence.

    After letters that run from the right, the sign would stand behind the digits: a
    mark before it keeps it in its place (UAX #9, W2 and W5).
    """
    amount = Decimal(minor).scaleb(-digits(currency))
    is_whole = amount == amount.to_integral_value()
    number = formats.number_format(
        amount,
        decimal_pos=0 if is_whole else digits(currency),
        use_l10n=True,
        force_grouping=True,
    )
    mark = LEFT_TO_RIGHT if get_language_bidi() else ""
    return f"{mark}{SIGNS.get(currency, currency)}{number}"
