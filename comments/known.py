"""What threads are about, as this process knows it, right within a second.

Every comment of a busy hour asks for the same few stories and petitions. Whether the
thread is open is not of this: the statement before the insert asks the database again
(`comments.recalling`).
"""

import time

from comments import addresses
from comments.models.threads import Subject

KEPT_SECONDS = 1
MOST_KEPT = 256

_kept: dict[tuple[str, ...], tuple[Subject, float]] = {}


def subject(kind: str, **slugs: str) -> Subject:
    """As `addresses.find`, which it asks once a second. Raises Http404."""
    address = (kind, *slugs.values())
    kept = _kept.get(address)
    if kept and time.monotonic() < kept[1] and kept[0].is_public:
        return kept[0]
    found = addresses.find(kind, **slugs)
    if len(_kept) >= MOST_KEPT:
        forget()
    _kept[address] = found, time.monotonic() + KEPT_SECONDS
    return found


def forget() -> None:
    """Look each up again; for a process that has just changed one."""
    _kept.clear()
