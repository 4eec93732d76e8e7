"""The texts of the source, read without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation.template import templatize

APPS = (
    *("accounts", "branding", "campaigns", "comments", "config", "donations"),
    *("mailroom", "petitions", "webhooks"),
)
# How many texts each takes, and whether a context comes before them.
CALLS = {
    "gettext": (1, False),
    "ngettext": (2, False),
    "pgettext": (1, True),
    "npgettext": (2, True),
}
# `_("…")` in a template's variable; the others are what `templatize` makes of its tags.
_CALL = re.compile(
    r"(?<![\w.])(_|n?p?gettext)\(((?:\s*u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"\s*,?)+)"
)


class Message(NamedTuple):
    """What gettext knows a message by."""

    text: str
    plural: str = ""
    context: str = ""


def python_files() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def template_files(*suffixes: str) -> Iterator[Path]:
    for path in sorted((settings.BASE_DIR / "templates").rglob("*")):
        if path.suffix in suffixes:
            yield path


def name(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


def messages() -> dict[Message, str]:
    """Each message of Python and templates, and one file that it is in."""
    found: dict[Message, str] = {}
    for path in python_files():
        for message in of_python(path.read_text()):
            found.setdefault(message, name(path))
    for path in template_files(".html", ".txt"):
        for message in of_template(path.read_text()):
            found.setdefault(message, name(path))
    return found


def of_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _message(called(node), [_words(each) for each in node.args])


def of_template(source: str) -> Iterator[Message]:
    for function, written in _CALL.findall(templatize(source)):
        yield from _message(function, list(ast.literal_eval(f"[{written}]")))


def called(call: ast.Call) -> str:
    """The last name of what is called: `gettext` of `translation.gettext(…)`."""
    function = call.func
    return getattr(function, "attr", getattr(function, "id", ""))


def _words(node: ast.expr) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None


def _message(function: str, given: list[str | None]) -> Iterator[Message]:
    function = "gettext" if function == "_" else function
    function = function.removesuffix("_lazy").removesuffix("_noop")
    if function not in CALLS:
        return
    many, has_context = CALLS[function]
    texts = [each for each in given[: many + has_context] if each is not None]
    if len(texts) == many + has_context:
        context = texts.pop(0) if has_context else ""
        yield Message(texts[0], texts[1] if many == 2 else "", context)
