"""A line over time and bars over time, laid out on a frame, ready for a template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple

from petitions.charts import paths
from petitions.charts.paths import Box, number
from petitions.charts.scales import Scale, Tick, number_ticks, time_ticks

SayNumber = Callable[[int], str]
SayTick = Callable[[Tick], str]

# What a letter of the charts' type is wide at most, and a line of it high.
LETTER, LINE = 7.4, 18.0
# Words keep so far from a point and from the edge.
GAP = 9.0
# Marks that are nearer to each other than this are too many.
APART = 26.0
SMALLEST_BAR = 0.5


class Frame(NamedTuple):
    """The paper: its size, and how much of it is for the words above and below."""

    name: str
    width: float
    height: float
    top: float = 26.0
    bottom: float = 26.0
    edge: float = 2.0

    @property
    def base(self) -> float:
        return self.height - self.bottom

    @property
    def most_times(self) -> int:
        return int(self.width // 85)


# Drawn twice, for a desk and for a phone, so that words keep their size.
WIDE = Frame("wide", 800.0, 330.0)
NARROW = Frame("narrow", 360.0, 270.0)
FRAMES = (WIDE, NARROW)


class Bar(NamedTuple):
    """A span of time and a number of it. One that is not over may still grow."""

    start: datetime
    end: datetime
    value: int
    is_over: bool = True


class Mark(NamedTuple):
    """A point to be pointed out, in words."""

    at: datetime
    value: int
    words: str


class Word(NamedTuple):
    """Words on paper. `anchor` is the end by which they hang: start, middle, end."""

    x: str
    y: str
    text: str
    anchor: str = "start"


class Dot(NamedTuple):
    x: str
    y: str


@dataclass(frozen=True)
class Chart:
    """Everything that the template needs, as text; coordinates within the frame."""

    frame: Frame
    grid: list[Word]
    times: list[Word]
    baseline: str
    line: str = ""
    area: str = ""
    bars: str = ""
    falls: str = ""
    unfinished: str = ""
    dots: list[Dot] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    @property
    def view_box(self) -> str:
        return f"0 0 {number(self.frame.width)} {number(self.frame.height)}"

    @property
    def right(self) -> str:
        return number(self.frame.width)

    @property
    def base(self) -> str:
        return number(self.frame.base)

    @property
    def time_ticks(self) -> list[str]:
        return [word.x for word in self.times]


class Place(NamedTuple):
    """Where words stand, to keep others away."""

    left: float
    right: float
    middle: float

    def meets(self, other: "Place") -> bool:
        apart = self.right + GAP < other.left or other.right + GAP < self.left
        return not apart and abs(self.middle - other.middle) < LINE


def line_chart(
    frame: Frame,
    points: Sequence[tuple[datetime, int]],
    *,
    marks: Sequence[Mark],
    zone: tzinfo,
    say_number: SayNumber,
    say_tick: SayTick,
) -> Chart:
    """A line and the area under it. Marks come first to last; the first ones win."""
    start, end = points[0][0], points[-1][0]
    low, high = min(0, *(value for _at, value in points)), _highest(points, marks)
    across, up = _across(frame, start, end), _up(frame, low, high)
    vertices = [(across.at(at.timestamp()), up.at(value)) for at, value in points]
    grid = _grid(frame, up, say_number)
    taken = [_stand(word) for word in grid]
    dots, words = _point_out(frame, marks, across, up, taken)
    return Chart(
        frame,
        grid,
        _times(frame, across, start, end, zone, say_tick),
        number(up.at(0)),
        line=paths.line(vertices),
        area=paths.area(vertices, base=up.at(0)),
        dots=dots,
        words=words,
    )


def bar_chart(
    frame: Frame,
    bars: Sequence[Bar],
    *,
    peak: Mark | None,
    zone: tzinfo,
    say_number: SayNumber,
    say_tick: SayTick,
) -> Chart:
    """Bars that rise, and such that fall, from one baseline."""
    start, end = bars[0].start, bars[-1].end
    low = min(0, *(bar.value for bar in bars), 0)
    high = max(1, *(bar.value for bar in bars), 1)
    across, up = _across(frame, start, end), _up(frame, low, high)
    boxes = [(bar, _box(bar, across, up)) for bar in bars]
    grid = _grid(frame, up, say_number)
    return Chart(
        frame,
        grid,
        _times(frame, across, start, end, zone, say_tick),
        number(up.at(0)),
        bars=paths.bars(box for bar, box in boxes if bar.value > 0 and bar.is_over),
        falls=paths.bars(box for bar, box in boxes if bar.value < 0),
        unfinished=paths.bars(
            box for bar, box in boxes if bar.value > 0 and not bar.is_over
        ),
        words=_above(frame, peak, across, up, grid) if peak else [],
    )


def _highest(points: Sequence[tuple[datetime, int]], marks: Sequence[Mark]) -> int:
    values = [value for _at, value in points] + [mark.value for mark in marks]
    return max(1, *values, 1)


def _across(frame: Frame, start: datetime, end: datetime) -> Scale:
    return Scale(
        start.timestamp(), end.timestamp(), frame.edge, frame.width - frame.edge
    )


def _up(frame: Frame, low: int, high: int) -> Scale:
    return Scale(low, high, frame.base, frame.top)


def _grid(frame: Frame, up: Scale, say: SayNumber) -> list[Word]:
    """Each line of the grid with its number, which stands on it; 0 needs no words."""
    most = int((frame.base - frame.top) // 50) + 1
    found = number_ticks(int(up.low), int(up.high), most=most)
    return [
        Word(number(frame.edge), number(up.at(value)), say(value) if value else "")
        for value in found
    ]


def _times(
    frame: Frame,
    across: Scale,
    start: datetime,
    end: datetime,
    zone: tzinfo,
    say: SayTick,
) -> list[Word]:
    ticks = time_ticks(start, end, zone=zone, most=frame.most_times)
    found = []
    for tick in ticks:
        x, text = across.at(tick.at.timestamp()), say(tick)
        anchor = _anchor(frame, x, len(text) * LETTER / 2)
        found.append(Word(number(x), number(frame.height - 7), text, anchor))
    return found


def _anchor(frame: Frame, x: float, half: float) -> str:
    """Centred under its tick, unless it would leave the paper."""
    if x - half < 0:
        return "start"
    return "end" if x + half > frame.width else "middle"


def _box(bar: Bar, across: Scale, up: Scale) -> Box:
    """With a hair's breadth to the next one, where there is room for it."""
    left, right = across.at(bar.start.timestamp()), across.at(bar.end.timestamp())
    gap = min(1.0, (right - left) * 0.2)
    right = max(right - gap, left + SMALLEST_BAR)
    return Box(left, right, up.at(0), up.at(bar.value))


