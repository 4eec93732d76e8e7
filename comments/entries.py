"""What a reader typed as a comment, read and checked."""

import re
import unicodedata
from enum import Enum

LONGEST = 5000
# Hebrew with its points and accents has up to four on one letter.
MOST_MARKS_ON_ONE_LETTER = 5
# They turn letters round, also those of the page that follow (Unicode TR 36, 3.1.1).
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_EMPTY_LINES = re.compile(r"\n{3,}")
_TRAILING_SPACES = re.compile(r"[ \t]+\n")


class Fault(Enum):
    """Why a text is not taken as a comment."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    CONTROL = "control"
    TURNING = "turning"
    MARKS = "marks"


class NotAComment(ValueError):
    """`length` is that of a text that is too long, in characters."""

    def __init__(self, fault: Fault, length: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.length = length


def clean(typed: str) -> str:
    """The text as it is kept: NFC, plain line ends. Raises NotAComment."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    text = _TRAILING_SPACES.sub("\n", text).strip()
    if len(text) > LONGEST:
        raise NotAComment(Fault.TOO_LONG, len(text))
    _refuse_odd_characters(text)
    if not any(unicodedata.category(char)[0] in "LNPS" for char in text):
        raise NotAComment(Fault.EMPTY)
    return _EMPTY_LINES.sub("\n\n", text)


def _refuse_odd_characters(text: str) -> None:
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if char in TURNING:
            raise NotAComment(Fault.TURNING)
        if category in ("Cc", "Cs") and char not in "\n\t":
            raise NotAComment(Fault.CONTROL)
        marks = marks + 1 if category == "Mn" else 0
        if marks > MOST_MARKS_ON_ONE_LETTER:
            raise NotAComment(Fault.MARKS)
