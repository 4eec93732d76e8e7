"""Words set in the site's own type, for pictures.

The site's faces hold Latin. Greek, Cyrillic, Hebrew and Arabic letters come from the
Noto faces that lie beside them, one font for each run of letters, in the order of
`FACES`. A letter that none of them has is never drawn as a box: the words are refused.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from PIL import ImageDraw, ImageFont, features

FOLDER = settings.BASE_DIR / "static" / "fonts"
# Which of the faces' sizes for the eye; the only one that all cuts of Newsreader have.
OPTICAL_SIZE = 16
_OTHERS = (
    "newsreader-vietnamese",
    "noto-serif-greek",
    "noto-serif-cyrillic",
    "noto-serif-hebrew",
    "noto-naskh-arabic",
)
FACES = {
    "serif": ("newsreader-latin", "newsreader-latin-ext", *_OTHERS),
    "sans": ("libre-franklin-latin", "libre-franklin-latin-ext", *_OTHERS),
}
RIGHT_TO_LEFT = {"R", "AL"}
ELLIPSIS = "…"
# A code point that no font has, so that it shows what "missing" looks like.
_NOWHERE = "\U0010fffe"


class Undrawable(Exception):
    """The words have letters that no font here has, or that it cannot join."""


@dataclass(frozen=True)
class Type:
    """A face in one weight and size (in pixels)."""

    face: str
    weight: int
    size: int


class Run(NamedTuple):
    """Letters side by side that one font draws."""

    text: str
    font: ImageFont.FreeTypeFont
    direction: str | None


@dataclass(frozen=True)
class Block:
    """Lines of one size."""

    lines: list[str]
    type: Type
    is_right_to_left: bool

    @property
    def leading(self) -> int:
        return round(self.type.size * 1.12)

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


@lru_cache(maxsize=256)
def _font(name: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FOLDER / f"{name}.woff2"), size)
    axes = [axis["name"] for axis in font.get_variation_axes()]
    font.set_variation_by_axes(
        [OPTICAL_SIZE if axis == b"Optical Size" else weight for axis in axes]
    )
    return font


@lru_cache(maxsize=4096)
def _has(name: str, letter: str) -> bool:
    """Whether the font has a shape of its own for this letter."""
    font = _font(name, 400, 24)
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NOWHERE))


def is_right_to_left(text: str) -> bool:
    """The direction of the first letter that has one."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in RIGHT_TO_LEFT or kind == "L":
            return kind in RIGHT_TO_LEFT
    return False


def printable(text: str) -> str:
    """The words without what is no letter and has no shape here, such as an emoji.

    Raises Undrawable for a letter that no font has.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(letter for letter in text if _is_drawn(letter))
    return " ".join(kept.split())


def _is_drawn(letter: str) -> bool:
    if "\ufe00" <= letter <= "\ufe0f":
        return False  # It says how the emoji before it is to look.
    if letter == " " or any(_has(name, letter) for name in FACES["serif"]):
        return True
    if unicodedata.category(letter)[0] in "LNM":
        raise Undrawable
    return False


def runs(text: str, type_: Type) -> list[Run]:
    """The text cut where another font must go on."""
    cut: list[tuple[str, str]] = []
    for letter in text:
        name = _name_for(letter, type_.face, after=cut[-1][0] if cut else "")
        if cut and cut[-1][0] == name:
            cut[-1] = (name, cut[-1][1] + letter)
        else:
            cut.append((name, letter))
    drawn = [_run(part, name, type_) for name, part in cut]
    return [part for run, after in zip(drawn, [*drawn[1:], None], strict=True)
            for part in _without_edge(run, after)]  # fmt: skip


def _without_edge(run: Run, after: Run | None) -> list[Run]:
    """A space between two directions is a run of its own: it belongs to neither."""
    words = run.text.rstrip(" ")
    if after is None or run.direction == after.direction or words in ("", run.text):
        return [run]
    return [run._replace(text=words), Run(" ", run.font, None)]


def _name_for(letter: str, face: str, *, after: str) -> str:
    """The font of the letter before it where that has it, so that words stay whole."""
    names = FACES[face]
    is_mark = unicodedata.category(letter)[0] == "M"
    if after and (is_mark or letter == " " or _has(after, letter)):
        return after
    return next((name for name in names if _has(name, letter)), names[0])


def _run(text: str, name: str, type_: Type) -> Run:
    font = _font(name, type_.weight, type_.size)
    is_other_way = any(
        unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text
    )
    if not is_other_way:
        return Run(text, font, None)
    if not features.check("raqm"):
        raise Undrawable
    return Run(text, font, "rtl")


def width(text: str, type_: Type) -> float:
    return sum(
        run.font.getlength(run.text, direction=run.direction)
        for run in runs(text, type_)
    )


def fit(text: str, type_: Type, *, sizes: list[int], room: tuple[int, int]) -> Block:
    """The largest of the sizes at which the words fit, else cut short at the last.

    The room is a width and a height in pixels.
    """
    block = Block([], type_, is_right_to_left(text))
    for size in sizes:
        block = replace(block, type=replace(type_, size=size))
        block = replace(block, lines=_wrap(text, block.type, room[0]))
        if block.height <= room[1] and _is_within(block, room[0]):
            return replace(block, lines=_balance(text, block, room[0]))
    lines = block.lines[: max(1, room[1] // block.leading)]
    if len(lines) < len(block.lines) or not _is_within(block, room[0]):
        lines = [_shorten(line, block.type, room[0]) for line in lines]
        lines[-1] = _shorten(lines[-1] + ELLIPSIS, block.type, room[0])
    return replace(block, lines=lines)


def _is_within(block: Block, most: float) -> bool:
    return all(width(line, block.type) <= most for line in block.lines)


def _wrap(text: str, type_: Type, most: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, type_) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _balance(text: str, block: Block, most: float) -> list[str]:
    """As many lines, more alike in length: no word is left alone on the last one."""
    best = block.lines
    for part in range(19, 9, -1):
        lines = _wrap(text, block.type, most * part / 20)
        narrower = replace(block, lines=lines)
        if len(lines) > len(best) or not _is_within(narrower, most):
            break
        best = lines
    return best


def _shorten(line: str, type_: Type, most: float) -> str:
    while len(line) > 1 and width(line, type_) > most:
        line = line.rstrip(ELLIPSIS)[:-1].rstrip() + ELLIPSIS
    return line


def write(
    draw: ImageDraw.ImageDraw,
    start: tuple[float, float],
    text: str,
    type_: Type,
    *,
    colour: str,
    to_the_left: bool = False,
) -> float:
    """Set a line on its baseline and return its width.

    `start` is where the line begins: its right end if it runs `to_the_left`.
    """
    x, baseline = start
    for run in runs(text, type_):
        length = run.font.getlength(run.text, direction=run.direction)
        x -= length if to_the_left else 0
        draw.text(
            (x, baseline),
            run.text,
            fill=colour,
            font=run.font,
            anchor="ls",
            direction=run.direction,
        )
        x += 0 if to_the_left else length
    return abs(x - start[0])