def _point_out(
    frame: Frame,
    marks: Sequence[Mark],
    across: Scale,
    up: Scale,
    taken: list[Place],
) -> tuple[list[Dot], list[Word]]:
    """Dots with words beside them, where the words find room; else neither."""
    dots: list[Dot] = []
    words: list[Word] = []
    for mark in marks:
        x, y = across.at(mark.at.timestamp()), up.at(mark.value)
        if any(abs(float(dot.y) - y) < APART for dot in dots):
            continue
        free = (word for word in _beside(frame, mark, x, y) if _is_free(word, taken))
        if word := next(free, None):
            taken.append(_stand(word))
            dots.append(Dot(number(x), number(y)))
            words.append(word)
    return dots, words


def _is_free(word: Word, taken: list[Place]) -> bool:
    return not any(_stand(word).meets(other) for other in taken)


def _beside(frame: Frame, mark: Mark, x: float, y: float) -> list[Word]:
    """At the end above the line. Else to the left, where nothing is in the way of one
    that rises; or to the right, below it.
    """
    width = len(mark.words) * LETTER
    above = Word(number(x), number(y - GAP), mark.words, "end")
    left = Word(number(x - GAP), number(y + 4), mark.words, "end")
    right = Word(number(x + GAP), number(y + LINE), mark.words)
    if x > frame.width - 2 * GAP:
        return [above]
    found = [left] if x - GAP - width > 0 else []
    found += [right] if x + GAP + width < frame.width else []
    return [word for word in found if float(word.y) < frame.base - GAP]


def _above(
    frame: Frame, peak: Mark, across: Scale, up: Scale, grid: list[Word]
) -> list[Word]:
    """What the highest bar is, above it; to the side where the grid has its words."""
    x, y = across.at(peak.at.timestamp()), up.at(peak.value) - 7
    half = len(peak.words) * LETTER / 2
    word = Word(number(x), number(y), peak.words, _anchor(frame, x, half))
    taken = [_stand(other) for other in grid if other.text]
    if _is_free(word, taken):
        return [word]
    return [Word(number(x + GAP), number(y + LINE), peak.words)]


def _stand(word: Word) -> Place:
    """Words of the grid stand on their line, others at their own height."""
    x, width = float(word.x), len(word.text) * LETTER
    shares = {"start": 0.0, "middle": 0.5, "end": 1.0}
    left = x - width * shares[word.anchor]
    return Place(left, left + width, float(word.y) - 4)
