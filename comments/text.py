"""What a reader wrote, as HTML that is safe on our pages.

A little Markdown: bold, italic, quotations, links, and addresses that are links by
themselves. All else stays the characters that were typed. It is rendered once, when it
is written; the allow-list behind it does not trust the renderer.
"""

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, link

# A quotation in a quotation in a quotation; what is deeper stands on the last of them.
MOST_QUOTES = 3
TAGS = {"p", "br", "em", "strong", "blockquote", "a"}
LINK_REL = "nofollow ugc noopener"
_QUOTED = re.compile(r"^([ \t]*>[^\n]*)\n(?=[ \t]*[^\s>])", re.MULTILINE)
_TOO_DEEP = re.compile(rf"^((?:[ \t]*>){{{MOST_QUOTES}}})(?:[ \t]*>)+", re.MULTILINE)
# Asked before the renderer's own rule, which looks again and again for the end of every
# bracket that was opened.
# Words that look like an address themselves would lie about where they lead.
_LINK = re.compile(r"\[(?![^\[\]]*://)[^\[\]]+\]\(https?://[^\s()]", re.IGNORECASE)
_WEB_ADDRESS = re.compile(
    r"https?://[^\W_][\w.-]*(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE
)
_SCHEME = re.compile(r"(?<![^\W_])https?$", re.IGNORECASE)
_ADDRESS = re.compile(r"://[^\s<>\[\]\"“”«»`]+")
# What ends a sentence rather than an address.
_AFTER_ADDRESS = ".,:;!?'’*_~)]}…"  # noqa: RUF001 (an apostrophe as it is typed)
_OPENED_BY = {")": "(", "]": "[", "}": "{"}


def to_html(body: str) -> str:
    """The text with its paragraphs and what little Markdown is taken for such."""
    # What follows a quotation on the next line is the reader's own again.
    shallow = _QUOTED.sub(r"\1\n\n", _TOO_DEEP.sub(r"\1 ", body))
    return clean(_markdown.render(shallow).strip())


def clean(html: str) -> str:
    """Keep what comments are made of, and nothing else."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        tag_attribute_values={"p": {"dir": {"auto"}}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel=LINK_REL,
    )


def _is_web_address(url: str) -> bool:
    return _WEB_ADDRESS.match(url) is not None


def _link(state: StateInline, silent: bool) -> bool:
    """`[words](https://…)`, where it may be one."""
    return bool(_LINK.match(state.src, state.pos)) and link(state, silent)


def _bare_link(state: StateInline, silent: bool) -> bool:
    """An address in the text, from its colon on: what is before it is pending."""
    if state.src[state.pos] != ":" or state.linkLevel:
        return False
    scheme = _SCHEME.search(state.src[max(0, state.pos - 6) : state.pos])
    rest = _ADDRESS.match(state.src, state.pos)
    if scheme is None or rest is None:
        return False
    tail = _without_end_of_sentence(rest[0])
    if not _is_web_address(scheme[0] + tail):
        return False
    if not silent and not _push_link(state, scheme[0], tail):
        return False
    state.pos += len(tail)
    return True


def _push_link(state: StateInline, scheme: str, tail: str) -> bool:
    if not state.pending.endswith(scheme):
        return False
    state.pending = state.pending.removesuffix(scheme)
    state.push("link_open", "a", 1).attrs = {
        "href": state.md.normalizeLink(scheme + tail)
    }
    state.push("text", "", 0).content = scheme + tail
    state.push("link_close", "a", -1)
    return True


def _without_end_of_sentence(address: str) -> str:
    """Without its full stop; brackets stay where the address opened them."""
    while address and address[-1] in _AFTER_ADDRESS:
        last = address[-1]
        opening = _OPENED_BY.get(last)
        if opening and address.count(opening) >= address.count(last):
            break
        address = address[:-1]
    return address


def _by_its_own_direction(state: StateCore) -> None:
    """Each paragraph runs as its first letter does: Arabic beside English."""
    for token in state.tokens:
        if token.type == "paragraph_open":
            token.attrSet("dir", "auto")


def _make() -> MarkdownIt:
    made = MarkdownIt("zero", {"breaks": True})
    made.enable(["blockquote", "emphasis", "newline", "escape", "link"])
    made.inline.ruler.at("link", _link)
    made.inline.ruler.before("escape", "bare_link", _bare_link)
    made.core.ruler.push("direction", _by_its_own_direction)
    made.validateLink = _is_web_address  # type: ignore[method-assign]
    return made


_markdown = _make()
