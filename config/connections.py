"""Database connections that live on between requests."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import DEFAULT_DB_ALIAS, connection, connections

from config.launching import parts

# A connection that answered this short a while ago is asked nothing before its next
# statement: the question costs as much as the statement.
TRUSTED_SECONDS = 1.0


def most_of_this_machine() -> int:
    """How many the parts hold at most: one for each thread, one for each worker."""
    web = settings.WEB_WORKERS * settings.WEB_THREADS
    workers = parts.WORKER_PROCESSES + parts.LETTERS_PROCESSES
    return int(web + workers + parts.WEBHOOKS_PROCESSES)


def most_of_the_server() -> int | None:
    """How many PostgreSQL gives to ordinary users; None of another database."""
    if connection.vendor != "postgresql":
        return None
    return int(_setting("max_connections")) - int(
        _setting("superuser_reserved_connections")
    )


def _setting(name: str) -> str:
    row = fetch_one("SELECT current_setting(%s)", [name])
    return str(row[0]) if row else "0"


def trust_busy_connections(**kwargs: Any) -> None:
    """Ask an idle connection whether it still stands, and a busy one not.

    Django asks at each request (CONN_HEALTH_CHECKS). One that broke within the second
    makes one request fail with 503 and is closed.
    """
    now = time.monotonic()
    live: Any
    for live in connections.all(initialized_only=True):
        if now - getattr(live, "asked_at", 0.0) < TRUSTED_SECONDS:
            live.health_check_done = True
        else:
            live.asked_at = now


def listen() -> None:
    """Take part in every request after Django's own look at its connections."""
    request_started.connect(trust_busy_connections)


def fetch_one(sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of a statement written by hand, for the few that are in a hurry."""
    live = connections[DEFAULT_DB_ALIAS]
    with _cursor_in_a_hurry(live) as cursor:
        cursor.execute(sql, _adapted(live, values))
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def fetch_all(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of such a statement; `moment` reads the times in them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(connection, values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def run(sql: str, values: Sequence[Any]) -> None:
    """Such a statement, of which nothing is wanted back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(connection, values))


def run_in_a_hurry(sql: str, values: Sequence[Any]) -> None:
    """The same, read and planned once for each connection (`fetch_one`)."""
    live = connections[DEFAULT_DB_ALIAS]
    with _cursor_in_a_hurry(live) as cursor:
        cursor.execute(sql, _adapted(live, values))


def moment(value: datetime | str) -> datetime:
    """A time as a driver gives it: SQLite keeps text, in UTC and without saying so."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def _cursor_in_a_hurry(live: Any) -> Any:
    """One that PostgreSQL reads and plans a statement for once, not at each use.

    Django's own write the values into the statement's text, so that each is a new one:
    for a short statement the planning then takes longer than the work.
    """
    if live.vendor != "postgresql":
        return live.cursor()
    import psycopg

    live.close_if_health_check_failed()
    live.ensure_connection()
    return live._prepare_cursor(psycopg.Cursor(live.connection))


def _adapted(live: Any, values: Sequence[Any]) -> Sequence[Any]:
    """Times as this database's driver takes them; other values as they are."""
    if live.vendor == "postgresql":
        return values
    adapt = live.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime) else value for value in values]
