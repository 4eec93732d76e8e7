"""What each kind of request asks the database."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from bench import filling, visiting, writing
from bench.showing import Row
from bench.subjects import PYTITION, Run

WARM = 20
HOW = (
    "counted by Django (execute_wrapper) around the last of 21 requests inside this"
    " process, commits aside; a page is kept for a moment"
)


def measure(run: Run) -> list[Row]:
    with filling.looking_at(run.site.database):
        filling.empty()
        filling.fill(WARM + 1, confirmed=False)
        confirm = iter(writing.confirm_paths())
        page, count, sign, confirming = (
            _statements(act)
            for act in (
                lambda: filling.request("GET", visiting.PAGE),
                lambda: filling.request("GET", visiting.COUNT),
                lambda: filling.request("POST", visiting.SIGN, visiting.form()),
                lambda: filling.request("POST", next(confirm)),
            )
        )
        filling.empty()
    return [
        Row(
            "database statements of a warm anonymous page and of count.json",
            f"{page} and {count}",
            target="0",
            is_met=not page and not count,
            peer=f"{PYTITION}5 for a page",
            how=HOW,
        ),
        Row(
            "database statements of a signing and of a confirmation",
            f"{sign} and {confirming}",
            peer=f"{PYTITION}10 for a signing",
            how=HOW,
        ),
    ]


def _statements(act: Callable[[], object]) -> int:
    for _ in range(WARM):
        act()
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        act()
    return len([sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))])
