"""The parts of the reader's home; each app adds its own.

An app that has something of the reader's registers a function that draws it.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User

Draw = Callable[[HttpRequest, User], str]


class Section(NamedTuple):
    order: int
    name: str
    render: Draw


class Group(NamedTuple):
    """Parts that stand together under one name. `key` is its place on the page."""

    key: str
    title: str | Promise
    parts: list[SafeString]


_sections: dict[str, Section] = {}
# Up to which order a part belongs to which group, from top to bottom.
_GROUPS: tuple[tuple[int, str, str | Promise], ...] = (
    (29, "here", _("What you did here")),
    (39, "letters-wanted", _("Letters")),
    (99, "the-account", _("You and your account")),
)


def add(name: str, order: int, render: Draw) -> None:
    """Register a part; one that draws "" is left out. Low orders come first.

    Below 30 is what a reader did here, below 40 letters, and then the account.
    """
    _sections[name] = Section(order, name, render)


def drawn(request: HttpRequest, user: User) -> list[Group]:
    """All parts that have something to show to this reader; no group stands empty."""
    parts: dict[str, list[SafeString]] = {key: [] for _most, key, _title in _GROUPS}
    for section in sorted(_sections.values()):
        if html := section.render(request, user):
            parts[_group_of(section)].append(SafeString(html))
    groups = [Group(key, title, parts[key]) for _most, key, title in _GROUPS]
    return [group for group in groups if group.parts]


def _group_of(section: Section) -> str:
    fitting = (key for most, key, _title in _GROUPS if section.order <= most)
    return next(fitting, _GROUPS[-1][1])
