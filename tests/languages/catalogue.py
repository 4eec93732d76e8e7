"""Reads a `.po` file as far as ours go; and a `.mo` as gettext does."""

import ast
import gettext
from pathlib import Path
from typing import NamedTuple

from tests.languages.source import Message

# What joins a context to its text in a .mo file.
AFTER_CONTEXT = "\x04"


class Entry(NamedTuple):
    message: Message
    translations: list[str]
    is_fuzzy: bool


def read(path: Path) -> list[Entry]:
    """Each entry but the head, in the order of the file."""
    blocks = path.read_text().split("\n\n")
    return [entry for entry in map(_entry, blocks) if entry.message.text]


def _entry(block: str) -> Entry:
    parts: dict[str, str] = {}
    key, is_fuzzy = "", False
    for line in block.splitlines():
        if line.startswith("#"):
            is_fuzzy |= line.startswith("#,") and "fuzzy" in line
            continue
        if not line.startswith('"'):
            key, _, line = line.partition(" ")
        parts[key] = parts.get(key, "") + ast.literal_eval(line)
    message = Message(
        parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", "")
    )
    translations = [text for key, text in parts.items() if key.startswith("msgstr")]
    return Entry(message, translations, is_fuzzy)


def compiled(path: Path) -> dict[object, str]:
    """What the site reads, by what it asks for."""
    with path.open("rb") as file:
        catalogue = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    catalogue.pop("", None)
    return catalogue


def as_compiled(entries: list[Entry]) -> dict[object, str]:
    made: dict[object, str] = {}
    for (text, plural, context), translations, _ in entries:
        key = f"{context}{AFTER_CONTEXT}{text}" if context else text
        if plural:
            made |= {(key, form): words for form, words in enumerate(translations)}
        else:
            made[key] = translations[0]
    return made
