"""Which version this is: the newest heading of the changelog."""

import re
from pathlib import Path

_HEADING = re.compile(r"^## (\d+\.\d+(?:\.\d+)?)", re.MULTILINE)


def version(changelog: Path) -> str:
    """The newest released version, or "0" before the first release."""
    found = _HEADING.search(changelog.read_text() if changelog.exists() else "")
    return found.group(1) if found else "0"
