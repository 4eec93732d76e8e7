"""A language of marks: every message in brackets, so that a text without them shows.

What stands outside of marks on a page is either somebody's own words, which are rows of
the database, or a text that no translator would be shown.
"""

import html
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import trans_real
from django_countries import countries

from petitions import places
from tests.languages.unmarked import READ_ALOUD, READ_META, SILENT, WORD

BEGIN, END = "⟦", "⟧"
CONTEXT = "\x04"
# Their words are the reader's, or those of machines.
NOT_READ = SILENT | {"textarea", "template"}
# Addresses of all kinds, keys in hexadecimal, numbers.
MACHINES = re.compile(
    r"https?://\S+|\S+@[\w.-]+|/[\w./-]*/|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b"
    r"|\b[0-9a-f]{8,}(?:-[0-9a-f]+)*|\d[\d:.,]*"
)
# So many words in a row of somebody's text are nobody else's by chance.
FEW = 4
BETWEEN = re.compile(r"\s*[·|:()/–—-]\s+|\s+[·|:()/–—]\s*|[()]")


class Marked:
    """A translation that gives the source's words between marks."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def gettext(self, message: str) -> str:
        return _mark(self._real.gettext(message.rpartition(CONTEXT)[2]))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        singular, plural = (text.rpartition(CONTEXT)[2] for text in (singular, plural))
        return _mark(self._real.ngettext(singular, plural, number))


def _mark(words: str) -> str:
    return f"{BEGIN}{words}{END}"


def speak(monkeypatch: Any) -> None:
    """From here to the test's end the source's language is that of marks."""
    code = settings.SOURCE_LANGUAGE
    marked = Marked(trans_real.DjangoTranslation(code))
    monkeypatch.setitem(trans_real._translations, code, marked)
    monkeypatch.setattr(trans_real, "_default", marked)
    monkeypatch.setattr(trans_real._active, "value", marked, raising=False)
    # Names that are kept for each language, and may have been asked for before.
    monkeypatch.setattr(places, "_names", cache(places._names.__wrapped__))
    monkeypatch.setattr(countries, "_iter_cache", {}, raising=False)


def unmarked(page: str, own: set[str]) -> list[str]:
    """The texts of a page that are neither marked nor among somebody's own words."""
    read = _Page()
    read.feed(page)
    read.close()
    sentences = "\n".join(own)
    pieces = map(_bare, outside("\n\n".join(read.found)))
    parts = (part for piece in pieces if piece not in own for part in _parts_of(piece))
    found = (_bare(MACHINES.sub(" ", part)) for part in parts if part not in own)
    return [
        each
        for each in found
        if WORD.search(each) and each not in own and not _is_piece(each, sentences)
    ]


def _parts_of(piece: str) -> Iterator[str]:
    """Of "Ada Field: Night trains (12 March)", the three."""
    return map(_bare, BETWEEN.split(piece))


def _is_piece(words: str, sentences: str) -> bool:
    """A few words or more of what somebody wrote, as a search shows them."""
    return len(words.split()) >= FEW and words in sentences


def outside(text: str) -> Iterator[str]:
    """What stands outside of all marks; they may stand in each other."""
    depth, begin = 0, 0
    for place, sign in enumerate(text):
        if sign == BEGIN:
            if not depth:
                yield from _pieces(text[begin:place])
            depth += 1
        elif sign == END:
            depth -= 1
            begin = place + 1
    yield from _pieces(text[begin:])


def _pieces(text: str) -> list[str]:
    return [piece for piece in text.split("\n\n") if piece.strip()]


class _Page(HTMLParser):
    """What a person reads or hears, one after the other, with an empty line between."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        # A text that the law prescribes says which language it is in.
        is_silent = tag in NOT_READ or (
            "lang" in known and tag not in ("html", "input")
        )
        if is_silent or self._silent[-1:] == [tag]:
            self._silent.append(tag)
        if not self._silent:
            self.found += [known[name] for name in known.keys() & _read(tag, known)]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def _read(tag: str, known: dict[str, str]) -> set[str]:
    read = set(READ_ALOUD)
    if tag == "meta" and (known.get("name") or known.get("property")) not in READ_META:
        read.discard("content")
    if tag == "input" and known.get("type") in ("submit", "button", "reset"):
        read.add("value")
    return read | {name for name in known if name.startswith("data-words")}


# Somebody's own words


def own_words() -> set[str]:
    """Every text in the database: whole, by its lines, and by the parts of its HTML."""
    found: set[str] = {settings.NEWSROOM_NAME}
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.FileField)
            and not field.choices
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            for value in row:
                found |= set(_parts(str(value or "")))
    return found


def _parts(value: str) -> Iterator[str]:
    words_of_calls = "\n".join(re.findall(r'data-words="([^"]*)"', value))
    for text in (value, re.sub(r"<[^>]*>", "\n", value), words_of_calls):
        plain = html.unescape(text).replace("**", "\n")
        for part in map(_bare, [html.unescape(text), *plain.splitlines()]):
            yield from (part, capfirst(part))


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" .,:…“”‹›<>-")
