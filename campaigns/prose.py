"""Editors' Markdown as safe HTML."""

import textwrap
from collections.abc import Iterator

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False})
LETTER_WIDTH = 64
TAGS = {
    "p",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "blockquote",
    "a",
    "br",
    "hr",
}


def to_html(markdown: str) -> SafeString:
    """Render Markdown and keep an allow-list of plain elements."""
    html = nh3.clean(
        _markdown.render(markdown),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener",
    )
    return mark_safe(html)  # noqa: S308 (cleaned above)


def to_text(markdown: str) -> str:
    """The same words for a letter of plain text: wrapped, links written out."""
    return "\n".join(_blocks(_markdown.parse(markdown))).strip()


def _blocks(tokens: list[Token]) -> Iterator[str]:
    """Each paragraph with what its lists and quotations put before it."""
    marks: list[str] = []
    lead = after = ""
    for token in tokens:
        if token.type == "paragraph_open":
            # In a list whose points follow each other without an empty line.
            after = "" if token.hidden else "\n"
        elif token.type.endswith("list_close") and not after and not marks:
            yield ""
        elif token.type == "list_item_open":
            lead = f"{token.info}. " if token.info else "- "
            marks.append(" " * len(lead))
        elif token.type == "heading_open":
            after = "\n"
        elif token.type == "blockquote_open":
            marks.append("> ")
        elif token.type in ("list_item_close", "blockquote_close"):
            marks.pop()
        elif token.type == "hr":
            yield "*\n"
        elif token.content:
            rest = "".join(marks)
            first = "".join(marks[:-1]) + lead if lead else rest
            yield _wrapped(_words(token), first, rest) + after
            lead = ""


def _wrapped(text: str, first: str, rest: str) -> str:
    return "\n".join(
        textwrap.fill(
            line,
            LETTER_WIDTH,
            initial_indent=rest if number else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(text.split("\n"))
    )


def _words(token: Token) -> str:
    """A paragraph without its marks; behind the words of a link stands its address."""
    words, address = "", ""
    for part in token.children or []:
        if part.type == "link_open":
            address = str(part.attrs.get("href", ""))
        elif part.type == "link_close":
            words += "" if words.endswith(address) else f" ({address})"
        elif part.type == "softbreak":
            words += " "
        elif part.type == "hardbreak":
            words += "\n"
        else:
            words += part.content
    return words if token.children else token.content.rstrip("\n")
