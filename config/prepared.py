"""Rows that each request of a busy hour reads or writes, by statements built once.

Django builds the statement of a queryset anew each time, and PostgreSQL reads and plans
it anew: for one row by its key that takes many times longer than finding the row. What
comes out is the same instance as from `objects.get` and `save(force_insert=True)`; no
signal is sent.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model

from config.connections import fetch_one

Row = TypeVar("Row", bound=Model)


class _Reading(NamedTuple):
    """A statement that reads one row, and what makes of it what a model holds."""

    sql: str
    names: list[str]
    # (place in the row, converters of Django's, what they are told it is)
    converters: list[tuple[int, Sequence[Any], Any]]


class _Writing(NamedTuple):
    """A statement that stores one row and tells its number."""

    sql: str
    fields: list["Field[Any, Any]"]


def get(model: type[Row], **by: Any) -> Row:
    """The row whose one column has this value; raises `model.DoesNotExist`."""
    [(column, value)] = by.items()
    live = connections[DEFAULT_DB_ALIAS]
    reading = _reading(model, column, live.vendor)
    field = model._meta.get_field(column)
    # A relation has no such method, and no column of its own name.
    found = fetch_one(reading.sql, [field.get_db_prep_value(value, live)])  # type: ignore[union-attr]
    if found is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]
    row = list(found)
    for place, convert, about in reading.converters:
        for step in convert:
            row[place] = step(row[place], about, live)
    return model.from_db(DEFAULT_DB_ALIAS, reading.names, row)


def insert(row: Model) -> None:
    """Store a new row; one that has no number yet gets the next."""
    live = connections[DEFAULT_DB_ALIAS]
    writing = _writing(type(row), has_key=row.pk is not None)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), live)
        for field in writing.fields
    ]
    stored = fetch_one(writing.sql, values)
    row.pk = stored and stored[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _reading(model: type[Model], column: str, vendor: str) -> _Reading:
    live: Any = connections[DEFAULT_DB_ALIAS]
    rows = model._base_manager.using(DEFAULT_DB_ALIAS)
    compiler = rows.order_by().query.get_compiler(DEFAULT_DB_ALIAS)
    select, _params = compiler.as_sql()
    place = live.ops.quote_name(model._meta.get_field(column).column)  # type: ignore[union-attr]
    asked = [expression for expression, _sql, _alias in compiler.select]
    converters = [
        (at, steps, about)
        for at, (steps, about) in compiler.get_converters(asked).items()
    ]
    names = [field.attname for field in model._meta.concrete_fields]
    return _Reading(f"{select} WHERE {place} = %s", names, converters)


@cache
def _writing(model: type[Model], *, has_key: bool) -> _Writing:
    live: Any = connections[DEFAULT_DB_ALIAS]
    every = model._meta.concrete_fields
    fields = [it for it in every if has_key or not it.primary_key]
    quote = live.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    key = quote(model._meta.pk.column)
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns})"  # noqa: S608
        f" VALUES ({marks}) RETURNING {key}"
    )
    return _Writing(sql, fields)
