"""The proof of a count, and its repair.

Counting reads every confirmed row in one snapshot; the repair is a line in the same
queue as everything else, so that it too is public ("corrected by a recount").

Places, sources and constituencies are proved one by one. Of minutes only the sum can
be: a signature that was withdrawn and purged left no row to prove its two minutes with.
Hours and days are proved by their minutes.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Trunc
from django.utils import timezone

from petitions import folding, placing
from petitions.folding import Areas, Sources, Times
from petitions.models import (
    AreaTally,
    ConstituencyTally,
    CountChange,
    Petition,
    Signature,
    SourceTally,
    Tally,
    TimeTally,
)
from petitions.models.counts import Reason, Step

Key = TypeVar("Key")
NAMELESS = ("", "")


class Proof(NamedTuple):
    """Both sides of the equation at one moment."""

    tally: int
    waiting: int
    confirmed: int
    wrong_areas: Areas
    minutes: int
    wrong_times: Times
    wrong_sources: Sources
    wrong_constituencies: Counter[str]

    @property
    def difference(self) -> int:
        """How many signatures the number shown has too few (or, below 0, too many)."""
        return self.confirmed - self.tally - self.waiting

    @property
    def difference_of_minutes(self) -> int:
        """The same of all minutes together."""
        return self.confirmed - self.minutes - self.waiting

    @property
    def is_right(self) -> bool:
        wrong_parts = self.wrong_areas or self.has_wrong_times or self.wrong_sources
        return not (self.difference or wrong_parts or self.wrong_constituencies)

    @property
    def has_wrong_times(self) -> bool:
        return bool(self.difference_of_minutes or self.wrong_times)


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
        rest = proof.difference - sum(proof.wrong_areas.values())
        lacks = Counter(proof.wrong_areas)
        lacks[NAMELESS] += rest
        now = timezone.now()
        _queue(petition, _only_wrong(lacks), at=now)
        _correct_parts(petition, proof, rest, at=now)
    return proof


def _queue(petition: Petition, lacks: Areas, *, at: datetime) -> None:
    CountChange.objects.bulk_create(
        CountChange(
            petition=petition,
            change=change,
            reason=Reason.RECOUNT,
            country=country,
            region=region,
            at=at,
        )
        for (country, region), change in lacks.items()
    )


def _correct_parts(
    petition: Petition, proof: Proof, rest: int, *, at: datetime
) -> None:
    """Put right at once what the queued changes would not.

    When the places are right and only their sum is not, the nameless place goes the
    other way, and the drain brings it back to where it was. So with the minutes, and
    with the sources: what is queued names none.
    """
    folding.raise_areas(petition.pk, {NAMELESS: -rest})
    unasked = proof.difference_of_minutes - proof.difference
    folding.raise_moments(petition.pk, {at: unasked})
    folding.raise_times(petition.pk, proof.wrong_times)
    lacks = Counter(proof.wrong_sources)
    lacks[""] -= proof.difference
    folding.raise_sources(petition.pk, lacks)
    folding.raise_constituencies(petition.pk, proof.wrong_constituencies)


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
    minutes = TimeTally.objects.filter(petition=petition, step=Step.MINUTE)
    return Proof(
        tally=Tally.objects.get(petition=petition).count,
        waiting=sum(waiting.values()),
        confirmed=sum(confirmed.values()),
        wrong_areas=_only_wrong(wrong),
        minutes=minutes.aggregate(sum=Sum("change", default=0))["sum"],
        wrong_times=_wrong_times(petition, minutes),
        wrong_sources=_wrong_sources(petition),
        wrong_constituencies=_wrong_constituencies(petition),
    )


def _confirmed_areas(petition: Petition) -> Areas:
    rows = Signature.objects.filter(petition=petition).confirmed().order_by()
    counted = rows.values_list("country", "region").annotate(Count("pk"))
    return Counter({(country, region): n for country, region, n in counted})


def _sums(rows: QuerySet[Any], column: str) -> Areas:
    summed = rows.order_by().values_list("country", "region").annotate(Sum(column))
    return Counter({(country, region): n for country, region, n in summed})


def _wrong_times(petition: Petition, minutes: QuerySet[TimeTally]) -> Times:
    """What hours and days lack of the sum of their minutes."""
    wrong: Times = Counter()
    for step in (Step.HOUR, Step.DAY):
        start = Trunc("at", step.value, tzinfo=UTC)
        summed = minutes.order_by().values_list(start).annotate(Sum("change"))
        wrong.update({(step, at): n for at, n in summed})
        tallied = TimeTally.objects.filter(petition=petition, step=step)
        known = tallied.values_list("at", "change")
        wrong.subtract({(step, at): n for at, n in known})
    return _only_wrong(wrong)


def _wrong_sources(petition: Petition) -> Sources:
    """What each source lacks of the confirmed signatures that it brought.

    Under the names that a drain would count them by; the rows come one by one, since a
    flood of invented sources may have left as many names as signatures.
    """
    tallied = SourceTally.objects.filter(petition=petition)
    wrong: Sources = Counter()
    known = folding.known_sources(petition.pk)
    confirmed = Signature.objects.filter(petition=petition).confirmed()
    for sign, rows in (
        (1, _by_source(confirmed, Count("pk"))),
        (-1, _by_source(CountChange.objects.filter(petition=petition), Sum("change"))),
    ):
        for source, count in rows:
            wrong[folding.counted_as(source, known)] += sign * count
    wrong.subtract(dict(tallied.values_list("source", "count")))
    return _only_wrong(wrong)


def _by_source(rows: QuerySet[Any], how_many: Any) -> Iterator[tuple[str, int]]:
    counted = rows.order_by("came_by").values_list("came_by").annotate(how_many)
    yield from counted.iterator()


def _wrong_constituencies(petition: Petition) -> Counter[str]:
    """What each constituency lacks; its changes are those of signatures that it has."""
    if not placing.are_known():
        return Counter()
    signed = Signature.objects.filter(petition=petition).confirmed().order_by()
    whose = Signature.objects.filter(pk=OuterRef("signature_id"))
    changes = CountChange.objects.filter(petition=petition).order_by()
    waiting = changes.annotate(constituency=Subquery(whose.values("constituency")))
    tallied = ConstituencyTally.objects.filter(petition=petition)
    wrong: Counter[str] = Counter()
    wrong.update(dict(signed.values_list("constituency").annotate(Count("pk"))))
    wrong.subtract(dict(waiting.values_list("constituency").annotate(Sum("change"))))
    wrong.subtract(dict(tallied.values_list("constituency", "count")))
    return _only_wrong(Counter({code: n for code, n in wrong.items() if code}))


def _only_wrong(lacks: Counter[Key]) -> Counter[Key]:
    return Counter({key: lack for key, lack in lacks.items() if lack})
