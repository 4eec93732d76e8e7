"""Lines at the head of each page of the desk; an app adds those that it has."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.http import HttpRequest


class Line(NamedTuple):
    """What staff should know now, in a sentence or two, and where to do it."""

    words: str
    url: str = ""


Lines = Callable[[HttpRequest], Iterable[Line]]
_added: list[Lines] = []


def add(lines: Lines) -> None:
    """Ask this function at every page of the desk; it must cost little."""
    _added.append(lines)


def of(request: HttpRequest) -> list[Line]:
    return [line for lines in _added for line in lines(request)]
