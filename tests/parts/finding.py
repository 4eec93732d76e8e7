"""Where the parts keep their things, and what happens when one cannot be had."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Downloads are kept here, inside the checkout and outside of git.
KEPT = BASE_DIR / "var" / "test-parts"
ON_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

_libc = ctypes.CDLL(None) if os.uname().sysname == "Linux" else None


class PartMissing(Exception):
    """A part that the tests need cannot be had; the text says what would help."""


def missing(why: PartMissing) -> None:
    """Skip with the reason, except where nothing may be skipped."""
    if ON_CI:
        pytest.fail(f"On CI every part must be there. {why}", pytrace=False)
    pytest.skip(str(why))


def install_from_debian(package: str) -> bool:
    """Install a package where we are root and may; False where not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ("apt-get", "install", "-y", "--no-install-recommends", package)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return all(
        subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
            check=False,
        ).returncode
        == 0
        for command in (("apt-get", "update"), install)
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(is_true: Callable[[], object], seconds: float, *, what: str = "") -> None:
    """Wait until `is_true` gives something; AssertionError when it never does."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"Not within {seconds} s: {what or is_true}"
        time.sleep(0.05)


def die_with_parent() -> None:
    """For a child between fork and exec: a killed test run leaves nothing behind."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGKILL)


def end(process: subprocess.Popen, *, seconds: float = 10) -> None:
    """Stop a process that the tests started, politely first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def descendants(pid: int) -> set[int]:
    """A process and all that descend from it."""
    found = {pid}
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found |= descendants(int(child))
    return found
