"""Journals of what the site promised: one line as each answer arrives, on disk.

The generator notes an address the moment it was answered, and nothing else knows of it;
afterwards each must be found in the database.
"""

import os
from pathlib import Path
from typing import NamedTuple


class Journal:
    """A file that lines are only ever added to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, key: str) -> None:
        os.write(self._file, f"{key}\n".encode())

    def close(self) -> None:
        os.fsync(self._file)
        os.close(self._file)

    def keys(self) -> set[str]:
        return set(self.path.read_text().split())


class Compared(NamedTuple):
    """What was promised, and which of it is not there."""

    promised: int
    lost: set[str]

    def __str__(self) -> str:
        return f"{self.promised:,} promised, {len(self.lost):,} lost"


def compare(promised: set[str], kept: set[str]) -> Compared:
    return Compared(len(promised), promised - kept)
