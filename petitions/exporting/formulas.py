"""Cells that no spreadsheet runs: the same rule for Python and for PostgreSQL.

Both use one regular expression, made from Python's own tables, because their tables
may be of different editions of Unicode.
"""

import re
import sys
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, groupby

from django.db.models import Case, Expression, F, TextField, Value, When
from django.db.models.functions import Concat, Ord
from django.db.models.lookups import Range, Regex

# Spreadsheets begin a formula at these, and at their full-width forms (OWASP, CSV
# injection).
FORMULA_STARTS = "=+-@|%"
# First characters that need no look at the expression, by number; 0 is the empty cell.
PLAIN_STARTS = [(ord("A"), ord("z")), (0, 0), (ord("0"), ord("9"))]


def inert(cell: str) -> str:
    """The cell as text that no spreadsheet runs: an apostrophe goes before a formula.

    `original` gives the cell back exactly.
    """
    return f"'{cell}" if _would_run(cell) else cell


def original(cell: str) -> str:
    """The cell as it was before `inert`."""
    is_guarded = cell.startswith("'") and _would_run(cell[1:])
    return cell[1:] if is_guarded else cell


def inert_in_sql(cell: Expression | F) -> Expression:
    """What `inert` gives, as PostgreSQL makes it; plain starts come cheap."""
    first = Ord(cell)
    plain = [When(Range(first, span), then=cell) for span in PLAIN_STARTS]
    guarded = Concat(Value("'"), cell, output_field=TextField())
    runs = When(Regex(cell, formula_pattern()), then=guarded)
    return Case(*plain, runs, default=cell, output_field=TextField())


def _would_run(cell: str) -> bool:
    return re.match(formula_pattern(), cell) is not None


@cache
def formula_pattern() -> str:
    """Matches a cell whose first visible sign, after any apostrophes, is a formula's.

    Each character is judged alone: "=" and a stroke through it (U+0338) look like "≠",
    but a spreadsheet reads the "=". Made when it is first needed, in half a second.
    """
    unseen = _ranges(lambda char: not _is_seen(char))
    return rf"^'*([\t\r\n]|[{unseen}]*[{_ranges(_begins_formula)}])"


def _ranges(belongs: Callable[[str], bool]) -> str:
    """For a bracket of a regular expression, as both Python and PostgreSQL read it.

    Surrogates are left out: they are no characters, and no database takes them.
    """
    chars = map(chr, chain(range(0xD800), range(0xE000, sys.maxunicode + 1)))
    runs = (run for does, run in groupby(chars, belongs) if does)
    return "".join(_written(run) for run in runs)


def _written(run: Iterator[str]) -> str:
    """A run of characters as a range; short, for the whole goes with each statement."""
    first = next(run)
    last = deque(run, maxlen=1) or [first]
    ends = (first, last[0])
    return "-".join(rf"\u{ord(end):04x}" if end.isascii() else end for end in ends)


def _begins_formula(char: str) -> bool:
    if not (char in FORMULA_STARTS or unicodedata.decomposition(char)):
        return False
    plain = unicodedata.normalize("NFKC", char)
    return next(filter(_is_seen, plain), "x") in FORMULA_STARTS


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CZ"
