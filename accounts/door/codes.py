"""The code that opens the door: made, sent, sent again, and looked at.

Known and unknown addresses take the same statements: one look for the account, one
letter. What differs is only the words in the letter, which the mailbox's owner reads.
"""

import time
from datetime import timedelta
from enum import Enum, auto

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import limits, owning
from accounts.door import devices, letters
from accounts.door.visits import Visit
from mailroom import addresses, delays
from mailroom.models import SERVER_AWAY, Lane, Letter

# From when its letter left, so that a mail server that was away costs nobody a code.
LIFE = timedelta(minutes=15)
# For that long a letter waits for a mail server.
LONGEST_WAIT = timedelta(hours=1)
TRIES = 5


class Verdict(Enum):
    """What became of a code that was typed."""

    RIGHT = auto()
    WRONG = auto()
    USED_UP = auto()
    TOO_OLD = auto()


class TooManyLetters(Exception):
    """The mailbox, the network or the site had its share; try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def send(request: HttpRequest, visit: Visit) -> None:
    """Send a letter with a code to whoever this is, and keep the visit.

    While a code is good it is sent again: a reader who asks twice may type it from
    either letter. Raises TooManyLetters.
    """
    seconds = _wait_seconds(request, visit)
    if seconds:
        raise TooManyLetters(seconds)
    # Letters go to the address on record, never to another spelling of it
    # (CVE-2019-19844).
    user = owning.owner_of(addresses.parse(visit.mail_to))
    visit.sent_to = user.email if user else visit.mail_to
    if not visit.made_at or is_used_up(visit) or _is_too_old(visit):
        visit.made_at, visit.tries = time.time(), 0
        visit.code = get_adapter().generate_login_code()
    if user and not user.is_reader:
        visit.code = ""
    letter = letters.post(mail_to=visit.sent_to, code=visit.code, who=user)
    visit.letter_id, visit.sent_at = letter.pk, time.time()
    visit.keep(request)


def look_at(request: HttpRequest, visit: Visit, typed: str) -> Verdict:
    """Compare what was typed; a wrong code takes one of the tries of this browser.

    Only of this one: nobody elsewhere can use up a reader's tries.
    """
    if is_used_up(visit):
        return Verdict.USED_UP
    if _is_too_old(visit):
        return Verdict.TOO_OLD
    is_right = constant_time_compare(_plain(typed), _plain(visit.code))
    if visit.code and is_right:
        return Verdict.RIGHT
    visit.tries += 1
    visit.keep(request)
    return Verdict.USED_UP if is_used_up(visit) else Verdict.WRONG


def _plain(code: str) -> str:
    """Without the spaces, dashes and small letters that people type."""
    return "".join(char for char in code.upper() if char.isalnum())


def is_used_up(visit: Visit) -> bool:
    return visit.tries >= TRIES


def _is_too_old(visit: Visit) -> bool:
    now = time.time()
    if now - visit.made_at > (LIFE + LONGEST_WAIT).total_seconds():
        return True
    left_at = _left_at(visit)
    return left_at is not None and now - left_at > LIFE.total_seconds()


def _left_at(visit: Visit) -> float | None:
    """When the last letter left; None while it waits for the mail server."""
    letter = Letter.objects.filter(pk=visit.letter_id).first()
    if letter is None:
        return visit.sent_at
    if letter.state == Letter.State.WAITING and letter.expires_at > timezone.now():
        return None
    return letter.sent_at.timestamp() if letter.sent_at else visit.sent_at


def is_held_up(visit: Visit) -> bool:
    """Whether the mail server took no letter when this one was due."""
    letter = Letter.objects.waiting().filter(pk=visit.letter_id).first()
    return letter is not None and letter.last_error == SERVER_AWAY


def delay_minutes() -> int:
    """How long letters with codes take now; 0 when a minute is enough."""
    return delays.minutes(Lane.SECURITY)


def _wait_seconds(request: HttpRequest, visit: Visit) -> int:
    network = limits.network(request)
    mailbox = addresses.parse(visit.mail_to).mailbox
    device = devices.known(request, visit.canonical)
    asked = [("letters for a network", network)] if network else []
    if device:
        asked.append(("letters to a mailbox, for a known browser", device))
    else:
        asked += [
            ("letters to a mailbox, for one network", f"{mailbox} {network}"),
            ("letters to a mailbox", mailbox),
        ]
    # Last, so that what is refused already takes nothing from the others.
    return limits.first_wait([*asked, ("letters for everybody", limits.EVERYBODY)])
