"""Places in the order of their numbers, as a page shows them: bars, rows, tiles.

Nothing is added up here that is not published: a region is the sum of its areas that
are shown, or what is withheld of one could be had from it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from petitions import breakdowns, places, regions, saying
from petitions.charts.paths import number
from petitions.models import Constituency, Petition
from petitions.withholding import Cells

# As many as somebody reads; the others are in the table.
MOST_BARS = 15
SHADES = 5
TILE = 50


class Ranked(NamedTuple):
    """A place in words; its bar is as wide as said, of a hundred for the longest."""

    code: str
    name: str
    signatures: str
    share: str
    width: str
    note: str = ""


class Ranking(NamedTuple):
    """The largest with bars, then the rest; with what is not shown, the whole."""

    first: list[Ranked]
    rest: list[Ranked]
    not_known: int
    withheld: int
    whole: int

    @property
    def all(self) -> list[Ranked]:
        return self.first + self.rest


class Tile(NamedTuple):
    """A square of the map. `shade` 0 says: none, or too few to be told."""

    code: str
    name: str
    signatures: str
    shade: int
    x: int
    y: int


class Shade(NamedTuple):
    number: int
    least: int
    most: int


class Map(NamedTuple):
    tiles: list[Tile]
    shades: list[Shade]
    width: int
    height: int


class Places(NamedTuple):
    """All that the page shows of where signers live. None: there is nothing to show."""

    countries: Ranking
    regions: Ranking | None
    areas: Ranking | None
    map: Map | None
    constituencies: Ranking | None


def of(petition: Petition) -> Places:
    told = breakdowns.of(petition)
    has_areas = bool(told.region.shown)
    return Places(
        countries=_ranked(told.country, _country_names(told.country)),
        regions=_of_regions(told.region) if has_areas else None,
        areas=_of_areas(told.region) if has_areas else None,
        map=_map(told.region.shown) if has_areas else None,
        constituencies=_of_constituencies(told.constituency),
    )


def constituency_names(cells: Cells) -> dict[str, str]:
    named = Constituency.objects.filter(pk__in=cells.shown)
    return dict(named.values_list("code", "name"))


def _country_names(cells: Cells) -> dict[str, str]:
    return {code: places.name(code) or code for code in cells.shown}


def _of_regions(cells: Cells) -> Ranking:
    """Areas that Royal Mail does not know are of none: forces' addresses, and slips."""
    known, sums = regions.areas(), Counter[str]()
    for code, count in cells.shown.items():
        sums[known[code].region if code in known else ""] += count
    names = {code: str(name) for code, name in regions.NAMES.items()}
    names[""] = _("Elsewhere, such as those of the forces")
    return _ranked(cells._replace(shown=dict(sums.most_common())), names)


def _of_areas(cells: Cells) -> Ranking:
    known = regions.areas()
    names = {code: known[code].name if code in known else code for code in cells.shown}
    ranking = _ranked(cells, names)
    noted = [row._replace(note=_regions_of(row.code)) for row in ranking.all]
    return ranking._replace(first=[], rest=noted)


def _regions_of(code: str) -> str:
    area = regions.areas().get(code)
    if area is None:
        return ""
    main = str(regions.NAMES[area.region])
    if not area.also:
        return main
    return _("%(main)s, in part %(also)s") % {
        "main": main,
        "also": regions.NAMES[area.also],
    }


def _of_constituencies(cells: Cells | None) -> Ranking | None:
    if cells is None or not cells.shown:
        return None
    names = constituency_names(cells)
    return _ranked(cells, {code: names.get(code, code) for code in cells.shown})


def _ranked(cells: Cells, names: Mapping[str, str]) -> Ranking:
    whole = cells.whole
    longest = max(cells.shown.values(), default=1)
    rows = [
        Ranked(
            code,
            names[code],
            saying.number(count),
            saying.share(count, whole),
            number(100 * count / longest),
        )
        for code, count in cells.shown.items()
    ]
    first, rest = rows[:MOST_BARS], rows[MOST_BARS:]
    return Ranking(first, rest, cells.not_known, cells.withheld, whole)


# The map


def _map(counts: Mapping[str, int]) -> Map:
    areas = regions.areas()
    of_tiles = {code: count for code, count in counts.items() if code in areas}
    in_order = sorted(of_tiles.values())
    tiles = [
        Tile(
            area.code,
            area.name,
            saying.number(of_tiles.get(area.code, 0)),
            _shade(in_order, of_tiles[area.code]) if area.code in of_tiles else 0,
            area.column * TILE,
            area.row * TILE,
        )
        for area in areas.values()
    ]
    return Map(
        tiles,
        _shades(in_order),
        width=(1 + max(area.column for area in areas.values())) * TILE,
        height=(1 + max(area.row for area in areas.values())) * TILE,
    )


def _shade(in_order: list[int], count: int) -> int:
    """From 1 to `SHADES`, as many areas in each; equal numbers have equal shades."""
    return 1 + bisect_left(in_order, count) * SHADES // len(in_order)


def _shades(in_order: list[int]) -> list[Shade]:
    found = []
    for shade in range(1, SHADES + 1):
        counts = [count for count in in_order if _shade(in_order, count) == shade]
        if counts:
            found.append(Shade(shade, counts[0], counts[-1]))
    return found
