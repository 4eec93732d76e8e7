"""The broker of either set-up, and the cache with it, to be flushed and stopped."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from redis import Redis

from tests.stack.site import Site

EMBEDDED = ("redis", "cache")


@pytest.fixture
def flush_broker(set_up: str, site: Site, request) -> Callable[[], None]:
    """Loses every message that waits, and every page that is kept."""
    if set_up == "servers":
        stores = [Redis.from_url(request.getfixturevalue("redis_server").url)]
    else:
        stores = [
            Redis(unix_socket_path=str(site.data_dir / "redis" / f"{name}.sock"))
            for name in EMBEDDED
        ]

    def flush() -> None:
        for store in stores:
            store.flushall()

    return flush


@pytest.fixture
def stop_broker(
    set_up: str, site: Site, request
) -> Callable[[], AbstractContextManager[None]]:
    """Takes the broker away for the length of a `with` block."""

    @contextmanager
    def servers() -> Iterator[None]:
        server = request.getfixturevalue("redis_server")
        server.stop()
        try:
            yield
        finally:
            server.start()

    @contextmanager
    def embedded() -> Iterator[None]:
        # Stopped dead, they take connections and never answer: the harder case.
        pids = {name: site.kill(name, signal.SIGSTOP) for name in EMBEDDED}
        try:
            yield
        finally:
            for name, pid in pids.items():
                if site.pids[name] == pid:
                    site.kill(name, signal.SIGCONT)

    return servers if set_up == "servers" else embedded
