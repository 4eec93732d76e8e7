"""Numbers in the reader's language, for pages that have thousands of them.

Django works out the separators of a language anew for each number. A page of figures is
made again and again with mostly the same ones.
"""

from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_bidi

MINUS = "\N{MINUS SIGN}"
# Among Arabic letters a sign would stand behind its number without it (UAX #9, W4).
LEFT_TO_RIGHT_MARK = "\N{LEFT-TO-RIGHT MARK}"


def number(value: int) -> str:
    """With separators of thousands, and a minus that is as wide as a plus."""
    return _number(value, get_language())


def change(value: int) -> str:
    """The same, which also says that it is a rise."""
    return _sign("+") + number(value) if value > 0 else number(value)


def share(part: int, whole: int) -> str:
    """In per cent, to the tenth; of nothing at all there are no parts."""
    return _percent(round(1000 * part / whole) if whole else 0, get_language())


@lru_cache(maxsize=8192)
def _number(value: int, _language: str | None) -> str:
    return str(intcomma(value)).replace("-", _sign(MINUS))


def _sign(sign: str) -> str:
    return LEFT_TO_RIGHT_MARK + sign if get_language_bidi() else sign


@lru_cache(maxsize=8192)
def _percent(tenths: int, _language: str | None) -> str:
    if not tenths:
        return f"<{number_format(0.1, decimal_pos=1)}%"
    return f"{number_format(tenths / 10, decimal_pos=1)}%"
