"""Where the signers of a petition live: by country, by region, by constituency.

Made from tallies alone, so that it costs the same for five signatures as for five
million.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.conf import settings

from petitions.models import AreaTally, ConstituencyTally, Petition
from petitions.withholding import NOT_KNOWN, NOTHING, Cells, withhold


class Breakdowns(NamedTuple):
    """Countries sum to the count; regions and constituencies to the home country.

    `constituency` is None until the newsroom has a directory of postcodes.
    """

    country: Cells
    region: Cells
    constituency: Cells | None

    def kinds(self) -> Iterator[tuple[str, Cells]]:
        """Those that there are, by name."""
        yield "country", self.country
        yield "region", self.region
        if self.constituency:
            yield "constituency", self.constituency


def of(petition: Petition) -> Breakdowns:
    """What may be published of each.

    The parts of a home country that is itself withheld would give it away: of that one
    nothing more is told.
    """
    areas = AreaTally.objects.filter(petition=petition)
    rows = list(areas.values_list("country", "region", "count"))
    home = settings.HOME_COUNTRY
    at_home = [(region, count) for country, region, count in rows if country == home]
    by_country = withhold(_sums((country, count) for country, _region, count in rows))
    tallied = _constituencies(petition)
    if home not in by_country.shown:
        return Breakdowns(by_country, NOTHING, NOTHING if tallied else None)
    by_region = withhold(_sums(at_home))
    if not tallied:
        return Breakdowns(by_country, by_region, None)
    rest = by_country.shown[home] - sum(tallied.values())
    by_constituency = withhold({**tallied, NOT_KNOWN: rest})
    return Breakdowns(by_country, by_region, by_constituency)


def _sums(cells: Iterable[tuple[str, int]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for place, count in cells:
        sums[place] += count
    return sums


def _constituencies(petition: Petition) -> dict[str, int]:
    tallied = ConstituencyTally.objects.filter(petition=petition)
    return dict(tallied.values_list("constituency", "count"))
