"""Whole sites on throw-away data, started as in production, gone when the run ends."""

import contextlib
import http.client
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import proxying
from config.launching import parts
from config.launching.parts import Part
from tests.parts.checking import SITE_VARIABLES
from tests.parts.finding import BASE_DIR, end, free_port, wait_for
from tests.parts.postgres import PostgresServer
from tests.parts.redis import RedisServer

# What a page of a small server's manual says to set; both sides of a ratio have it.
POSTGRES = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
}
TEMPLATE, MAIN = "bench_template", "bench"
WORKERS, THREADS = 2, 4
START_SECONDS = 60


class Stand:
    """PostgreSQL, Redis and the folder that everything of a run lives in."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clarion-bench-"))
        self.postgres = PostgresServer(**POSTGRES)
        self.redis = RedisServer()
        self.secret_key = secrets.token_urlsafe(50)
        # The first is for the site with workers: Celery finds no other on a socket.
        self._caches = {TEMPLATE: 0, MAIN: 0}

    def start(self) -> None:
        self.postgres.start()
        self.redis.start()

    def remove(self) -> None:
        self.redis.remove()
        self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environ(self, database: str, **more: str) -> dict[str, str]:
        """What a process of a site is told; nothing of the caller's own site."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in SITE_VARIABLES
        }
        return {
            **kept,
            "DATABASE_URL": self.postgres.url(database),
            "REDIS_URL": f"{self.redis.url}?db={self._cache(database)}",
            "DATA_DIR": str(self.folder / "data"),
            "SECRET_KEY": self.secret_key,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "DEMO": "0",
            "WEB_WORKERS": str(WORKERS),
            "WEB_THREADS": str(THREADS),
            # The proxy, and before it the generator, which plays readers' networks.
            "TRUSTED_PROXY_COUNT": "2",
            # Making the rows to measure on takes longer than a reader would wait.
            "DATABASE_TIMEOUT_SECONDS": "300",
            **more,
        }

    def _cache(self, database: str) -> int:
        """A Redis database for each site: they all have a page of the same address."""
        return self._caches.setdefault(database, 2 * len(self._caches))

    def copy_template(self, database: str) -> None:
        """A database that holds what the template holds, which nobody may be using."""
        self.sql("postgres", f'CREATE DATABASE "{database}" TEMPLATE "{TEMPLATE}"')

    def sql(self, database: str, statement: str, *values: Any) -> list[tuple]:
        """Run one statement outside of Django, in autocommit."""
        import psycopg

        with psycopg.connect(self.postgres.url(database), autocommit=True) as it:
            found = it.execute(statement, values or None)
            return found.fetchall() if found.description else []


class Site:
    """Processes of one site over one database. Everything is off until started."""

    def __init__(self, stand: Stand, database: str, **environ: str) -> None:
        self.stand, self.database = stand, database
        self.folder = stand.folder / f"site-{database}"
        self.folder.mkdir(exist_ok=True)
        self.port, self.proxy_port = free_port(), free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environ = stand.environ(
            database,
            PORT=str(self.port),
            SITE_URL=f"http://127.0.0.1:{self.proxy_port}",
            **environ,
        )

    @property
    def direct(self) -> str:
        """The web process's own address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def public(self) -> str:
        """Where readers come in: the proxy if there is one."""
        if "proxy" in self.running:
            return f"http://127.0.0.1:{self.proxy_port}"
        return self.direct

    @property
    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, process in self.running.items()}

    def forwarded(self, network: str) -> str:
        """X-Forwarded-For of a reader who comes in at `public`."""
        return network if "proxy" in self.running else f"{network}, 127.0.0.1"

    # Running

    def start_web(self) -> float:
        """Start the server; returns the seconds until it answered."""
        began = time.monotonic()
        self._start(parts.web("127.0.0.1", self.port))
        self.wait(lambda: answers(self.port), "web answers")
        return time.monotonic() - began

    def start_proxy(self) -> bool:
        """Start nginx before the server; False without one on this machine."""
        binary = proxying.program()
        if binary is None:
            return False
        part = proxying.part(
            binary,
            self.folder / "proxy",
            port=self.proxy_port,
            site=self.port,
            data_dir=Path(self.environ["DATA_DIR"]),
        )
        self._start(part)
        self.wait(lambda: answers(self.proxy_port), "the proxy answers")
        return True

    def start(self, part: Part) -> None:
        self._start(part)

    @property
    def beat(self) -> Part:
        return parts.beat(self.folder)

    def stop(self, *names: str) -> None:
        """Stop these parts, or all of them; politely first."""
        for name in names or reversed(list(self.running)):
            if process := self.running.pop(name, None):
                process.send_signal(signal.SIGTERM)
                end(process, seconds=30)

    def look_after(self) -> None:
        """Raise when a part has ended by itself: its figures would be about nothing."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise AssertionError(f"{name} ended:\n{self.log(name)[-2000:]}")

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def _start(self, part: Part) -> None:
        with (self.folder / f"{part.name}.log").open("ab") as log:
            self.running[part.name] = subprocess.Popen(  # noqa: S603
                part.command,
                cwd=BASE_DIR,
                env=self.environ | dict(part.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the run, which then stops its parts in order.
                process_group=0,
            )

    def wait(self, is_true: Callable[[], bool], what: str) -> None:
        """Wait for something that the running parts bring about."""

        def looks_good() -> bool:
            self.look_after()
            return is_true()

        wait_for(looks_good, START_SECONDS, what=what)


def answers(port: int, path: str = "/healthz") -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def site(stand: Stand, database: str, **environ: str) -> Iterator[Site]:
    """A site of its own on a copy of the template, stopped at the end of the block."""
    stand.copy_template(database)
    made = Site(stand, database, **environ)
    try:
        yield made
    finally:
        made.stop()
