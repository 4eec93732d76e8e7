"""What must be so before anything starts, told in words where it is not."""

import fcntl
import os
import socket
import time
from pathlib import Path
from typing import TextIO

from config.launching.words import CannotStart

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEFAULTS = {
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "DATA_DIR": str(BASE_DIR / "var"),
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "PYTHONUNBUFFERED": "1",
}
# How long an earlier start may take to let go of its folder.
LOCK_WITHIN_SECONDS = 3


def port(name: str = "PORT") -> int:
    text = os.environ[name]
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"{name} must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def data_dir() -> Path:
    """The data folder, made if need be and tried by writing."""
    path = Path(os.environ["DATA_DIR"]).absolute()
    probe = path / f".writable-{os.getpid()}"
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The data folder {path} cannot be written ({error.strerror}).\n"
            "Set DATA_DIR to a folder that can."
        ) from None
    return path.resolve()


def only_one(data_dir: Path) -> TextIO:
    """A lock that this process and its parts hold while any of them lives.

    Two sets of parts on one folder would spoil each other's Redis file.
    """
    lock = open(data_dir / "launch.lock", "a")  # noqa: SIM115 (the caller closes it)
    deadline = time.monotonic() + LOCK_WITHIN_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            lock.close()
            raise CannotStart(
                f"Clarion runs already with the data folder {data_dir}.\n"
                "Stop it first, or set DATA_DIR to another folder."
            ) from None
        return lock


def address(host: str, port: int, name: str = "PORT") -> None:
    """Say plainly why the address cannot be had, before anything is set up."""
    try:
        family, kind, _protocol, _canonical, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            # A connection that ended a moment ago is no reason to refuse.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror:
        raise CannotStart(f"HOST {host!r} is no address of this machine.") from None
    except OSError as error:
        raise CannotStart(
            f"Port {port} of {host} cannot be used ({error.strerror}).\n"
            "Stop the program that has it, or choose another: "
            f"{name}={port % 65535 + 1}."
        ) from None
