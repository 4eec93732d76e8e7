"""What stands on `/design/`: parts and letters, each with something to draw.

The names of states are for those who build the site and stay in English; the parts
themselves speak the language of the site.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple, Protocol

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

_ID = re.compile(r'(?<=\sid=")[^"]+')
# Where HTML names another element of its page: by a word, by several, by an address.
_NAMED = re.compile(
    r'(?<=\s)(for|list|form|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"'
)
_LINKED = re.compile(r'(href)="#([^"]*)"')
_MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)


class Specimen(NamedTuple):
    """A template, the state that it is shown in, and what it is told.

    A template that makes a whole page is shown without the page's frame.
    """

    template: str
    state: str
    told: Mapping[str, Any] = {}


class Chapter(NamedTuple):
    """Parts that are looked at together. `key` is its place on the page."""

    key: str
    title: str
    specimens: list[Specimen]


class Shown(NamedTuple):
    """A specimen as it is drawn."""

    template: str
    state: str
    html: SafeString


class Specimens(Protocol):
    """What an app shows: its module `specimens`. Asked anew for each page.

    Letters are told apart by their templates' names below emails/, without the ending.
    """

    def chapters(self) -> list[Chapter]: ...

    def letters(self) -> Mapping[str, Mapping[str, Any]]: ...


_apps: list[Specimens] = []


def register(app: Specimens) -> None:
    """Show the parts and the letters of an app."""
    _apps.append(app)


def letters() -> dict[str, Mapping[str, Any]]:
    """Every letter, and what its template is told."""
    return {name: told for app in _apps for name, told in app.letters().items()}


def chapters(request: HttpRequest) -> Iterator[tuple[Chapter, list[Shown]]]:
    """All chapters with their parts drawn, those of lower apps first."""
    numbers = count(1)
    for app in reversed(_apps):
        for chapter in app.chapters():
            drawn = [
                Shown(each.template, each.state, _draw(each, next(numbers), request))
                for each in chapter.specimens
            ]
            yield chapter, drawn


def _draw(specimen: Specimen, number: int, request: HttpRequest) -> SafeString:
    html = render_to_string(specimen.template, dict(specimen.told), request)
    whole_page = _MAIN.search(html)
    return with_own_ids(whole_page[1] if whole_page else html, number)


def with_own_ids(html: str, number: int) -> SafeString:
    """The same with a number behind each id: a part stands on the page many times."""
    ids = set(_ID.findall(html))

    def renamed(name: str) -> str:
        return f"{name}-x{number}" if name in ids else name

    html = _ID.sub(lambda found: renamed(found[0]), html)
    html = _LINKED.sub(lambda found: f'{found[1]}="#{renamed(found[2])}"', html)
    html = _NAMED.sub(
        lambda found: f'{found[1]}="{" ".join(map(renamed, found[2].split()))}"', html
    )
    return mark_safe(html)  # noqa: S308 (drawn by our own templates)
