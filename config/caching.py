"""A cache that may be away."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class FailOpenRedisCache(RedisCache):
    """Redis as a cache only: while it is away, everything is a miss.

    A cache that raises takes the site down with it
    (suitenumerique/conversations#721).
    """

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
