"""The `d` of an SVG path, in as few characters as do: a tenth of a unit is enough."""

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A bar: its corners, left to right and from the baseline."""

    left: float
    right: float
    base: float
    top: float


Vertex = tuple[float, float]


def number(value: float) -> str:
    """A coordinate; never by the rules of a language, which may write a comma."""
    text = f"{value:.1f}"
    return "0" if text in ("-0.0", "0.0") else text.removesuffix(".0")


def line(vertices: Iterable[Vertex]) -> str:
    """Through all vertices; those that move no tenth of a unit are left out."""
    found: list[tuple[str, str]] = []
    for x, y in vertices:
        vertex = number(x), number(y)
        if not found or vertex != found[-1]:
            found.append(vertex)
    if not found:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in found)


def area(vertices: list[Vertex], *, base: float) -> str:
    """What lies between the line and the baseline."""
    if not vertices:
        return ""
    first, last = vertices[0][0], vertices[-1][0]
    return f"{line(vertices)}L{number(last)} {number(base)}H{number(first)}Z"


def bars(boxes: Iterable[Box]) -> str:
    """All bars in one path; one without height is left out."""
    drawn = []
    for box in boxes:
        left, right = number(box.left), number(box.right)
        base, top = number(box.base), number(box.top)
        if base != top:
            drawn.append(f"M{left} {base}V{top}H{right}V{base}Z")
    return "".join(drawn)
