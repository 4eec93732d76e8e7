"""What a reader wrote, as HTML that is safe on our pages.

A small Markdown: *italic*, **bold**, > quotes, [links](https://…) and bare addresses of
web pages. Everything else is shown as it was typed. It is rendered once, when the
comment is written, and cleaned by an allow-list whatever the renderer made of it.
"""

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {"p", "br", "em", "strong", "blockquote", "a"}
# "*": of every element; none, not even a title.
ATTRIBUTES = {"*": set[str](), "p": {"dir"}, "blockquote": {"dir"}, "a": {"href"}}
# What readers link to is theirs, not ours (rel values of the HTML standard).
REL = "nofollow ugc noopener"
SCHEMES = {"http", "https"}
# A quote in a quote in a quote; what is deeper is shown as it was typed.
MOST_NESTED = 12
# A text with more brackets than this has no links but bare addresses: each bracket is
# looked at against all that follow.
MOST_BRACKETS = 200
_NEXT_ADDRESS = re.compile(r"https?://")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\[\]{}|\\^*]{4,500}")
# What ends a sentence rather than an address.
_TRAILING = ".,:;!?)_»”’"  # noqa: RUF001 (as people write them)
# Where the renderer has to look at a letter; from its own list.
_SPECIAL = re.compile(r"[\n\\*_\[\]!&<>{}$%@~+=:`^-]")


def to_html(body: str) -> str:
    """The text as paragraphs, each in the direction of its own letters."""
    markdown = _markdown if body.count("[") <= MOST_BRACKETS else _without_links
    return nh3.clean(
        markdown.render(body),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=REL,
    ).strip()


def _made(*rules: str) -> MarkdownIt:
    markdown = MarkdownIt("zero", {"breaks": True, "maxNesting": MOST_NESTED})
    markdown.enable(["emphasis", "blockquote", "newline", "escape", *rules])
    markdown.inline.ruler.before("text", "bare_address", _bare_address)
    markdown.inline.ruler.before("text", "up_to_address", _text_up_to_address)
    markdown.validateLink = _is_whole  # type: ignore[assignment,method-assign]
    markdown.add_render_rule("paragraph_open", _in_its_direction)
    markdown.add_render_rule("blockquote_open", _in_its_direction)
    return markdown


def _is_whole(address: str) -> bool:
    """Whether a link leads to a page of the web, by its whole address."""
    return _NEXT_ADDRESS.match(address) is not None


def _bare_address(state: StateInline, silent: bool) -> bool:
    """An address that stands in the text as it is becomes a link."""
    found = _ADDRESS.match(state.src, state.pos)
    is_in_a_word = state.pos > 0 and state.src[state.pos - 1].isalnum()
    if found is None or is_in_a_word or state.linkLevel:
        return False
    address = found.group().rstrip(_TRAILING)
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(address)
    return True


def _text_up_to_address(state: StateInline, silent: bool) -> bool:
    """Plain letters, which the renderer's own rule would read past an address."""
    found = _NEXT_ADDRESS.search(state.src, state.pos + 1)
    special = _SPECIAL.search(state.src, state.pos)
    if found is None or (special and special.start() <= found.start()):
        return False
    if not silent:
        state.pending += state.src[state.pos : found.start()]
    state.pos = found.start()
    return True


def _in_its_direction(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    tokens[index].attrs["dir"] = "auto"
    return renderer.renderToken(tokens, index, options, env)


_markdown = _made("link")
_without_links = _made()
