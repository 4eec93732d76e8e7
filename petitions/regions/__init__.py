"""The postcode areas of the United Kingdom: their names, regions and tiles.

`areas.csv` has the 121 areas that Royal Mail gives out, each with the town that it is
named after (in London, the district). Its region is the country or region of the
Office for National Statistics (ITL 1) in which that town lies; an area whose postcodes
reach into another by more than a corner names that one too. Column and row say where
its tile stands on our own map: north is up, London has the room that its signers need,
and neighbours stay neighbours as far as squares allow.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TABLE = Path(__file__).parent / "areas.csv"
NAMES: dict[str, Promise] = {
    "north-east": _("North East"),
    "north-west": _("North West"),
    "yorkshire": _("Yorkshire and the Humber"),
    "east-midlands": _("East Midlands"),
    "west-midlands": _("West Midlands"),
    "east": _("East of England"),
    "london": _("London"),
    "south-east": _("South East"),
    "south-west": _("South West"),
    "wales": _("Wales"),
    "scotland": _("Scotland"),
    "northern-ireland": _("Northern Ireland"),
}


class Area(NamedTuple):
    """A postcode area. `also` is the second region that it reaches into, or ""."""

    code: str
    name: str
    region: str
    also: str
    column: int
    row: int


@cache
def areas() -> dict[str, Area]:
    """All by their codes: "SW" of SW1A 1AA."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        return {
            code: Area(code, name, region, also, int(column), int(row))
            for code, name, region, also, column, row in rows
        }
