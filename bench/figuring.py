"""Medians, percentiles and the words for them."""

import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that this share of all is not above (nearest rank)."""
    if not values:
        raise ValueError("no values")
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(1, int(rank)) - 1]


class Ratio(NamedTuple):
    """Ours over theirs, round by round."""

    rounds: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    def __str__(self) -> str:
        """The median, and the smallest and largest round where there are more."""
        if len(self.rounds) < 2:
            return f"{self.median:.2f}"
        low, high = min(self.rounds), max(self.rounds)
        return f"{self.median:.2f} ({low:.2f} to {high:.2f})"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Each round over its neighbour: a busy moment of the machine hits both."""
    return Ratio([one / other for one, other in zip(ours, theirs, strict=True)])


def in_turns(
    rounds: int, *ways: Callable[[], float], warm_up: bool = False
) -> list[list[float]]:
    """What each way gives in each round, the ways taking turns."""
    if warm_up:
        for way in ways:
            way()
    found: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for values, way in zip(found, ways, strict=True):
            values.append(way())
    return found


def spread(values: Sequence[float], unit: str = "") -> str:
    """The median, and all rounds when they are few: `1,200/s (1,150 to 1,230)`."""
    middle = f"{number(statistics.median(values))}{unit}"
    if len(values) < 2:
        return middle
    return f"{middle} ({number(min(values))} to {number(max(values))})"


def number(value: float) -> str:
    """Three digits that mean something: 1,234, 56.7, 8.90."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def milliseconds(seconds: float) -> str:
    return f"{number(seconds * 1000)} ms"
