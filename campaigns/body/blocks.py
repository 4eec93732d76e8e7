"""What a story's text is made of, once it is read: nothing else can be in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

BREAK = "\n"
# In this order they are written, the outermost first.
STYLES = ("strong", "em", "sub", "sup")


class Run(NamedTuple):
    """Letters of one look; BREAK alone is the end of a line."""

    text: str
    styles: tuple[str, ...] = ()
    href: str = ""


@dataclass
class Words:
    """A paragraph, a heading (h2, h3) or the name under a quotation (cite)."""

    tag: str
    runs: list[Run] = field(default_factory=list)


@dataclass
class Items:
    """A list: `ul` or `ol`."""

    tag: str
    items: list[list[Words | Items]] = field(default_factory=list)


@dataclass
class Quote:
    """Somebody's words; pulled, they are the story's own, shown large."""

    is_pulled: bool
    blocks: list[Words] = field(default_factory=list)
    cite: Words | None = None


class Rule(NamedTuple):
    """A line between two parts."""


class PictureMark(NamedTuple):
    """Stands for a `BodyPicture` of the story."""

    pk: int


class EmbedMark(NamedTuple):
    """Stands for a page of somebody else's, by its https address."""

    address: str


class CallMark(NamedTuple):
    """Stands for something to do; see `campaigns.calls`."""

    kind: str
    target: str
    words: str


Mark = PictureMark | EmbedMark | CallMark
Block = Words | Items | Quote | Rule | PictureMark | EmbedMark | CallMark
