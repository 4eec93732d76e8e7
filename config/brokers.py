"""REDIS_URL for the broker, CACHE_URL for the cache, and what serves without them."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# A task that is lost with its worker is redelivered after this long; it must be
# longer than the longest task (CELERY_TASK_TIME_LIMIT), except for tasks that are done
# with when they begin.
REDELIVER_AFTER_SECONDS = 300


def caches(
    redis_url: str, cache_url: str = "", *, after_broker: int = 1
) -> dict[str, dict[str, Any]]:
    """Django's CACHES: Redis that may fail without harm, else the process's memory.

    A cache without a server of its own has a database of its own, the next after the
    broker's, so that emptying it loses no message.
    """
    location = cache_url or (redis_url and _database(redis_url, after_broker))
    if not location:
        backend = "config.caching.OneProcessCache"
        return {"default": {"BACKEND": backend, "LOCATION": "clarion"}}
    return {
        "default": {
            "BACKEND": "config.caching.FailOpenRedisCache",
            "LOCATION": location,
            "KEY_PREFIX": "clarion",
            "OPTIONS": {
                "socket_connect_timeout": 0.2,
                "socket_timeout": 0.2,
            },
        }
    }


def _database(redis_url: str, after: int) -> str:
    """The URL of another database: the path of `redis://`, the `db` of `unix://`."""
    url = urlsplit(redis_url)
    if url.scheme == "unix":
        query = dict(parse_qsl(url.query))
        number = int(query.get("db", 0)) + after
        query |= {"db": str(number)}
        return f"unix://{url.netloc}{url.path}?{urlencode(query)}"
    number = int(url.path.strip("/") or 0) + after
    return urlunsplit(url._replace(path=f"/{number}"))


def broker_url(redis_url: str) -> str:
    """Celery's broker; `unix://` is spelt `redis+socket://` there."""
    if not redis_url:
        return "filesystem://"
    return redis_url.replace("unix://", "redis+socket://", 1)


def transport_options(redis_url: str, data_dir: Path) -> dict[str, Any]:
    """How soon a lost task comes back, or where the folder broker keeps its files."""
    if redis_url:
        return {
            "visibility_timeout": REDELIVER_AFTER_SECONDS,
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
        }
    folder = data_dir / "broker"
    for name in ("messages", "processed", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
