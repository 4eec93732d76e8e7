"""Text that people read and that no translator would be shown."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.template.base import FilterExpression, Node, TextNode
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode

# Two letters in a row: signs, single letters and entities are no words.
WORD = re.compile(r"[^\W\d_]{2}")
# What other languages write otherwise: an Arabic comma is another sign.
SIGN = re.compile(r"[,;?“”‘’]")
READ_ALOUD = {
    "alt",
    "title",
    "placeholder",
    "aria-label",
    "aria-description",
    "content",
}
SILENT = {"script", "style", "code", "kbd", "samp"}
# Of <meta>, what stands in `content` is read only here.
READ_META = {"description", "og:title", "og:description", "twitter:title"}


# Templates


class _Page(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        known = dict(attrs)
        read = set(READ_ALOUD)
        if tag == "input" and known.get("type") in ("submit", "button", "reset"):
            read.add("value")
        if (
            tag == "meta"
            and (known.get("name") or known.get("property")) not in READ_META
        ):
            read.discard("content")
        self.found += [known[name] or "" for name in known.keys() & read]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def in_template(name: str) -> Iterator[str]:
    """The words of a template that stand there as they are."""
    nodes = get_template(name).template.nodelist
    written = "".join(_text(nodes))
    pieces = [written]
    if name.endswith(".html"):
        page = _Page()
        page.feed(written)
        page.close()
        pieces = page.found
    pieces += _handed_on(nodes)
    for each in pieces:
        if WORD.search(each) or SIGN.search(each):
            yield " ".join(each.split())


def _walk(nodes: Any) -> Iterator[Node]:
    for node in nodes:
        yield node
        for name in node.child_nodelists:
            yield from _walk(getattr(node, name, None) or [])


def _text(nodes: Any) -> Iterator[str]:
    """What is printed as it stands; anything that is worked out leaves a mark."""
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.s
            continue
        lists = [getattr(node, name, None) for name in node.child_nodelists]
        kept = [each for each in lists if each is not None]
        if not kept:
            yield "0"
        for each in kept:
            yield from _text(each)


def _handed_on(nodes: Any) -> Iterator[str]:
    """Sentences that a template hands to another: {% include … with text="…" %}."""
    for node in _walk(nodes):
        if isinstance(node, IncludeNode):
            for value in node.extra_context.values():
                if isinstance(value, FilterExpression) and isinstance(value.var, str):
                    yield value.var if " " in value.var.strip() else ""


# Python

READ_KEYWORDS = {
    *("label", "help_text", "verbose_name", "verbose_name_plural", "description"),
    *("error_message", "empty_label", "short_description", "empty_value_display"),
}
READ_ASSIGNED = {
    *("title", "verbose_name", "verbose_name_plural", "help_text", "label", "words"),
    *("empty_value_display", "short_description"),
}
READ_FIRST = {"ValidationError", "Line"}
MESSAGES = {"success", "info", "warning", "error", "add_message", "message_user"}


def in_python(path: Path) -> Iterator[str]:
    """The words of a module that stand where labels, errors and messages do."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.ClassDef):
            yield from _of_class(node)


def _of_call(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg in READ_KEYWORDS:
            yield from _plain(keyword.value)
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    owner = getattr(getattr(call.func, "value", None), "id", "")
    if name in READ_FIRST:
        yield from _plain(*call.args[:1])
    elif name in MESSAGES and (owner == "messages" or name == "message_user"):
        yield from _plain(*call.args)


def _of_class(found: ast.ClassDef) -> Iterator[str]:
    bases = {getattr(base, "attr", getattr(base, "id", "")) for base in found.bases}
    for line in found.body:
        if not isinstance(line, ast.Assign):
            continue
        names = {getattr(target, "id", "") for target in line.targets}
        if names & READ_ASSIGNED:
            yield from _plain(line.value)
        if bases & {"TextChoices", "IntegerChoices"}:
            is_pair = isinstance(line.value, ast.Tuple)
            yield from _plain(line.value.elts[-1]) if is_pair else [ast.unparse(line)]


def _plain(*values: ast.expr) -> Iterator[str]:
    """Strings that no function of gettext was asked for; a single word may be a key."""
    for value in values:
        if isinstance(value, ast.JoinedStr):
            yield ast.unparse(value)
        elif WORD.search(str(getattr(value, "value", ""))):
            yield from _string(value)


def _string(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


# Scripts

_COMMENT = re.compile(r"/\*.*?\*/|(?m:^\s*//.*$)", re.DOTALL)
_LITERAL = re.compile(
    r"""(?P<quote>["'`])(?P<text>(?:(?!(?P=quote))[^\\\n]|\\.)*)(?P=quote)"""
)
_WORKED_OUT = re.compile(r"\$\{[^}]*\}")
_WORDS = re.compile(r"[^\W\d_]{2} [^\W\d_]{2}|^[A-Z][a-z]+$")


def in_script(path: Path) -> Iterator[str]:
    """What looks like words to be read: two in a row, or one with a capital."""
    script = _COMMENT.sub("", path.read_text())
    for found in _LITERAL.finditer(script):
        words = _WORKED_OUT.sub("0", found["text"])
        if _WORDS.search(words):
            yield words
