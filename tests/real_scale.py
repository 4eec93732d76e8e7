"""Puts a petition of six million signatures into the tallies, as counting leaves them.

Its curve, countries and constituencies are those of petition 241584 to the UK
Parliament (tests/data/revoke-article-50). By postcode area nobody published it: those
numbers are made, of the right sum.
"""

import csv
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from petitions import folding, goals, regions
from petitions.models import (
    AreaTally,
    Constituency,
    ConstituencyTally,
    Milestone,
    Tally,
)

DATA = Path(__file__).parent / "data" / "revoke-article-50"
MINUTE = timedelta(minutes=1)
# After these samples the site went down; what the next one has more came in before.
OUTAGES = {"2019-03-21T08:55", "2019-03-21T10:19"}


def rows(name):
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def samples():
    """Times and counts, as they were noted."""
    return [
        (datetime.fromisoformat(row["timestamp"]), int(row["signature_count"]))
        for row in rows("counts.csv")
    ]


def fill(petition):
    """Tally, minutes, places and constituencies of the whole petition."""
    noted = samples()
    total = noted[-1][1]
    petition.opened_at = noted[0][0]
    petition.save()
    folding.raise_moments(petition.pk, minutes(noted))
    fill_places(petition)
    Tally.objects.filter(petition=petition).update(count=total, counted_at=noted[-1][0])
    reached, last = [], 0
    for at, count in noted:
        reached += [(goal, at) for goal in goals.reached(last, count)]
        last = max(last, count)
    Milestone.objects.bulk_create(
        Milestone(petition=petition, count=count, reached_at=at)
        for count, at in reached
    )


def minutes(noted):
    """Spread evenly over the minutes between two samples; none in an outage."""
    changes = Counter({noted[0][0].replace(second=0): noted[0][1]})
    for (start, before), (end, after) in pairwise(noted):
        start, end = start.replace(second=0), end.replace(second=0)
        if f"{start:%Y-%m-%dT%H:%M}" in OUTAGES:
            end = start + 5 * MINUTE
        length = max((end - start) // MINUTE, 1)
        for number in range(length):
            at = max(end - (number + 1) * MINUTE, noted[0][0].replace(second=0))
            share = (after - before) * (number + 1) // length
            changes[at] += share - (after - before) * number // length
    return changes


def fill_places(petition):
    found = rows("places.csv")
    countries: Counter[str] = Counter()
    for row in found:
        if is_country(row):
            # The Parliament has codes of its own for places that have none of ISO's.
            code = row["code"] if len(row["code"]) == 2 else ""
            countries[code] += int(row["count"])
    AreaTally.objects.bulk_create(
        AreaTally(petition=petition, country=code, count=count)
        for code, count in countries.items()
        if code != "GB"
    )
    AreaTally.objects.bulk_create(
        AreaTally(petition=petition, country="GB", region=code, count=count)
        for code, count in made_areas(countries["GB"]).items()
    )
    standing = [row for row in found if not is_country(row)]
    Constituency.objects.bulk_create(
        Constituency(code=row["code"], name=row["name"]) for row in standing
    )
    ConstituencyTally.objects.bulk_create(
        ConstituencyTally(
            petition=petition, constituency=row["code"], count=int(row["count"])
        )
        for row in standing
    )


def is_country(row):
    return row["kind"] == "country"


def made_areas(total):
    """London and the south most, the isles least; one is too small to be shown."""
    codes = sorted(regions.areas())
    weights = {code: 1 + len(codes) - number for number, code in enumerate(codes)}
    for code, area in regions.areas().items():
        weights[code] *= {"london": 4, "south-east": 3, "scotland": 2}.get(
            area.region, 2
        )
    whole = sum(weights.values())
    made = {code: total * weight // whole for code, weight in weights.items()}
    made["HS"], made["ZE"], made["KW"] = 3, 812, 2310
    made["SW"] += total - sum(made.values())
    return made
