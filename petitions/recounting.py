"""The proof of a count, and its repair.

Counting reads every confirmed row in one snapshot; the repair is a line in the same
queue as everything else, so that it too is public ("corrected by a recount").
"""

from collections import Counter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum

from petitions.models import AreaTally, CountChange, Petition, Signature, Tally
from petitions.models.counts import Reason

Areas = Counter[tuple[str, str]]


class Proof(NamedTuple):
    """Both sides of the equation at one moment."""

    tally: int
    waiting: int
    confirmed: int
    wrong_areas: Areas

    @property
    def difference(self) -> int:
        """How many signatures the number shown has too few (or, below 0, too many)."""
        return self.confirmed - self.tally - self.waiting

    @property
    def is_right(self) -> bool:
        return not self.difference and not self.wrong_areas


def prove(petition: Petition) -> Proof:
    """Compare the count with the confirmed rows at one moment."""
    with transaction.atomic():
        _see_one_moment()
        return _prove(petition)


def repair(petition: Petition) -> Proof:
    """Queue what is missing; the next drain makes the number right.

    No drain and no second repair comes between. Returns the proof as it stood before.
    """
    with transaction.atomic():
        _see_one_moment(stop_drains=True)
        proof = _prove(petition)
        CountChange.objects.bulk_create(
            CountChange(
                petition=petition,
                change=change,
                reason=Reason.RECOUNT,
                country=country,
                region=region,
            )
            for (country, region), change in proof.wrong_areas.items()
        )
        rest = proof.difference - sum(proof.wrong_areas.values())
        if rest:
            _correct_whole(petition, rest)
    return proof


def _correct_whole(petition: Petition, rest: int) -> None:
    """The places are right and only their sum is not: correct the sum alone.

    The two changes cancel out in the nameless place and leave it at nothing.
    """
    AreaTally.objects.update_or_create(
        petition=petition, country="", region="", defaults={"count": -rest}
    )
    CountChange.objects.create(petition=petition, change=rest, reason=Reason.RECOUNT)


def _see_one_moment(*, stop_drains: bool = False) -> None:
    """PostgreSQL shows each statement its own moment unless asked; SQLite does not.

    The lock comes before the first read, since that is when the moment is chosen.
    """
    if connection.vendor != "postgresql" or connection.savepoint_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        if stop_drains:
            cursor.execute("LOCK TABLE petitions_tally IN EXCLUSIVE MODE")


def _prove(petition: Petition) -> Proof:
    confirmed = _confirmed_areas(petition)
    waiting = _sums(CountChange.objects.filter(petition=petition), "change")
    tallied = _sums(AreaTally.objects.filter(petition=petition), "count")
    wrong: Areas = Counter(confirmed)
    for known in (tallied, waiting):
        wrong.subtract(known)
    return Proof(
        tally=Tally.objects.get(petition=petition).count,
        waiting=sum(waiting.values()),
        confirmed=sum(confirmed.values()),
        wrong_areas=Counter({area: lack for area, lack in wrong.items() if lack}),
    )


def _confirmed_areas(petition: Petition) -> Areas:
    rows = Signature.objects.filter(petition=petition).confirmed().order_by()
    counted = rows.values_list("country", "region").annotate(Count("pk"))
    return Counter({(country, region): n for country, region, n in counted})


def _sums(rows: QuerySet[Any], column: str) -> Areas:
    summed = rows.order_by().values_list("country", "region").annotate(Sum(column))
    return Counter({(country, region): n for country, region, n in summed})
