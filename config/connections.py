"""Database connections that live on between requests."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.signals import request_started
from django.db import connection, connections

# A connection that answered this short a while ago is asked nothing before its next
# statement: the question costs as much as the statement.
TRUSTED_SECONDS = 1.0


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
    with connection.cursor() as cursor:
        cursor.execute(sql, [_adapted(value) for value in values])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _adapted(value: Any) -> Any:
    """A time as this database's driver takes it; other values as they are."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
