"""The lines of a list, a batch at a time: made by PostgreSQL, or by Python on SQLite.

Both databases give the same bytes, in one dialect (RFC 4180): every cell in quotes,
lines end with CRLF.

PostgreSQL hands a batch over as one text, not row by row as COPY does: that takes a
tenth of the time in Python, where it would hold up the pages of other readers.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import Func, TextField, Value
from django.db.models.expressions import RawSQL

from petitions.exporting import columns
from petitions.exporting.formulas import inert
from petitions.models import Signature
from petitions.models.signature import SignatureQuerySet

BETWEEN_CELLS, BETWEEN_LINES = '","', '"\r\n"'
# string_agg joins in the order of the rows it is given, here from a sorted subquery.
JOINED = (
    "SELECT string_agg(line, %s), count(*), max(number)"
    " FROM ({}) AS page (number, line)"
)


class Batch(NamedTuple):
    content: bytes
    row_count: int
    last: int


Make = Callable[[int], Batch]


def batches(petition_id: int, names: list[str], size: int) -> Iterator[Batch]:
    """The confirmed signatures in the order of their numbers.

    Each batch begins after the last number of the one before, in a statement of its
    own, so that a long list needs no long transaction.
    """
    rows = Signature.objects.filter(petition_id=petition_id).confirmed().order_by("pk")
    maker = _made_in_sql if _database_makes_text() else _made_in_python
    make = maker(rows, names, size)
    batch = make(0)
    while batch.row_count:
        yield batch
        batch = make(batch.last)


def _database_makes_text() -> bool:
    """PostgreSQL does, unless it was set up to know bytes and no characters."""
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    info = connection.connection.info
    return bool(info.parameter_status("server_encoding") == "UTF8")


def _made_in_sql(rows: SignatureQuerySet, names: list[str], size: int) -> Make:
    """The statement is compiled once: Django would need longer than PostgreSQL."""
    after = object()
    cells = [columns.in_sql(name) for name in names]
    line = Func(
        Value(BETWEEN_CELLS), *cells, function="concat_ws", output_field=TextField()
    )
    page = rows.filter(pk__gt=RawSQL("%s", [after])).annotate(line=line)
    sql, params = page.values("pk", "line")[:size].query.sql_with_params()
    statement = JOINED.format(sql)

    def make(last: int) -> Batch:
        values = [last if value is after else value for value in params]
        with connection.cursor() as cursor:
            cursor.execute(statement, [BETWEEN_LINES, *values])
            lines, count, last = cursor.fetchone()
        return Batch(_content(lines or ""), count, last or 0)

    return make


def _made_in_python(rows: SignatureQuerySet, names: list[str], size: int) -> Make:
    cells = [columns.COLUMNS[name][1] for name in names]

    def make(last: int) -> Batch:
        batch = list(rows.select_related("text").filter(pk__gt=last)[:size])
        lines = [
            BETWEEN_CELLS.join(_cell(cell(row)) for cell in cells) for row in batch
        ]
        content = _content(BETWEEN_LINES.join(lines))
        return Batch(content, len(batch), batch[-1].pk if batch else 0)

    return make


def _cell(text: str) -> str:
    return inert(text).replace('"', '""')


def _content(lines: str) -> bytes:
    return f'"{lines}"\r\n'.encode()
