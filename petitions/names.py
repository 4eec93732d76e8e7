"""What a person's name may look like: any script, any custom, but a name.

The rules refuse what was seen in attacks (invisible names, formulas, addresses of web
sites, text that runs backwards) and nothing that people are called; rows 34 to 47 of
the hostile-input table in docs/adr/0005 list both.
"""

import re
import unicodedata
from enum import Enum

import idna

LONGEST = 100
MOST_MARKS_ON_ONE_LETTER = 3
PUNCTUATION = " '’‘ʼ`´-‐‑–.,·・"  # noqa: RUF001 (apostrophes and hyphens of names)
FIRST_PUNCTUATION = "'’‘ʼ"  # noqa: RUF001 ('t Hooft)
JOINERS = "\u200c\u200d"
# "ª" and "º" stand in names (Mª José); other compatibility letters are disguises.
ORDINALS = "ªº"
DISGUISES = ("<font>", "<circle>", "<square>", "<wide>", "<super>", "<sub>")
_WEB_ADDRESS = re.compile(r"[^\W\d_]{2,}\.[a-z]{2,}|\bwww\.", re.UNICODE)


class Fault(Enum):
    """Why a text is not taken as a name."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NO_LETTER = "no letter"
    CHARACTER = "character"
    MARKS = "marks"
    WEB_ADDRESS = "web address"


class NotAName(ValueError):
    def __init__(self, fault: Fault, character: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.character = character


def clean(typed: str) -> str:
    """The name in NFC with single spaces. Raises NotAName."""
    name = " ".join(unicodedata.normalize("NFC", typed).split(" ")).strip()
    name = re.sub(" {2,}", " ", name)
    if not name:
        raise NotAName(Fault.EMPTY)
    if len(name) > LONGEST:
        raise NotAName(Fault.TOO_LONG)
    _refuse_odd_characters(name)
    if not any(char.isalpha() for char in name):
        raise NotAName(Fault.NO_LETTER)
    _refuse_piled_marks(name)
    if _WEB_ADDRESS.search(name):
        raise NotAName(Fault.WEB_ADDRESS)
    return name


def _refuse_odd_characters(name: str) -> None:
    for position, char in enumerate(name):
        if not _may_stand(name, position):
            raise NotAName(Fault.CHARACTER, char if char.isprintable() else "")
    if not (name[0].isalpha() or name[0] in FIRST_PUNCTUATION):
        raise NotAName(Fault.CHARACTER, name[0])


def _may_stand(name: str, position: int) -> bool:
    char = name[position]
    if char in PUNCTUATION:
        return True
    if char in JOINERS:
        return _joins(name, position)
    category = unicodedata.category(char)
    if category == "Nd":
        return char.isascii()
    if category[0] == "M":
        return position > 0
    if category[0] != "L" or unicodedata.name(char, "").endswith("FILLER"):
        return False
    return char in ORDINALS or not unicodedata.decomposition(char).startswith(DISGUISES)


def _joins(name: str, position: int) -> bool:
    """Whether a joiner stands where Persian or Hindi needs it (RFC 5892, A.1-2)."""
    try:
        return idna.valid_contextj(name, position)
    except ValueError:
        return False


def _refuse_piled_marks(name: str) -> None:
    marks = 0
    for char in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.category(char) == "Mn" else 0
        if marks > MOST_MARKS_ON_ONE_LETTER:
            raise NotAName(Fault.MARKS)
