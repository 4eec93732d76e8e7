"""What the launcher says on the console: few lines, each of use to the reader."""

import sys

from config import logs


class CannotStart(Exception):
    """A fault with a known cure; its text is all that is shown."""


def say(text: str = "") -> None:
    """Write a line. A reader of the console who has left stops nothing."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        return


def pass_on(part: str, line: str) -> None:
    """Write a line of a part, marked with its name and without personal data."""
    say(f"{part:>6} | {logs.scrub(line)}")
