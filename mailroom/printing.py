"""Letters as printed forms: each is made once, and its blanks filled in per reader.

Rendering three templates and inlining the styles costs a millisecond and more, which
is most of what a letter may cost at all. What is the same for every reader of a
petition is therefore rendered once, with a mark in the place of each word that is the
reader's own, and cut at the marks.
"""

import re
import secrets
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import NamedTuple

import css_inline
from django.template.loader import render_to_string
from django.utils.html import escape

from config import context as site_context
from mailroom.writing import Written

FORMS_KEPT = 256
Values = Mapping[str, Hashable]
Frozen = tuple[tuple[str, Hashable], ...]
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
# Random, so that no title can hold a mark; letters and digits only, so that neither
# escaping nor the inliner changes it.
_mark = f"blank{secrets.token_hex(8)}x"
_marks = re.compile(f"{_mark}([a-z_]+)x")


class Form(NamedTuple):
    """Texts cut at their blanks: words at even places, names of blanks at odd ones."""

    subject: list[str]
    text: list[str]
    html: list[str]


def from_templates(name: str, values: Values, *, blanks: Mapping[str, str]) -> Written:
    """Render `emails/<name>.subject.txt`, `.txt` and `.html`.

    `values` are the same for many readers, `blanks` are one reader's own. A template
    prints a blank as it is, with no filter, and may ask of it only whether it is
    empty, since the form is also the next reader's.
    """
    filled = tuple(blank for blank in blanks if blanks[blank])
    form = _form(name, _frozen(_site()), _frozen(values), filled)
    escaped = {blank: escape(blanks[blank]) for blank in filled}
    return Written(
        subject=" ".join(_fill(form.subject, blanks).split()),
        text=_fill(form.text, blanks),
        html=_fill(form.html, escaped),
    )


def once(name: str, values: Mapping[str, object]) -> Written:
    """The same templates for a letter like no other, such as a list of one reader's
    news: made anew each time, and nothing of it is kept."""
    told = {"site": _site(), **values}
    subject = render_to_string(f"emails/{name}.subject.txt", told)
    return Written(
        subject=" ".join(subject.split()),
        text=render_to_string(f"emails/{name}.txt", told).strip() + "\n",
        html=_inliner.inline(render_to_string(f"emails/{name}.html", told)),
    )


def _fill(pieces: list[str], words: Mapping[str, str]) -> str:
    """In one pass, so that what a reader typed is never taken for a mark."""
    filled = pieces.copy()
    filled[1::2] = [words[blank] for blank in pieces[1::2]]
    return "".join(filled)


@lru_cache(maxsize=FORMS_KEPT)
def _form(name: str, site: Frozen, values: Frozen, filled: tuple[str, ...]) -> Form:
    """All that the words depend on is an argument: a title that was edited is new."""
    told = {"site": dict(site), **dict(values)}
    told |= {blank: f"{_mark}{blank}x" for blank in filled}
    return Form(
        subject=_marks.split(render_to_string(f"emails/{name}.subject.txt", told)),
        text=_marks.split(render_to_string(f"emails/{name}.txt", told).strip() + "\n"),
        html=_marks.split(
            _inliner.inline(render_to_string(f"emails/{name}.html", told))
        ),
    )


def _site() -> dict[str, Hashable]:
    site: dict[str, Hashable] = site_context.site()["site"]  # type: ignore[assignment]
    return site


def _frozen(values: Values) -> Frozen:
    return tuple(values.items())
