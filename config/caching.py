"""A cache that may be away."""

import logging
import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# How long the moment of a value is remembered: longer than anybody takes to make one,
# and not so long that a clock which is set back would keep an old value for hours.
STAMP_SECONDS = 60
_SET_NEWEST = """
local kept = redis.call('GET', KEYS[2])
if kept and tonumber(kept) > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[4])
return 1
"""
_COUNT = """
for i, key in ipairs(KEYS) do
  local times = redis.call('INCR', key)
  if times == 1 then redis.call('EXPIRE', key, ARGV[2 * i]) end
  if times > tonumber(ARGV[2 * i - 1]) then return i - 1 end
end
return #KEYS
"""


class Counted(NamedTuple):
    """Something that may happen so many times until its key is forgotten."""

    key: str
    most: int
    seconds: int


def set_newest(key: str, value: Any, *, stamp: float, timeout: int) -> bool:
    """Keep a value unless one of a later moment is there; whether it was kept.

    The moment is in seconds since the epoch, the time to live in seconds.
    """
    # Both caches below can; Django's type of them cannot say so.
    kept: bool = cache.set_newest(key, value, stamp=stamp, timeout=timeout)  # type: ignore[attr-defined]
    return kept


def stamp_of(key: str) -> float | None:
    """The moment of the value that `set_newest` kept; None once it is a minute old."""
    moment: float | None = cache.stamp_of(key)  # type: ignore[attr-defined]
    return moment


class OneProcessCache(LocMemCache):
    """The process's memory, where no Redis serves several of them."""

    _setting = threading.Lock()

    def set_newest(self, key: str, value: Any, *, stamp: float, timeout: int) -> bool:
        """See `config.caching.set_newest`."""
        with self._setting:
            if self.get(_stamp(key), 0.0) > stamp:
                return False
            self.set(key, value, timeout)
            self.set(_stamp(key), stamp, STAMP_SECONDS)
            return True

    def stamp_of(self, key: str) -> float | None:
        """See `config.caching.stamp_of`."""
        stamp: float | None = self.get(_stamp(key))
        return stamp


def _stamp(key: str) -> str:
    return f"{key}:stamp"


class _OneClient(RedisCacheClient):
    """A client to write and one to read, kept: there is one server.

    Django makes a new one at each use, which takes longer than asking the server.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]


class FailOpenRedisCache(RedisCache):
    """Redis as a cache only: while it is away, everything is a miss.

    A cache that raises takes the site down with it
    (suitenumerique/conversations#721).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = _OneClient

    def _tolerate(self, method: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), method)(*args, **kwargs)
        except (RedisError, OSError):
            logger.warning("Cache away")
            return default

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerate("add", True, *args, **kwargs))  # noqa: FBT003

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tolerate("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate("set", None, *args, **kwargs)

    def set_newest(self, key: str, value: Any, *, stamp: float, timeout: int) -> bool:
        """See `config.caching.set_newest`.

        In one step of the server: between two, another process may be quicker.
        """
        names = [self.make_and_validate_key(name) for name in (key, _stamp(key))]
        client = self._cache.get_client(names[0], write=True)
        packed = self._cache._serializer.dumps(value)  # type: ignore[attr-defined]
        values = [packed, repr(stamp), timeout, STAMP_SECONDS]
        try:
            return bool(client.eval(_SET_NEWEST, 2, *names, *values))
        except (RedisError, OSError):
            logger.warning("Cache away")
            return True

    def stamp_of(self, key: str) -> float | None:
        """See `config.caching.stamp_of`. Written as text, for the server to compare."""
        name = self.make_and_validate_key(_stamp(key))
        try:
            written = self._cache.get_client(name).get(name)
        except (RedisError, OSError):
            logger.warning("Cache away")
            return None
        return float(written) if written else None

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerate("touch", False, *args, **kwargs))  # noqa: FBT003

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerate("delete", False, *args, **kwargs))  # noqa: FBT003

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._tolerate("incr", delta, key, delta, version))

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate("get_many", {}, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate("set_many", [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate("delete_many", None, *args, **kwargs)

    def count(self, asked: Sequence[Counted]) -> int | None:
        """One more of each, up to the first that is more than may be; its place.

        All in one step of the server. The number of them all when none is; None while
        it is away: limits rest on this, so here alone "away" is no "never happened".
        """
        names = [self.make_and_validate_key(it.key) for it in asked]
        values = [value for it in asked for value in (it.most, it.seconds)]
        try:
            client = self._cache.get_client(names[0], write=True)
            return int(client.eval(_COUNT, len(names), *names, *values))
        except (RedisError, OSError):
            logger.warning("Cache away")
            return None
