"""The processes that make up a running site, and how each is started."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.launching import dying

WSGI = "config.wsgi:application"
# Each process of a worker has one connection to the database, as each thread of the
# web part has (config/connections.py).
WORKER_PROCESSES, LETTERS_PROCESSES, WEBHOOKS_PROCESSES = 2, 1, 1
# The parts speak JSON only, which is what Celery's warning about root is about.
HUSH_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


@dataclass(frozen=True)
class Part:
    """One process: its name, how it starts, and how long it may take to stop."""

    name: str
    command: list[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    stop_seconds: float = 10
    log: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def where_its_lines_are(self) -> str:
        return f"in {self.log}" if self.log else f'above, marked "{self.name} |"'


def tied(*command: str, when_parent_dies: signal.Signals = signal.SIGKILL) -> list[str]:
    """The command, run so that it dies with this process."""
    script = str(Path(dying.__file__).resolve())
    parent = f"{os.getpid()}:{when_parent_dies.value}"
    return [sys.executable, "-P", script, parent, *command]


def setup() -> Part:
    """The one that ends by itself: tables, static files, demo."""
    return Part("setup", tied("-m", "config.launching.preparing"))


def web(host: str, port: int) -> Part:
    """Two workers, so that one may die without a reader noticing.

    Granian trusts no proxy header by itself; `config.client` does, as far as
    TRUSTED_PROXY_COUNT says.
    """
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": host,
        "--port": str(port),
        "--workers": os.environ.get("WEB_WORKERS", "2"),
        "--blocking-threads": os.environ.get("WEB_THREADS", "4"),
        "--log-level": "warning",
        "--respawn-interval": "0.5",
        "--workers-kill-timeout": "10",
    }
    flags = [word for option in options.items() for word in option]
    return Part(
        "web",
        tied(
            "-m", "config.launching.serving", *flags, "--respawn-failed-workers", WSGI
        ),
        stop_seconds=15,
    )


def worker() -> Part:
    """Tasks in two processes. What it was doing when stopped comes back by itself."""
    return _queue_worker("worker", queue="celery", processes=WORKER_PROCESSES)


def letters() -> Part:
    """A worker for letters alone: a slow mail server must not hold up the count."""
    return _queue_worker("letters", queue="letters", processes=LETTERS_PROCESSES)


def webhooks() -> Part:
    """And one for webhooks, whose receivers may be slow, too.

    It does its work itself, in one process instead of two: a round ends by its own
    clock (`webhooks.delivery`), so nobody need stand by to end it.
    """
    processes = WEBHOOKS_PROCESSES
    return _queue_worker("webhooks", queue="webhooks", processes=processes, pool="solo")


def _queue_worker(
    name: str, *, queue: str, processes: int, pool: str = "prefork"
) -> Part:
    options = {
        "--hostname": f"{name}@%h",
        "--queues": queue,
        "--concurrency": str(processes),
        "--pool": pool,
    }
    flags = [word for option in options.items() for word in option]
    # Workers of one site need not know of each other; this spares a second at start.
    quiet = ("--without-gossip", "--without-mingle")
    command = _celery("worker", *flags, *quiet)
    return Part(name, command, environ=_hushed(), stop_seconds=25)


def beat(data_dir: Path) -> Part:
    """The scheduler; its file remembers when the hourly tasks ran last."""
    schedule = str(data_dir / "beat-schedule")
    return Part("beat", _celery("beat", "--schedule", schedule), environ=_hushed())


def _celery(command: str, *options: str) -> list[str]:
    app = ("--quiet", "--app", "config", command)
    return tied("-m", "celery", *app, "--loglevel", "info", *options)


def _hushed() -> dict[str, str]:
    others = os.environ.get("PYTHONWARNINGS")
    hushed = f"{others},{HUSH_ROOT_WARNING}" if others else HUSH_ROOT_WARNING
    return {"PYTHONWARNINGS": hushed}
