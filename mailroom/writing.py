"""Who writes which letter: apps register a writer for each kind they send."""

from collections.abc import Callable
from typing import Any, NamedTuple

import css_inline
from django.template.loader import render_to_string

from config import context as site_context

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


class Written(NamedTuple):
    """A letter's words, ready to send."""

    subject: str
    text: str
    html: str


class NothingToWrite(Exception):
    """The reason for the letter is gone: withdrawn, erased, done already."""


Writer = Callable[[int], Written]
_writers: dict[str, Writer] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that writes letters of a kind from the subject's id."""

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return register


def write(kind: str, subject_id: int | None, content: dict[str, str]) -> Written:
    """The words of a letter. Raises NothingToWrite when it has lost its reason."""
    if content:
        return Written(content["subject"], content["text"], content.get("html", ""))
    if subject_id is None or kind not in _writers:
        raise NothingToWrite
    return _writers[kind](subject_id)


def from_templates(name: str, values: dict[str, Any]) -> Written:
    """Render `emails/<name>.subject.txt`, `.txt` and `.html`."""
    values = {**site_context.site(), **values}
    subject = render_to_string(f"emails/{name}.subject.txt", values)
    return Written(
        subject=" ".join(subject.split()),
        text=render_to_string(f"emails/{name}.txt", values).strip() + "\n",
        html=_inliner.inline(render_to_string(f"emails/{name}.html", values)),
    )
