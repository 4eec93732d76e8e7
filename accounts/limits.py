"""How often somebody may knock: by mailbox, by network, and for the whole site.

Counted in the cache that all processes share; while it is away, or where there is none,
in a table of the database. Nobody's address lies in either: names are hashed.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Attempts
from config import client
from config.caching import FailOpenRedisCache
from config.connections import fetch_one
from mailroom import addresses

# A household or a phone line, not a street of them as where signatures are screened.
IPV4_PREFIX = 32
EVERYBODY = "everybody"
# From when times are counted off; each test begins at the start of a time of its own.
EPOCH = 0.0


class Limit(NamedTuple):
    """So many times within so many seconds, counted from a full hour, minute, day."""

    times: int
    seconds: int


def of(purpose: str) -> list[Limit]:
    """The limits that the settings name for a purpose, the shortest time first."""
    return [Limit(*limit) for limit in settings.DOOR_LIMITS[purpose]]


def wait_seconds(purpose: str, who: str, limits: Sequence[Limit]) -> int:
    """Count an attempt; 0 when it is allowed, else the seconds until one will be.

    The shortest time goes first, and where it says no the longer ones are not counted:
    who is too quick for a minute does not lose the day.
    """
    now = timezone.now().timestamp()
    for limit in limits:
        window, since = divmod(now - EPOCH, limit.seconds)
        ends_at = now - since + limit.seconds
        name = f"{who}:{limit.seconds}:{int(window)}"
        key = addresses.keyed_hash(f"limit.{purpose}", name).hex()
        if _count(key, ends_at) > limit.times:
            return max(1, ceil(ends_at - now))
    return 0


def first_wait(asked: Iterable[tuple[str, str]]) -> int:
    """The same for several purposes and names; the first that says no ends it."""
    for purpose, who in asked:
        if seconds := wait_seconds(purpose, who, of(purpose)):
            return seconds
    return 0


def network(request: HttpRequest) -> str:
    """The visitor's own line; "" of this machine, which is not limited."""
    return client.network(request, ipv4_prefix=IPV4_PREFIX)


def _count(key: str, ends_at: float) -> int:
    counted = _count_in_cache(key, ends_at)
    return _count_in_database(key, ends_at) if counted is None else counted


def _count_in_cache(key: str, ends_at: float) -> int | None:
    """None when no cache is shared by all processes, or it is away."""
    shared = caches["default"]
    if not isinstance(shared, FailOpenRedisCache):
        return None
    return shared.count(f"limit:{key}", ceil(ends_at - timezone.now().timestamp()) + 1)


def _count_in_database(key: str, ends_at: float) -> int:
    """One statement, so that no two processes count the same attempt."""
    table = Attempts._meta.db_table
    found = fetch_one(
        f"INSERT INTO {table} (key, times, ends_at) VALUES (%s, 1, %s)"  # noqa: S608
        f" ON CONFLICT (key) DO UPDATE SET times = {table}.times + 1 RETURNING times",
        [key, datetime.fromtimestamp(ends_at, tz=UTC)],
    )
    return int(found[0]) if found else 1
