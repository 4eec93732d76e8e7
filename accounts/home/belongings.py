"""What belongs to a reader, in whatever app: to be downloaded, erased or merged.

Each app registers what it keeps about a person. What nobody registered still moves
with a merger (`merging`) and still ends with the account, by its foreign key.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from accounts.models import User

Download = Callable[[User], list[dict[str, Any]]]
Erase = Callable[[User], None]
Merge = Callable[[User, User], None]


class Belonging(NamedTuple):
    download: Download
    erase: Erase
    merge: Merge


_belongings: dict[str, Belonging] = {}


def register(name: str, download: Download, erase: Erase, merge: Merge) -> None:
    """`merge(into, other)` moves what is the other account's, in one transaction."""
    _belongings[name] = Belonging(download, erase, merge)


def everything(user: User) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about this reader, by kind."""
    return {name: kind.download(user) for name, kind in sorted(_belongings.items())}


def erase(user: User) -> None:
    """Let each app erase its part; the account itself goes afterwards."""
    for kind in _belongings.values():
        kind.erase(user)


def merge(into: User, other: User) -> None:
    for kind in _belongings.values():
        kind.merge(into, other)
