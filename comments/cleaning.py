"""What a comment's text may be: anything that a reader can read.

Characters that nobody sees are taken out. Where they would have done something, such
as turning the line around them, its writer is told and looks at the text once more.
"""

import re
import unicodedata
from enum import Enum

LONGEST = 5000
# Hebrew with points and accents has four; what climbs over other lines has more.
MOST_MARKS_ON_ONE_LETTER = 4

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE_BEFORE_LINE_END = re.compile(r"[^\S\n]+$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{3,}")
# Spaces without width, and where a word may be parted: they come with every paste.
_HARMLESS = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
# Embeddings, overrides and isolates (UAX 9); the plain marks of direction may stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb]")
# Letters for machines, but in the flags of England, Scotland and Wales.
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f)|[\U000e0000-\U000e007f]"
)
_JOINERS_AND_MARKS = "\u200c\u200d\u200e\u200f\u061c"
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"
_QUOTE_MARKS = re.compile(r"^[\s>]+", re.MULTILINE)


class Fault(Enum):
    """Why a text is not taken as a comment."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    CONTROL = "control characters"
    TURNING = "characters that turn the text around"
    MARKS = "marks"


class NotAComment(ValueError):
    """Holds the text as far as it was cleaned, which its writer sees next."""

    def __init__(self, fault: Fault, text: str) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.text = text


def clean(typed: str) -> str:
    """The text as it is kept: NFC, no space at line ends. Raises NotAComment."""
    text, controls = _CONTROL.subn("", _LINE_ENDS.sub("\n", typed))
    text, turning = _TURNING.subn("", text)
    text = _plain(text)
    if not is_visible(text):
        raise NotAComment(Fault.EMPTY, text)
    if controls:
        raise NotAComment(Fault.CONTROL, text)
    if turning:
        raise NotAComment(Fault.TURNING, text)
    if len(text) > LONGEST:
        raise NotAComment(Fault.TOO_LONG, text)
    if _has_piled_marks(text):
        raise NotAComment(Fault.MARKS, text)
    return text


def is_visible(text: str) -> bool:
    """Whether there is anything to read, beside marks of quotation."""
    return any(_can_be_seen(char) for char in _QUOTE_MARKS.sub("", text))


def _plain(text: str) -> str:
    text = _TAGS.sub(lambda found: found[1] or "", _HARMLESS.sub("", text))
    text = unicodedata.normalize("NFC", text.replace("\t", " "))
    text = _SPACE_BEFORE_LINE_END.sub("", text)
    return _EMPTY_LINES.sub("\n\n", text).strip("\n").rstrip()


def _can_be_seen(char: str) -> bool:
    if char in _BLANK_LETTERS or char in _JOINERS_AND_MARKS:
        return False
    return unicodedata.category(char)[0] not in "CZM"


def _has_piled_marks(text: str) -> bool:
    marks = 0
    for char in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks > MOST_MARKS_ON_ONE_LETTER:
            return True
    return False
