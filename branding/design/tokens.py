"""The names of static/css/tokens.css as the page shows them: sizes, spaces, colours."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from django.conf import settings

from branding import palette
from branding.brand import Brand
from branding.colours import FOR_EDGES, FOR_TEXT, FOR_WORDS, contrast, read

SHEET = settings.BASE_DIR / "static" / "css" / "tokens.css"
_SET = re.compile(r"--([a-z0-9-]+): ([^;]+);")
DARK = "@media (prefers-color-scheme: dark)"
AFTER_DARK = "@media (prefers-contrast: more)"

# Words or edges, what they stand on, what is needed (WCAG 2.2), and where it is.
PAIRS = (
    ("ink", "paper", FOR_TEXT, "text"),
    ("ink", "paper-raised", FOR_TEXT, "text on cards"),
    ("ink", "paper-sunk", FOR_TEXT, "text on panels"),
    ("ink-soft", "paper", FOR_WORDS, "what stands beside"),
    ("ink-soft", "paper-sunk", FOR_WORDS, "the same on panels"),
    ("accent", "paper", FOR_WORDS, "kickers"),
    ("accent", "paper-sunk", FOR_WORDS, "kickers on panels"),
    ("on-accent", "accent", FOR_WORDS, "buttons"),
    ("on-accent", "accent-pressed", FOR_WORDS, "buttons under the pointer"),
    ("error", "paper", FOR_WORDS, "what is missing, beside a field"),
    ("ink", "error-paper", FOR_WORDS, "what kept a form back"),
    ("ink", "good-paper", FOR_WORDS, "what went well"),
    ("ink", "note-paper", FOR_WORDS, "notices"),
    ("field-line", "paper", FOR_EDGES, "the edge of a field"),
    ("field-line", "paper-raised", FOR_EDGES, "the same, from within"),
    ("accent", "bar-track", FOR_EDGES, "the bar on its track"),
    ("focus", "paper", FOR_EDGES, "what has the focus"),
    ("focus", "paper-sunk", FOR_EDGES, "the same on panels"),
    ("error", "error-paper", FOR_EDGES, "the edge of a mistake"),
    ("good", "good-paper", FOR_EDGES, "the edge of good news"),
    ("note", "note-paper", FOR_EDGES, "the edge of a notice"),
)


class Pair(NamedTuple):
    """Two colours that meet, with the contrast that was measured, such as "7.1"."""

    front: str
    back: str
    front_colour: str
    back_colour: str
    use: str
    found: str
    needed: str
    is_enough: bool


@cache
def _parts() -> tuple[dict[str, str], dict[str, str]]:
    """What the sheet sets for everybody, and what it sets in the dark."""
    before, _dark, after = SHEET.read_text().partition(DARK)
    return dict(_SET.findall(before)), dict(
        _SET.findall(after.partition(AFTER_DARK)[0])
    )


def named(prefix: str) -> list[tuple[str, str]]:
    """What begins so: the rest of its name and its value, in the order of the sheet."""
    return [
        (name.removeprefix(prefix), value)
        for name, value in _parts()[0].items()
        if name.startswith(prefix)
    ]


def value(name: str) -> str:
    return _parts()[0][name]


def colours(brand: Brand, *, is_dark: bool) -> Mapping[str, str]:
    """Every colour as the site shows it: the sheet's, with the newsroom's over it."""
    light, dark = _parts()
    usual = light | dark if is_dark else light
    if not brand.has_own_look:
        return usual
    given = brand.dark if is_dark else brand.light
    ours = {name: str(colour) for name, colour in palette.of(given).items()}
    return usual | ours


def pairs(brand: Brand, *, is_dark: bool) -> Iterator[Pair]:
    """Each pair of colours that meets on a page, measured."""
    known = colours(brand, is_dark=is_dark)
    for front, back, needed, use in PAIRS:
        found = contrast(read(known[front]), read(known[back]))
        yield Pair(
            front,
            back,
            known[front],
            known[back],
            use,
            # Rounded down: 4.49 is not enough, and must not read as 4.5.
            f"{int(found * 10) / 10:.1f}",
            f"{needed:.1f}",
            found >= needed,
        )
