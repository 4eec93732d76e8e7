"""Which numbers by place are published, and which are withheld, in one place for all.

A place with fewer than `SMALLEST_CELL` signers could name somebody: it is withheld. The
whole is public, so that one withheld place could be had by taking away the others;
then the smallest of those is withheld with it, until at least two are, which together
have no fewer than `SMALLEST_CELL`; and whichever is as large as those, or the order of
their names would tell. Statisticians call it secondary suppression (ONS,
"Policy on protecting confidentiality in tables of birth and death statistics", and the
Government Statistical Service's guidance for tables from administrative sources).

It is never said which places are withheld, how many they are, or why: a place without
a signer looks the same. What is withheld is given as one sum, so that

    the places shown + no known place + withheld = the whole
"""

from collections.abc import Mapping
from typing import NamedTuple

SMALLEST_CELL = 5
NOT_KNOWN = ""


class Cells(NamedTuple):
    """Numbers by place as anybody may read them, the largest first."""

    shown: dict[str, int]
    not_known: int
    withheld: int

    @property
    def whole(self) -> int:
        return sum(self.shown.values()) + self.not_known + self.withheld


NOTHING = Cells({}, 0, 0)


def withhold(counted: Mapping[str, int]) -> Cells:
    """Sums by place, of which the key "" is no known place.

    That one is a cell like any other: it can be withheld to protect another.
    """
    cells = sorted(
        ((place, count) for place, count in counted.items() if count),
        key=lambda cell: (cell[1], cell[0]),
    )
    hidden = _how_many(sorted(count for _place, count in cells))
    shown = dict(reversed(cells[hidden:]))
    return Cells(
        shown={place: count for place, count in shown.items() if place != NOT_KNOWN},
        not_known=shown.get(NOT_KNOWN, 0),
        withheld=sum(count for _place, count in cells[:hidden]),
    )


def _how_many(counts: list[int]) -> int:
    """How many cells are withheld, counted from the smallest."""
    hidden = sum(count < SMALLEST_CELL for count in counts)
    if not hidden:
        return 0
    while hidden < len(counts) and (
        _can_be_told(counts[:hidden]) or counts[hidden] == counts[hidden - 1]
    ):
        hidden += 1
    return hidden


def _can_be_told(hidden: list[int]) -> bool:
    """Whether their sum gives them away: too small, or as large as it can be.

    One small place alone always does; and two that have eight together, and fewer than
    five each, have four each.
    """
    largest_small = SMALLEST_CELL - 1
    return sum(hidden) < SMALLEST_CELL or set(hidden) == {largest_small}
