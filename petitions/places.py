"""Countries: their ISO 3166-1 codes, and their names in the reader's language."""

from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from django_countries import countries

# Names that people use for a country and ISO 3166-1 does not.
ALIASES = {"UK": "GB"}


class NotACountry(ValueError):
    """No country has this code."""


def clean(typed: str) -> str:
    """The code of a country; nothing typed stands for the newsroom's own.

    Raises NotACountry.
    """
    code = typed.strip().upper()
    code = ALIASES.get(code, code) or settings.HOME_COUNTRY
    if code not in _codes():
        raise NotACountry
    return code


def name(code: str) -> str:
    """The country's name; "" for a code that is none."""
    return _names(_language()).get(code, "")


def choices() -> list[tuple[str, str]]:
    """All countries in the order of their names."""
    return list(_names(_language()).items())


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@cache
def _codes() -> frozenset[str]:
    return frozenset(country.code for country in countries)


@cache
def _names(language: str) -> dict[str, str]:
    """Sorting 249 translated names takes longer than signing; done once a language."""
    return {country.code: str(country.name) for country in countries}
