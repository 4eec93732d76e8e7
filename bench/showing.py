"""One table of ratios: on the terminal, and as a block of a Markdown file."""

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

HEADINGS = ("what", "ours", "beside it", "ratio", "target", "peer")
# Of the terminal's width; the first and the third hold the longest words.
SHARES = (22, 22, 20, 12, 14, 10)
NARROWEST = 120


class Row(NamedTuple):
    """One line of the table. `how` says how its figures were got."""

    what: str
    ours: str
    beside: str = ""
    ratio: str = ""
    target: str = ""
    is_met: bool | None = None
    peer: str = ""
    how: str = ""

    @property
    def verdict(self) -> str:
        """The target with whether it was met; "" where none was set."""
        if self.is_met is None:
            return self.target
        return f"{self.target}: {'met' if self.is_met else 'MISSED'}"

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            *(self.what, self.ours, self.beside, self.ratio, self.verdict),
            self.peer,
        )


def as_text(rows: Sequence[Row], notes: Iterable[str]) -> str:
    """The table as wide as the terminal, then how each figure was got."""
    width = max(shutil.get_terminal_size((160, 24)).columns, NARROWEST)
    widths = [share * (width - 2 * len(SHARES)) // sum(SHARES) for share in SHARES]
    rule = "  ".join("-" * each for each in widths)
    lines = [*_wrapped(HEADINGS, widths), rule]
    for row in rows:
        lines += [*_wrapped(row.cells, widths), ""]
    lines += ["How the figures were got:"]
    for line in [*notes, *hows(rows)]:
        lines += textwrap.wrap(line, width, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines)


def _wrapped(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [
        textwrap.wrap(cell, width) or [""]
        for cell, width in zip(cells, widths, strict=True)
    ]
    height = max(map(len, columns))
    filled = [column + [""] * (height - len(column)) for column in columns]
    return [
        "  ".join(
            f"{part:<{width}}" for part, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in zip(*filled, strict=True)
    ]


def as_markdown(rows: Sequence[Row], notes: Iterable[str]) -> str:
    lines = [_markdown_line(HEADINGS), "|---|---|---|---|---|---|"]
    lines += [_markdown_line(row.cells) for row in rows]
    return "\n".join([*lines, "", *(f"- {line}" for line in [*notes, *hows(rows)])])


def _markdown_line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def hows(rows: Iterable[Row]) -> list[str]:
    """How each figure was got; rows that share a way share a line."""
    ways: dict[str, list[str]] = {}
    for row in rows:
        if row.how:
            ways.setdefault(row.how, []).append(row.what)
    return [f"{'; '.join(names)}: {way}" for way, names in ways.items()]


def put_into(path: Path, name: str, block: str) -> None:
    """Replace what stands between a file's two marks of this name.

    Raises ValueError when they are not there, so that no document is lost.
    """
    before, after = _around(path, name)
    path.write_text(f"{before}\n{block.strip()}\n{after}")


def check_marks(path: Path, name: str) -> None:
    """Raise ValueError before a long run whose outcome would have no place."""
    _around(path, name)


def _around(path: Path, name: str) -> tuple[str, str]:
    """A file up to the first mark and from the second, marks included."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    words = path.read_text() if path.exists() else ""
    if words.count(begin) != 1 or words.count(end) != 1:
        raise ValueError(f"{path} needs the marks {begin} and {end}, once each.")
    before, _, rest = words.partition(begin)
    after = rest.partition(end)[2]
    return before + begin, end + after
