"""Words as the search compares them: without capitals and accents."""

import re
import unicodedata
from typing import NamedTuple

# Letters that are no letter with an accent, and that readers type without one.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_WORD = re.compile(r"\w+")
_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
MOST_TERMS = 10
SNIPPET_LETTERS, BEFORE_LETTERS = 240, 80


def plain_quotes(query: str) -> str:
    """With the marks that a phone types made into those that the search knows."""
    return query.translate(_QUOTES)


def fold(text: str) -> str:
    """Lower case, without accents: "Przemyśl" and "przemysl" are one word."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return bare.translate(_PLAIN)


class Terms(NamedTuple):
    """What must be there and what must not, folded."""

    wanted: list[str]
    unwanted: list[str]


def terms(query: str) -> Terms:
    """The words and "quoted phrases" of a query; those after a minus are unwanted."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(query)[: 2 * MOST_TERMS]:
        plain = " ".join(_WORD.findall(fold(phrase or word)))
        if plain and plain != "or":
            (unwanted if minus else wanted).append(plain)
    return Terms(wanted[:MOST_TERMS], unwanted[:MOST_TERMS])


class Part(NamedTuple):
    """A piece of a snippet; one that was looked for is marked."""

    text: str
    is_marked: bool


def snippet(text: str, wanted: list[str]) -> list[Part]:
    """The place in a text where the words stand, in plain parts to be escaped."""
    text = " ".join(text.split())
    beginnings = [_beginning(word) for term in wanted for word in term.split()]
    places = [
        found.span()
        for found in _WORD.finditer(text)
        if fold(found[0]).startswith(tuple(beginnings))
    ]
    start, end = _window(text, places[0][0] if places else 0)
    parts, at = [Part("… " if start else "", is_marked=False)], start
    for first, last in places:
        if start <= first and last <= end:
            parts.append(Part(text[at:first], is_marked=False))
            parts.append(Part(text[first:last], is_marked=True))
            at = last
    rest = text[at:end] + (" …" if end < len(text) else "")
    return [part for part in [*parts, Part(rest, is_marked=False)] if part.text]


def _beginning(word: str) -> str:
    """Enough of a word to know its other forms by: "refugees", "refugee's"."""
    if len(word) < 5:
        return word
    return word[: max(4, len(word) - 2)]


def _window(text: str, at: int) -> tuple[int, int]:
    """Some words around a place."""
    start = max(0, at - BEFORE_LETTERS)
    if start:
        start = text.find(" ", start) + 1
    end = start + SNIPPET_LETTERS
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + SNIPPET_LETTERS // 2)
    return start, min(end, len(text))
