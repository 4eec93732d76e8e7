"""Writes the blocks of a story as HTML, in one way only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from campaigns.body.blocks import (
    BREAK,
    Block,
    CallMark,
    EmbedMark,
    Items,
    PictureMark,
    Quote,
    Rule,
    Run,
    Words,
)
from campaigns.body.reading import PULLED

Href = Callable[[str], str]


def as_is(href: str) -> str:
    return href


def stored(block: Block) -> str:
    """The block as it is kept; marks stay marks."""
    if isinstance(block, PictureMark):
        return f'<figure data-picture="{block.pk}"></figure>'
    if isinstance(block, EmbedMark):
        return f'<figure data-embed="{escape(block.address)}"></figure>'
    if isinstance(block, CallMark):
        kind, target, words = map(escape, block)
        attributes = f'data-call="{kind}" data-target="{target}" data-words="{words}"'
        return f"<aside {attributes}></aside>"
    return text(block)


def text(block: Words | Items | Quote | Rule, href: Href = as_is) -> str:
    """A block that is no mark; `href` says where a link leads from there."""
    if isinstance(block, Words):
        return f"<{block.tag}>{_letters(block.runs, href)}</{block.tag}>"
    if isinstance(block, Items):
        items = "".join(_item(item, href) for item in block.items)
        return f"<{block.tag}>{items}</{block.tag}>"
    if isinstance(block, Quote):
        blocks = [*block.blocks, *([block.cite] if block.cite else [])]
        inside = "".join(text(each, href) for each in blocks)
        look = f' class="{PULLED}"' if block.is_pulled else ""
        return f"<blockquote{look}>{inside}</blockquote>"
    return "<hr>"


def _item(item: list[Words | Items], href: Href) -> str:
    """A single paragraph needs no tags of its own."""
    is_plain = sum(isinstance(block, Words) for block in item) == 1
    parts = (
        _letters(block.runs, href)
        if is_plain and isinstance(block, Words)
        else text(block, href)
        for block in item
    )
    return f"<li>{''.join(parts)}</li>"


def _letters(runs: Iterable[Run], href: Href) -> str:
    """Each look is opened as late and closed as early as it can be."""
    parts: list[str] = []
    opened: list[str] = []
    for run in [*runs, Run("")]:
        wanted = _tags(run, href)
        shared = 0
        while wanted[shared : shared + 1] == opened[shared : shared + 1] != []:
            shared += 1
        parts += [f"</{tag.partition(' ')[0]}>" for tag in reversed(opened[shared:])]
        parts += [f"<{tag}>" for tag in wanted[shared:]]
        opened = wanted
        parts.append("<br>" if run.text == BREAK else _escaped(run.text))
    return "".join(parts)


def _tags(run: Run, href: Href) -> list[str]:
    link = [f'a href="{escape(href(run.href))}"'] if run.href else []
    return [*link, *run.styles]


def _escaped(letters: str) -> str:
    return escape(letters, quote=False).replace("\xa0", "&nbsp;")
