"""Numbers of higher apps, beside those of signatures in the desk's table of sources."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.utils.functional import Promise

from petitions.models import Petition

# How many of something else a petition's sources brought, by source.
Count = Callable[[Petition], Mapping[str, int]]


class Column(NamedTuple):
    heading: str | Promise
    counted: Count


_columns: list[Column] = []


def register(heading: str | Promise, count: Count) -> None:
    """Show these sums, under this heading; of sources alone, never of persons."""
    _columns.append(Column(heading, count))


def columns() -> list[Column]:
    return list(_columns)
