"""The machine and the versions that a run's figures belong to."""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import django

# Of the minute before the run: what else the machine was busy with.
BUSY_BEFORE = os.getloadavg()[0]


def described() -> list[str]:
    """One line for each thing that the figures depend on."""
    return [
        f"{os.cpu_count()} processors ({_processor()}), {_memory_gib():.0f} GiB,"
        f" {platform.system()} {platform.release()}; load average before the run"
        f" {BUSY_BEFORE:.1f}",
        f"Python {platform.python_version()}, Django {django.get_version()},"
        f" {_version('granian')}, {_version('psycopg')}, {_version('celery')}",
    ]


def program(name: str, *options: str) -> str:
    """What a program says of its version; "" when it is not here."""
    path = shutil.which(name)
    if path is None:
        return ""
    tried = subprocess.run(  # noqa: S603 (found by name)
        [path, *options], capture_output=True, text=True, check=False
    )
    return (tried.stdout or tried.stderr).strip().splitlines()[0]


def _version(package: str) -> str:
    from importlib.metadata import version

    return f"{package} {version(package)}"


def _processor() -> str:
    try:
        words = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"model name\s*:\s*(.+)", words)
    return found.group(1).strip() if found else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
