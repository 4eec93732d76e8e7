"""The forms that a language has for so many things, for scripts that count.

A script asks `Intl.PluralRules` which form a number takes, and finds the words on the
page (`static/js/numbers.js`). A catalogue is asked by a number: each form has one here.
"""

from django.conf import settings
from django.utils.translation import get_language

# The categories of Unicode's CLDR for whole numbers, each with a number of its own.
SAMPLES = {
    "en": {"one": 1, "other": 2},
    "ar": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100},
}


def samples() -> dict[str, int]:
    """A number for each form of the language that is spoken now."""
    spoken = get_language() or settings.LANGUAGE_CODE
    return SAMPLES[spoken.partition("-")[0]]
