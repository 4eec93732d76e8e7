"""Reads HTML of any origin as the blocks of a story.

nh3 throws out what may never be in a page. What is left is taken apart here: boxes and
fonts of Word, Google Docs and other sites become the few things that a story has.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

from campaigns.body import checking, styling
from campaigns.body.blocks import BREAK, STYLES, Block, Items, Quote, Rule, Run, Words
from campaigns.body.checking import Attributes

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
LISTS = {"ul", "ol"}
INLINE = {"a", "b", "strong", "i", "em", "sub", "sup", "span"}
MARKS = {"figure", "aside"}
# Ends a paragraph and means nothing more.
BOXES = {
    *("p", "div", "section", "article", "header", "footer", "main", "address"),
    *("table", "tr", "td", "th", "dl", "dt", "dd", "pre", "figcaption", "details"),
}
TAGS = {*HEADINGS, *LISTS, *INLINE, *MARKS, *BOXES, "li", "blockquote", "cite"}
VOID = {"br", "hr"}
LOOKS = {"class", "style"}
ATTRIBUTES = {
    "a": {"href"},
    "figure": {"data-picture", "data-embed"},
    "aside": {"data-call", "data-target", "data-words"},
    **dict.fromkeys(("p", "span", "b", "strong", "i", "em", "blockquote"), LOOKS),
}
# Their content is no text that a reader ever saw.
UNSEEN = {
    *("script", "style", "title", "template", "noscript", "iframe", "object"),
    *("svg", "math", "select", "textarea", "xmp", "noembed", "noframes"),
}
PULLED = "pull-quote"
DEEPEST_LIST = 4
# Neither XML nor a reader has a use for them.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\ufffe\uffff]"
)
_SPACES = re.compile(r"[ \t\n\r\f]+")


def read(html: str) -> list[Block]:
    """The blocks of this text; what is none of them is dropped, its words are kept."""
    safe = nh3.clean(
        _UNREADABLE.sub("", html),
        tags=TAGS | VOID,
        clean_content_tags=UNSEEN,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    return reader.blocks()


class _Reader(HTMLParser):
    """Follows the tags of nh3's well-formed HTML.

    `_within` are the containers that are open, the story itself first; `_words` is the
    paragraph that is being filled.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._root: list[Block] = []
        self._within: list[Items | Quote | list[Words | Items]] = []
        # Marks and lines found inside a container stand behind it.
        self._waiting: list[Block] = []
        self._words: Words | None = None
        self._open: list[tuple[str, list[str]]] = []
        self._styles = dict.fromkeys(STYLES, 0)
        self._hrefs: list[str] = []
        self._skipped = 0
        self._marker: str | None = None

    def blocks(self) -> list[Block]:
        self._end_words()
        return self._root

    # What the parser calls

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            self._skipped += tag not in VOID
            return
        attributes = {name: value or "" for name, value in found}
        if tag in VOID:
            self._put_break() if tag == "br" else self._put(Rule())
        elif tag in INLINE:
            self._start_inline(tag, attributes)
        else:
            self._start_block(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag not in VOID
        elif self._open and self._open[-1][0] == tag:
            self._close(*self._open.pop())

    def handle_data(self, text: str) -> None:
        text = _SPACES.sub(" ", _UNREADABLE.sub("", text))
        if self._skipped:
            self._note_marker(text)
            return
        if self._words is None and (not text or text == " "):
            return
        styles = tuple(name for name in STYLES if self._styles[name])
        self._filled().runs.append(Run(text, styles, self._href()))

    # Letters

    def _start_inline(self, tag: str, attributes: Attributes) -> None:
        if styling.is_list_marker(attributes):
            self._skipped = 1
            return
        effects = styling.effects(tag, attributes)
        for name in effects:
            self._styles[name] += 1
        if tag == "a":
            self._hrefs.append(attributes.get("href", ""))
        self._open.append((tag, effects))

    def _href(self) -> str:
        href = self._hrefs[-1] if self._hrefs else ""
        return href if checking.is_link(href) else ""

    def _put_break(self) -> None:
        if self._words is not None:
            self._words.runs.append(Run(BREAK))

    def _note_marker(self, text: str) -> None:
        """Word writes the bullet or number of a list's line as letters."""
        if self._words is not None and self._marker == "":
            self._marker = text.strip()

    # Blocks

    def _start_block(self, tag: str, attributes: Attributes) -> None:
        if mark := checking.mark(tag, attributes):
            self._put(mark)
            self._skipped = 1
            return
        self._end_words()
        container = self._container(tag, attributes)
        self._open.append((tag, ["container"] if container else []))
        if container:
            return
        if tag in HEADINGS and not self._within:
            self._words = Words(HEADINGS[tag])
        elif tag == "cite":
            self._start_cite()
        elif tag == "p" and styling.is_of_a_list(attributes) and not self._within:
            self._words, self._marker = Words("p"), ""

    def _container(self, tag: str, attributes: Attributes) -> bool:
        """Open one if it may stand here."""
        within = self._within[-1] if self._within else None
        if tag in LISTS and not isinstance(within, Quote):
            return self._start_list(tag)
        if tag == "li" and isinstance(within, Items):
            self._start_item(within)
            return True
        if tag == "blockquote" and within is None:
            self._within.append(Quote(PULLED in attributes.get("class", "").split()))
            return True
        return False

    def _start_list(self, tag: str) -> bool:
        depth = sum(isinstance(it, Items) for it in self._within)
        if depth >= DEEPEST_LIST:
            return False
        within = self._within[-1] if self._within else None
        if isinstance(within, Items):
            # A list right inside a list belongs to the item before it.
            if not within.items:
                within.items.append([])
            within.items[-1].append(items := Items(tag))
        else:
            items = Items(tag)
            if isinstance(within, list):
                within.append(items)
        self._within.append(items)
        return True

    def _start_item(self, items: Items) -> None:
        item: list[Words | Items] = []
        items.items.append(item)
        self._within.append(item)

    def _start_cite(self) -> None:
        if self._within and isinstance(self._within[-1], Quote):
            self._words = Words("cite")
        else:
            self._styles["em"] += 1
            self._open[-1] = ("cite", ["em"])

    def _close(self, tag: str, effects: list[str]) -> None:
        if tag == "a":
            self._hrefs.pop()
        if effects == ["container"]:
            self._end_words()
            self._leave()
            return
        for name in effects:
            self._styles[name] -= 1
        if tag not in INLINE and not effects:
            self._end_words()

    def _leave(self) -> None:
        left = self._within.pop()
        if self._within:
            return
        if isinstance(left, Items):
            self._root += [left] if _tidy(left) else []
        elif isinstance(left, Quote):
            self._root += _whole(left)
        self._root += self._waiting
        self._waiting = []

    def _put(self, block: Block) -> None:
        self._end_words()
        (self._waiting if self._within else self._root).append(block)

    def _filled(self) -> Words:
        if self._words is None:
            self._words = Words("p")
        return self._words

    def _end_words(self) -> None:
        words, marker = self._words, self._marker
        self._words = self._marker = None
        if words is None:
            return
        for each in styling.paragraphs(words):
            if marker is None:
                self._keep(each)
            else:
                self._keep_item(each, styling.list_tag(marker))

    def _keep(self, words: Words) -> None:
        if not self._within:
            self._root.append(words)
            return
        within = self._within[-1]
        if isinstance(within, Quote):
            if words.tag == "cite" and within.cite is None:
                within.cite = words
            else:
                within.blocks.append(Words("p", words.runs))
        elif isinstance(within, Items):
            within.items.append([Words("p", words.runs)])
        else:
            within.append(Words("p", words.runs))

    def _keep_item(self, words: Words, tag: str) -> None:
        """A line of one of Word's lists goes to the lines before it."""
        last = self._root[-1] if self._root else None
        if not isinstance(last, Items) or last.tag != tag:
            self._root.append(last := Items(tag))
        last.items.append([words])


def _tidy(items: Items) -> bool:
    """Drop what is empty in a list; whether anything is left."""
    items.items = [
        kept
        for item in items.items
        if (kept := [it for it in item if isinstance(it, Words) or _tidy(it)])
    ]
    return bool(items.items)


def _whole(quote: Quote) -> list[Block]:
    if quote.blocks:
        return [quote]
    return [Words("p", quote.cite.runs)] if quote.cite else []
