"""Adds changes to the parts of a count: its places, its minutes, hours and days, and
what brought its signers.

Each kind of part is one statement however many changes there are, and none of them
reads what is there; of sources, the names alone are read. Whoever calls holds the
petition's tally locked (or stops all drains, as a recount does) and raises it by the
same changes in the same transaction, so that the parts always sum to the whole.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaigns import sources
from config.connections import run
from petitions.models import AreaTally, ConstituencyTally, SourceTally, TimeTally
from petitions.models.counts import Step

Areas = Counter[tuple[str, str]]
Moments = Counter[datetime]
Times = Counter[tuple[Step, datetime]]
Sources = Counter[str]
# A database takes so many values in one statement, and no more.
MOST_ROWS = 1000
# So many sources of a petition are told apart. A flood of invented ones is then counted
# by kind; who withdraws lowers the same row, since a full list stays full.
MOST_SOURCES = 1000


def raise_areas(petition_id: int, changes: Mapping[tuple[str, str], int]) -> None:
    """Raise places, each named by country and region."""
    _add(AreaTally, "count", petition_id, ("country", "region"), changes)


def raise_constituencies(petition_id: int, changes: Mapping[str, int]) -> None:
    """Raise constituencies, each named by its code."""
    plain = {(code,): change for code, change in changes.items()}
    _add(ConstituencyTally, "count", petition_id, ("constituency",), plain)


def raise_moments(petition_id: int, changes: Mapping[datetime, int]) -> None:
    """Raise the minute, the hour and the day of each moment."""
    sums: Times = Counter()
    for moment, change in changes.items():
        for step in Step:
            sums[step, step.start(moment)] += change
    raise_times(petition_id, sums)


def raise_times(petition_id: int, changes: Mapping[tuple[Step, datetime], int]) -> None:
    """Raise single steps, each named by its kind and its start."""
    plain = {(step.value, at): change for (step, at), change in changes.items()}
    _add(TimeTally, "change", petition_id, ("step", "at"), plain)


def raise_sources(petition_id: int, changes: Mapping[str, int]) -> None:
    """Raise what brought signers; "" is whoever came directly, or nobody knows how."""
    known = known_sources(petition_id) if any(changes) else {""}
    sums: Counter[tuple[str]] = Counter()
    for source, change in changes.items():
        if change:
            sums[(counted_as(source, known),)] += change
    _add(SourceTally, "count", petition_id, ("source",), sums)


def known_sources(petition_id: int) -> set[str]:
    """Those that have a row, and the nameless one; a thousand and a few at most."""
    rows = SourceTally.objects.filter(petition_id=petition_id)
    return {"", *rows.values_list("source", flat=True)}


def counted_as(source: str, known: set[str]) -> str:
    """In which row a source is counted; a new one joins the known if there is room."""
    if source in known:
        return source
    if len(known) >= MOST_SOURCES:
        return sources.rest(source)
    known.add(source)
    return source


def _add(
    model: Any,
    column: str,
    petition_id: int,
    names: tuple[str, ...],
    changes: Mapping[tuple[Any, ...], int],
) -> None:
    """Add each change to the row that the names lead to; begin the row if need be."""
    rows = [(petition_id, *key, change) for key, change in changes.items() if change]
    for start in range(0, len(rows), MOST_ROWS):
        chunk = rows[start : start + MOST_ROWS]
        _upsert(model._meta.db_table, ("petition_id", *names), column, chunk)


def _upsert(
    table: str, key: tuple[str, ...], column: str, rows: list[tuple[Any, ...]]
) -> None:
    """One statement; every name in it is ours, every value is bound."""
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    values = ", ".join([row] * len(rows))
    run(
        f"INSERT INTO {table} ({', '.join(key)}, {column}) VALUES {values}"  # noqa: S608
        f" ON CONFLICT ({', '.join(key)})"
        f" DO UPDATE SET {column} = {table}.{column} + excluded.{column}",
        [value for row in rows for value in row],
    )
