"""How often the site had to say "busy" lately, for the desk and for Prometheus.

Kept in the shared cache, since the database is what was missing. A cache that is away
too, or throws it out, loses the figure and nothing else.
"""

import contextlib
import time
from datetime import UTC, datetime
from typing import NamedTuple

from django.core.cache import cache

TOLD_SECONDS = 15 * 60
FIRST, LAST, COUNT = "turned-away:first", "turned-away:last", "turned-away:count"


class TurnedAway(NamedTuple):
    """How many requests were sent off, and when the first and the last of them."""

    times: int
    first_at: datetime
    last_at: datetime


def note() -> None:
    """Count one request that was answered "busy"."""
    now = time.time()
    cache.add(FIRST, now, TOLD_SECONDS)
    cache.add(COUNT, 0, TOLD_SECONDS)
    # The count may run out between the two.
    with contextlib.suppress(ValueError):
        cache.incr(COUNT)
    cache.set(LAST, now, TOLD_SECONDS)
    for key in (FIRST, COUNT):
        cache.touch(key, TOLD_SECONDS)


def lately() -> TurnedAway | None:
    """The strain that ended within a quarter of an hour, or goes on; None: none did."""
    kept = cache.get_many([FIRST, LAST, COUNT])
    if len(kept) < 3:
        return None
    return TurnedAway(int(kept[COUNT]), _moment(kept[FIRST]), _moment(kept[LAST]))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
