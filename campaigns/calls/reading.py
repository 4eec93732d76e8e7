"""What stands in the body of a story: its paragraphs, and the calls among them."""

from typing import NamedTuple

from campaigns.body import reading
from campaigns.body.blocks import CallMark, Words


class Mark(NamedTuple):
    """A call that an editor placed, after so many paragraphs."""

    after_paragraph: int
    kind: str
    target: str


class Outline(NamedTuple):
    """Only paragraphs of the text itself are counted, not those inside quotes."""

    paragraph_count: int
    marks: list[Mark]


def outline(body: str) -> Outline:
    """Read a body as it is drawn."""
    paragraphs, marks = 0, []
    for block in reading.read(body):
        if isinstance(block, CallMark):
            marks.append(Mark(paragraphs, block.kind, block.target))
        elif isinstance(block, Words) and block.tag == "p":
            paragraphs += 1
    return Outline(paragraphs, marks)
