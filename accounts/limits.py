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
from config.caching import Counted, FailOpenRedisCache
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


class _Window(NamedTuple):
    """A limit at this moment: so many times until then, counted under this key."""

    key: str
    times: int
    ends_at: float

    def counted(self, now: float) -> Counted:
        return Counted(f"limit:{self.key}", self.times, ceil(self.ends_at - now) + 1)


def of(purpose: str) -> list[Limit]:
    """The limits that the settings name for a purpose, the shortest time first."""
    return [Limit(*limit) for limit in settings.DOOR_LIMITS[purpose]]


def wait_seconds(purpose: str, who: str, limits: Sequence[Limit]) -> int:
    """Count an attempt; 0 when it is allowed, else the seconds until one will be.

    The shortest time goes first, and where it says no the longer ones are not counted:
    who is too quick for a minute does not lose the day.
    """
    return wait_of_all([(purpose, who, limits)])


def first_wait(asked: Iterable[tuple[str, str]]) -> int:
    """The same for several purposes and names; the first that says no ends it."""
    return wait_of_all([(purpose, who, of(purpose)) for purpose, who in asked])


def wait_of_all(asked: Iterable[tuple[str, str, Sequence[Limit]]]) -> int:
    """The same, with the limits that are to hold; all of it one step of the cache."""
    now = timezone.now().timestamp()
    windows = [
        _window(purpose, who, limit, now)
        for purpose, who, limits in asked
        for limit in limits
    ]
    over = _first_over(windows, now) if windows else None
    return max(1, ceil(over.ends_at - now)) if over else 0


def network(request: HttpRequest) -> str:
    """The visitor's own line; "" of this machine, which is not limited."""
    return client.network(request, ipv4_prefix=IPV4_PREFIX)


def _window(purpose: str, who: str, limit: Limit, now: float) -> _Window:
    """The time that runs now, under a name that tells nobody who is meant."""
    number, since = divmod(now - EPOCH, limit.seconds)
    name = f"{who}:{limit.seconds}:{int(number)}"
    key = addresses.keyed_hash(f"limit.{purpose}", name).hex()
    return _Window(key, limit.times, now - since + limit.seconds)


def _first_over(windows: Sequence[_Window], now: float) -> _Window | None:
    """Count one more in each, up to the first in which it is one too many."""
    shared = caches["default"]
    place = None
    # Where processes share no cache, or it is away, the database counts.
    if isinstance(shared, FailOpenRedisCache):
        place = shared.count([it.counted(now) for it in windows])
    if place is not None:
        return windows[place] if place < len(windows) else None
    is_over = (it for it in windows if _count_in_database(it) > it.times)
    return next(is_over, None)


def _count_in_database(window: _Window) -> int:
    """One statement, so that no two processes count the same attempt."""
    table = Attempts._meta.db_table
    found = fetch_one(
        f"INSERT INTO {table} (key, times, ends_at) VALUES (%s, 1, %s)"  # noqa: S608
        f" ON CONFLICT (key) DO UPDATE SET times = {table}.times + 1 RETURNING times",
        [window.key, datetime.fromtimestamp(window.ends_at, tz=UTC)],
    )
    return int(found[0]) if found else 1
