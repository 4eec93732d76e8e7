"""The list as CSV, against PostgreSQL's COPY of the same columns to nowhere.

    python -m bench.subjects.exporting ours|copy COLUMNS

does it once, in a process of its own, and prints what it took.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from bench import figuring
from bench.showing import Row
from bench.subjects import PYTITION, Run

TARGET, TARGET_MIB = 0.6, 120
HOW = (
    "each in a process of its own with Django loaded, in turns, bytes thrown away; the"
    " peak is the process's own VmHWM; COPY writes the same columns of the same rows"
    " in the same order, without making formulas inert"
)
IN_SQL = {
    "number": "s.id",
    "name": "s.name",
    "country": "s.country",
    "postcode": "s.postcode",
    "confirmed_at": "s.confirmed_at",
    "text_version": "t.number",
    "reason": "s.reason",
    "email": "s.email",
    "newsletter": "s.newsletter",
}


class Export(NamedTuple):
    """What one export took."""

    seconds: float
    size: int
    peak_mib: float
    before_mib: float


def measure(run: Run) -> list[Row]:
    from bench import filling
    from petitions import exporting

    size = run.largest
    with filling.looking_at(run.large_site(size).database):
        lists = {
            f"{size:,} rows to CSV": exporting.USUAL_COLUMNS,
            f"{size:,} rows to CSV, every column": list(IN_SQL),
        }
        return [_row(run, what, columns) for what, columns in lists.items()]


def _row(run: Run, what: str, columns: list[str]) -> Row:
    ours: list[Export] = []
    copied: list[Export] = []
    for _ in range(run.rounds):
        ours.append(_in_a_process("ours", columns))
        copied.append(_in_a_process("copy", columns))
    if ours[0].size < copied[0].size:
        raise AssertionError("Our list is shorter than COPY's")
    speeds = [[1 / export.seconds for export in exports] for exports in (ours, copied)]
    ratio = figuring.ratio(*speeds)
    peak = max(export.peak_mib for export in ours)
    return Row(
        what,
        f"{_seconds(ours)}, peak {peak:.0f} MiB (with Django loaded:"
        f" {ours[0].before_mib:.0f}), {ours[0].size / 1e6:,.0f} MB",
        f"plain COPY of the same columns: {_seconds(copied)}",
        str(ratio),
        f"at least {TARGET}, up to {TARGET_MIB} MiB",
        ratio.median >= TARGET and peak <= TARGET_MIB,
        f"{PYTITION}30.6 s, 1,590 MiB (6 columns)",
        HOW,
    )


def _seconds(exports: list[Export]) -> str:
    return f"{figuring.spread([export.seconds for export in exports])} s"


def _in_a_process(way: str, columns: list[str]) -> Export:
    told = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-m", __name__, way, ",".join(columns)],
        env=os.environ,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Export(**json.loads(told.stdout))


# In that process


def _ours(columns: list[str]) -> Iterator[Any]:
    from accounts.models import User
    from bench import filling
    from petitions import exporting

    person = User.objects.get_or_create(email="exporter@example.org")[0]
    export = exporting.start(
        filling.petition(), by=person, purpose="bench", columns=columns
    )
    yield from exporting.stream(export)


def _copy(columns: list[str]) -> Iterator[Any]:
    from django.db import connection

    cells = ", ".join(IN_SQL[name] for name in columns)
    query = (
        f"COPY (SELECT {cells} FROM petitions_signature s"
        " JOIN petitions_petitiontext t ON t.id = s.text_id"
        " WHERE s.petition_id = (SELECT id FROM petitions_petition)"
        " AND s.status = 'confirmed' ORDER BY s.id) TO STDOUT WITH (FORMAT csv)"
    )
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(query) as copy:
        yield from copy


def _once(way: str, columns: list[str]) -> Export:
    from django.db import connection

    from bench import weighing

    connection.ensure_connection()
    before = weighing.peak_mib()
    start, size = time.perf_counter(), 0
    for piece in {"ours": _ours, "copy": _copy}[way](columns):
        size += len(piece)
    took = time.perf_counter() - start
    return Export(took, size, weighing.peak_mib(), before)


if __name__ == "__main__":
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)
    print(json.dumps(_once(sys.argv[1], sys.argv[2].split(","))._asdict()))
