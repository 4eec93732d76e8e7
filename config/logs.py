"""What may stand in a log: events and ids, never names, addresses or tokens."""

import logging
import re

_ADDRESS = re.compile(r"[^\s<>\"(),:;=]+@[^\s<>\"'(),:;]+")
_TOKEN_PATH = re.compile(
    r"(/(?:petitions/confirm|my|gifts/by-letter|gifts|admin/enrol|accounts/me/keep"
    r"|accounts/me/address/undo|newsletter/(?:confirm|stop)"
    r"|forum/letters/stop/[^/\s]+)/)"
    r"[^/\s?\"']+"
)


def scrub(text: str) -> str:
    """`text` with mail addresses and the tokens of letters taken out."""
    return _TOKEN_PATH.sub(r"\1[token]", _ADDRESS.sub("[address]", text))


class ScrubPersonalData(logging.Filter):
    """The last guard, for text that libraries log; our own code logs ids only."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrub(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = scrub(
                logging.Formatter().formatException(record.exc_info)
            )
        return True
