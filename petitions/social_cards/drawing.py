"""The picture itself: 1200 by 630 pixels, as other sites show it beside a link."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from petitions.social_cards import lettering
from petitions.social_cards.lettering import Block, Type

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
COLOURS = 64
TITLE_TOP, TITLE_BOTTOM = 142, 420
TARGET_HEIGHT = 84
NUMBER_BASELINE, BAR_TOP, BAR_HEIGHT = 528, 562, 18
BAND_HEIGHT = 112


@dataclass(frozen=True)
class Look:
    """The newsroom's colours and faces; the usual ones are those of the site's own
    static/css/tokens.css in the light."""

    paper: str = "#fbf8f2"
    ink: str = "#17202c"
    ink_soft: str = "#55606d"
    accent: str = "#bd2c14"
    track: str = "#e4ddcf"
    headlines: str = "serif"
    has_band: bool = False


USUAL = Look()


@dataclass(frozen=True)
class Words:
    """All that is printed. `percent` is how far the bar goes; None: there is no bar."""

    newsroom: str
    title: str
    target: str
    number: str
    signed: str
    goal: str
    percent: int | None
    is_right_to_left: bool


class Sheet:
    """The paper, written on from the side where its language begins."""

    def __init__(self, look: Look, *, is_right_to_left: bool) -> None:
        self.look = look
        self.image = Image.new("RGB", (WIDTH, HEIGHT), look.paper)
        self.draw = ImageDraw.Draw(self.image)
        self.is_mirrored = is_right_to_left

    def line(
        self,
        text: str,
        type_: Type,
        *,
        baseline: float,
        colour: str,
        after: float = 0,
        at_end: bool = False,
    ) -> float:
        """A line from the margin, `after` so many pixels; returns how wide it is."""
        from_right = self.is_mirrored != at_end
        x = WIDTH - MARGIN - after if from_right else MARGIN + after
        runs_left = lettering.is_right_to_left(text)
        length = lettering.width(text, type_)
        start = x - length if from_right else x
        start += length if runs_left else 0
        lettering.write(
            self.draw,
            (start, baseline),
            text,
            type_,
            colour=colour,
            to_the_left=runs_left,
        )
        return length

    def block(self, block: Block, *, top: int, colour: str) -> None:
        for number, line in enumerate(block.lines):
            baseline = top + block.leading * number + block.type.size * 0.86
            self.line(line, block.type, baseline=baseline, colour=colour)

    def bar(self, percent: int) -> None:
        left, right = MARGIN, WIDTH - MARGIN
        bottom = BAR_TOP + BAR_HEIGHT
        self.draw.rectangle((left, BAR_TOP, right, bottom), fill=self.look.track)
        reach = round((right - left) * min(100, percent) / 100)
        if self.is_mirrored:
            self.draw.rectangle(
                (right - reach, BAR_TOP, right, bottom), fill=self.look.accent
            )
        else:
            self.draw.rectangle(
                (left, BAR_TOP, left + reach, bottom), fill=self.look.accent
            )


def paint(words: Words, look: Look = USUAL) -> bytes:
    """The card as a PNG. Raises lettering.Undrawable."""
    sheet = Sheet(look, is_right_to_left=words.is_right_to_left)
    _write_name(sheet, words)
    _write_title(sheet, words)
    _write_count(sheet, words)
    if words.percent is not None:
        sheet.bar(words.percent)
    return _png(sheet.image)


def _write_name(sheet: Sheet, words: Words) -> None:
    look = sheet.look
    name = lettering.printable(words.newsroom)
    type_ = Type(look.headlines, 700, 42)
    if look.has_band:
        sheet.draw.rectangle((0, 0, WIDTH, BAND_HEIGHT - 1), fill=look.ink)
        sheet.line(name, type_, baseline=71, colour=look.paper)
    else:
        sheet.draw.rectangle((0, 0, WIDTH, 11), fill=look.ink)
        sheet.line(name, type_, baseline=92, colour=look.ink)


def _write_title(sheet: Sheet, words: Words) -> None:
    most = WIDTH - 2 * MARGIN
    target = lettering.fit(
        lettering.printable(words.target),
        Type("sans", 500, 30),
        sizes=[32, 30, 28],
        room=(most, TARGET_HEIGHT),
    )
    room = TITLE_BOTTOM - TITLE_TOP - target.height - 16
    title = lettering.fit(
        lettering.printable(words.title),
        Type(sheet.look.headlines, 700, 80),
        sizes=[84, 78, 72, 66, 60, 54, 48, 44],
        room=(most, room),
    )
    sheet.block(title, top=TITLE_TOP, colour=sheet.look.ink)
    sheet.block(target, top=TITLE_TOP + title.height + 16, colour=sheet.look.ink_soft)


def _write_count(sheet: Sheet, words: Words) -> None:
    label = Type("sans", 500, 32)
    if not words.number:
        invites = Type(sheet.look.headlines, 700, 52)
        sheet.line(
            words.signed,
            invites,
            baseline=NUMBER_BASELINE + 28,
            colour=sheet.look.accent,
        )
        return
    number = Type(sheet.look.headlines, 700, 92)
    length = sheet.line(
        words.number, number, baseline=NUMBER_BASELINE, colour=sheet.look.ink
    )
    after = length + 20
    sheet.line(
        words.signed,
        label,
        baseline=NUMBER_BASELINE,
        colour=sheet.look.ink_soft,
        after=after,
    )
    if words.goal:
        sheet.line(
            words.goal,
            label,
            baseline=NUMBER_BASELINE,
            colour=sheet.look.ink_soft,
            at_end=True,
        )


def _png(image: Image.Image) -> bytes:
    """Few colours are enough for ink on paper, and a third of the bytes."""
    packed = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()
