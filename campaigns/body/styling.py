"""How letters look, and where paragraphs end, whoever wrote the HTML."""

from __future__ import annotations

import re
from itertools import pairwise

from campaigns.body.blocks import BREAK, Run, Words
from campaigns.body.checking import Attributes

EFFECTS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
EFFECTS |= {"sub": "sub", "sup": "sup"}
_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(?:normal|[1-4]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![-\w])font-style:\s*(?:italic|oblique)", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"(?<![-\w])font-style:\s*normal", re.IGNORECASE)
_RAISED = re.compile(r"(?<![-\w])vertical-align:\s*(super|sub)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[0-9]+|[a-zA-Z])[.)]")


def effects(tag: str, attributes: Attributes) -> list[str]:
    """What an element does to its letters: Google Docs says it in styles alone."""
    style = attributes.get("style", "")
    found = {EFFECTS[tag]} if tag in EFFECTS else set()
    if _NOT_BOLD.search(style):
        found.discard("strong")
    if _NOT_ITALIC.search(style):
        found.discard("em")
    if tag == "span":
        found |= {"strong"} if _BOLD.search(style) else set()
        found |= {"em"} if _ITALIC.search(style) else set()
        if raised := _RAISED.search(style):
            found.add("sup" if raised[1].lower() == "super" else "sub")
    return sorted(found)


def is_list_marker(attributes: Attributes) -> bool:
    return "mso-list:ignore" in attributes.get("style", "").lower().replace(" ", "")


def is_of_a_list(attributes: Attributes) -> bool:
    """Whether Word meant this paragraph as a line of a list."""
    return attributes.get("class", "").startswith("MsoListParagraph")


def list_tag(marker: str) -> str:
    return "ol" if _NUMBER.match(marker) else "ul"


def paragraphs(words: Words) -> list[Words]:
    """What was typed as one, without needless spaces, and cut at each empty line."""
    runs = _spaced(words.runs)
    if words.tag != "p":
        return _unless_empty(words.tag, _joined(runs))
    found, rest = [], runs
    while (at := _empty_line(rest)) is not None:
        found += _unless_empty("p", _joined(rest[:at]))
        rest = rest[at + 2 :]
    return found + _unless_empty("p", _joined(rest))


def _spaced(runs: list[Run]) -> list[Run]:
    """One space between words, none beside the end of a line."""
    found: list[Run] = []
    for run in runs:
        text = run.text
        if text == BREAK:
            _trim_end(found)
        elif not found or found[-1].text.endswith((" ", BREAK)):
            text = text.removeprefix(" ")
        if text:
            found.append(run._replace(text=text))
    _trim_end(found)
    return found


def _trim_end(runs: list[Run]) -> None:
    if runs and runs[-1].text.endswith(" "):
        last = runs.pop()
        if text := last.text[:-1]:
            runs.append(last._replace(text=text))


def _empty_line(runs: list[Run]) -> int | None:
    """Where two lines end at once."""
    for at, (one, next_one) in enumerate(pairwise(runs)):
        if one.text == next_one.text == BREAK:
            return at
    return None


def _joined(runs: list[Run]) -> list[Run]:
    """Without breaks at the ends or in a row; neighbours of one look are one run."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else Run(BREAK)
        if run.text == BREAK:
            found += [run] if last.text != BREAK else []
        elif last.text != BREAK and last[1:] == run[1:]:
            found[-1] = run._replace(text=last.text + run.text)
        else:
            found.append(run)
    return found[:-1] if found and found[-1].text == BREAK else found


def _unless_empty(tag: str, runs: list[Run]) -> list[Words]:
    return [Words(tag, runs)] if any(run.text.strip() for run in runs) else []
