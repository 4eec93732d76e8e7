"""A mail server on this machine that takes every letter and throws it away."""

import contextlib
import os
import shutil
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from tests.parts.finding import die_with_parent, end, free_port

# Postfix' own, in C: as fast as letters can come, so that the sender is measured.
FAST, PLAIN = "smtp-sink", "aiosmtpd"
BACKLOG = 100


class Sink(NamedTuple):
    """Which program it is, and where it listens."""

    name: str
    url: str


def best() -> str:
    """smtp-sink where it is on PATH (Debian: the package postfix), else aiosmtpd."""
    return FAST if shutil.which(FAST) else PLAIN


@contextlib.contextmanager
def listening(name: str = "") -> Iterator[Sink]:
    """A sink of this name, else the best there is, until the end of the block."""
    name, port = name or best(), free_port()
    command = _fast(port) if name == FAST else _plain(port)
    process = subprocess.Popen(  # noqa: S603 (our own)
        command, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent
    )
    try:
        _wait_for(port)
        yield Sink(name, f"smtp://127.0.0.1:{port}")
    finally:
        end(process)


def _fast(port: int) -> list[str]:
    program = shutil.which(FAST)
    if program is None:
        raise FileNotFoundError(FAST)
    # It does not serve as root.
    account = ["-u", "nobody"] if os.geteuid() == 0 else []
    return [program, *account, f"127.0.0.1:{port}", str(BACKLOG)]


def _plain(port: int) -> list[str]:
    handler = "aiosmtpd.handlers.Sink"
    return [sys.executable, *f"-m aiosmtpd -n -l 127.0.0.1:{port} -c {handler}".split()]


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=2).quit()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("No mail server came up")
