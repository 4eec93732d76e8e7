"""The chart of a replay as SVG: a column for each, one scale along each row."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

from bench import figuring
from bench.replaying import curves
from bench.replaying.people import Timed
from bench.replaying.reporting import Report

LEFT, TOP, GAP, BOTTOM = 62, 96, 56, 76
ROW, BETWEEN = 150, 56
# How wide a column may be where there are one, two, or more.
COLUMNS = [900, 560, 400]
POINTS = 60
SHORTEST_STEP = 2.0
# Read by browsers in either mode; a picture has no other way to know.
STYLE = """
  svg { background: #fff; font: 13px system-ui, sans-serif; }
  text { fill: #1f2328; } .quiet { fill: #59636e; } .title { font-size: 17px; }
  .grid { stroke: #d8dee4; } .axis { stroke: #818b98; }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
  .first { stroke: #0757ba; } .second { stroke: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .grid { stroke: #2b3138; } .axis { stroke: #656c76; }
    .first { stroke: #79c0ff; } .second { stroke: #ffa657; }
  }
"""
KINDS = ("first", "second")


Point = tuple[float, float]


class Line(NamedTuple):
    """One series: a name, and a value for each moment (seconds) that has one."""

    name: str
    points: list[Point]


class Panel(NamedTuple):
    """What one small chart shows."""

    title: str
    lines: list[Line]

    @property
    def most(self) -> float:
        return max(
            (value for line in self.lines for _at, value in line.points), default=0
        )

    def within(self, last: float) -> "Panel":
        """Without what was looked at before the first person and after the last."""
        lines = [
            Line(line.name, [it for it in line.points if 0 <= it[0] <= last])
            for line in self.lines
        ]
        return Panel(self.title, lines)


def chart(about: str, reports: Sequence[Report]) -> str:
    """All replays of one run."""
    columns = [panels(report) for report in reports]
    wide = COLUMNS[min(len(columns), len(COLUMNS)) - 1]
    width = LEFT + len(columns) * (wide + GAP)
    height = TOP + len(columns[0]) * (ROW + BETWEEN) + BOTTOM - BETWEEN
    scales = [
        _scale(max(panel.most for panel in row)) for row in zip(*columns, strict=True)
    ]
    parts = [
        _words(LEFT, 30, f"Replayed: {about}", "title"),
        _words(LEFT, height - 12, curves.LICENCE, "quiet"),
    ]
    for number, (column, report) in enumerate(zip(columns, reports, strict=True)):
        frame = Frame(LEFT + number * (wide + GAP), wide, _ends(report))
        parts += _column(frame, column, scales, report)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img">',
            f"<title>{escape(about)}</title>",
            f"<style>{STYLE}</style>",
            *parts,
            "</svg>\n",
        ]
    )


def panels(report: Report) -> list[Panel]:
    """What came in, how late the letters were, how slow the answers."""
    happened, last = report.happened, _ends(report)
    step = _step(last)

    def since(timed: Timed) -> list[float]:
        return [at - happened.began for at in timed.at]

    def late(timed: Timed, percent: float, scale: float = 1) -> list[Point]:
        return by_step(
            since(timed),
            timed.took,
            step,
            lambda values: scale * figuring.percentile(values, percent),
        )

    signed, confirmed = since(happened.signed), since(happened.confirmed)
    shown = [
        Panel(
            "people a second",
            [
                Line("signed", rate(signed, step)),
                Line("confirmed", rate(confirmed, step)),
            ],
        ),
        Panel(
            "letter, seconds from the signature",
            [
                Line("p99", late(happened.letters, 99)),
                Line("p50", late(happened.letters, 50)),
            ],
        ),
        Panel(
            "answer, milliseconds (p99)",
            [
                Line("sign", late(happened.signed, 99, 1000)),
                Line("page", late(happened.pages, 99, 1000)),
            ],
        ),
    ]
    return [panel.within(last) for panel in shown]


def rate(moments: Sequence[float], step: float) -> list[Point]:
    """How many a second, up to the last whole step."""
    counted = Counter(int(moment // step) for moment in moments)
    return [
        ((n + 0.5) * step, counted[n] / step) for n in range(max(counted, default=0))
    ]


def by_step(
    moments: Sequence[float],
    values: Sequence[float],
    step: float,
    summed: Callable[[list[float]], float],
) -> list[Point]:
    """One point in the middle of each step of time in which there was anything."""
    found: dict[int, list[float]] = {}
    for moment, value in zip(moments, values, strict=True):
        found.setdefault(int(moment // step), []).append(value)
    return [((n + 0.5) * step, summed(found[n])) for n in sorted(found)]


def _ends(report: Report) -> float:
    """Seconds from the first person to the last thing that happened."""
    happened = report.happened
    last = max([*happened.signed.at, *happened.confirmed.at, happened.began])
    return max(report.seconds, last - happened.began)


def _step(seconds: float) -> float:
    return max(SHORTEST_STEP, round(seconds / POINTS))


# Drawing


class Frame(NamedTuple):
    """Where a column stands, and how many seconds its width is."""

    left: float
    wide: float
    last: float

    @property
    def right(self) -> float:
        return self.left + self.wide

    def across(self, seconds: float) -> float:
        return self.left + self.wide * seconds / self.last


class Scale(NamedTuple):
    """Round values from nothing to the top of a panel."""

    step: float
    most: float

    @property
    def ticks(self) -> list[float]:
        return [self.step * n for n in range(round(self.most / self.step) + 1)]


def _column(
    frame: Frame, column: list[Panel], scales: list[Scale], report: Report
) -> list[str]:
    people = f"{report.people * 60 / report.seconds:,.0f} people a minute"
    parts = [_words(frame.left, 58, f"× {report.times:g}: {people}", "")]
    top = TOP
    for panel, scale in zip(column, scales, strict=True):
        parts += _panel(panel, frame, top, scale)
        top += ROW + BETWEEN
    middle = frame.left + frame.wide / 2
    return [*parts, _words(middle, top - BETWEEN + 38, "minutes", "quiet", "middle")]


def _panel(panel: Panel, frame: Frame, top: float, scale: Scale) -> list[str]:
    left, right, bottom = frame.left, frame.right, top + ROW

    def up(value: float) -> float:
        return bottom - ROW * value / scale.most

    parts = [_words(left, top - 10, panel.title, "quiet")]
    for value in scale.ticks:
        parts.append(_rule(left, up(value), right, up(value), "grid"))
        parts.append(_words(left - 8, up(value) + 4, f"{value:,g}", "quiet", "end"))
    for minute in _scale(frame.last / 60, 6).ticks:
        at = frame.across(minute * 60)
        if at <= right:
            parts.append(_rule(at, bottom, at, bottom + 5, "axis"))
            parts.append(_words(at, bottom + 19, f"{minute:g}", "quiet", "middle"))
    parts.append(_rule(left, bottom, right, bottom, "axis"))
    for kind, line in zip(KINDS, panel.lines, strict=False):
        points = " ".join(
            f"{frame.across(at):.1f},{up(value):.1f}" for at, value in line.points
        )
        parts.append(f'<polyline class="line {kind}" points="{points}"/>')
    return parts + _key(panel.lines, right, top - 10)


def _key(lines: Iterable[Line], right: float, y: float) -> list[str]:
    """Names beside strokes of their lines, from the right edge to the left."""
    parts = []
    for kind, line in reversed(list(zip(KINDS, lines, strict=False))):
        parts.append(_words(right, y, line.name, "", "end"))
        right -= 8 * len(line.name) + 6
        parts.append(
            f'<polyline class="line {kind}" points="{right - 22:.0f},{y - 4:.0f}'
            f' {right:.0f},{y - 4:.0f}"/>'
        )
        right -= 40
    return parts


def _words(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line class="{kind}" {ends}/>'


def _scale(most: float, steps: int = 4) -> Scale:
    """So many steps or one fewer, each 1, 2, 2.5 or 5 times a power of ten."""
    least = max(most, 1e-9) / steps
    size = 10.0 ** floor(log10(least))
    step = next(size * each for each in (1, 2, 2.5, 5, 10) if least <= size * each)
    return Scale(step, step * max(1, ceil(most / step)))
