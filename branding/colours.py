"""Colours as a newsroom gives them, and whether they can be read on each other."""

from __future__ import annotations

import re
from typing import NamedTuple

# WCAG 2.2: 1.4.6 (long text), 1.4.3 (words), 1.4.11 (the edges of fields and buttons).
FOR_TEXT, FOR_WORDS, FOR_EDGES = 7.0, 4.5, 3.0
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)


class Colour(NamedTuple):
    """Red, green and blue, 0 to 255, in sRGB."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
        red, green, blue = (_linear(part / 255) for part in self)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def towards(self, other: Colour, share: float) -> Colour:
        """This colour with so much (0 to 1) of another mixed in."""
        mixed = (
            round(own + (its - own) * share)
            for own, its in zip(self, other, strict=True)
        )
        return Colour(*mixed)


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)


def read(written: str) -> Colour:
    """The colour of "#bd2c14" or "#b21". Raises ValueError for anything else."""
    if not _HEX.fullmatch(written):
        raise ValueError(written)
    digits = written[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return Colour(*bytes.fromhex(digits))


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white), as WCAG 2.2 defines it."""
    low, high = sorted((one.luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
