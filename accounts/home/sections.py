"""The parts of the reader's home; each app adds its own.

An app that has something of the reader's registers a function that draws it.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.models import User

Draw = Callable[[HttpRequest, User], str]


class Section(NamedTuple):
    order: int
    name: str
    render: Draw


_sections: dict[str, Section] = {}


def add(name: str, order: int, render: Draw) -> None:
    """Register a part; one that draws "" is left out. Low orders come first."""
    _sections[name] = Section(order, name, render)


def drawn(request: HttpRequest, user: User) -> list[SafeString]:
    """All parts that have something to show to this reader, from top to bottom."""
    parts = [section.render(request, user) for section in sorted(_sections.values())]
    return [SafeString(part) for part in parts if part]
