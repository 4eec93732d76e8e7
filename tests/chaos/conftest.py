"""The broker of either set-up, to be flushed and stopped."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from redis import Redis

from tests.stack.site import Site


@pytest.fixture
def flush_broker(set_up: str, site: Site, request) -> Callable[[], None]:
    """Loses every message that waits."""
    if set_up == "servers":
        broker = Redis.from_url(request.getfixturevalue("redis_server").url)
    else:
        broker = Redis(unix_socket_path=str(site.data_dir / "redis" / "redis.sock"))
    return lambda: broker.flushall()


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
        # Stopped dead, it takes connections and never answers: the harder case.
        pid = site.pids["redis"]
        site.kill("redis", signal.SIGSTOP)
        try:
            yield
        finally:
            if site.pids["redis"] == pid:
                site.kill("redis", signal.SIGCONT)

    return servers if set_up == "servers" else embedded
