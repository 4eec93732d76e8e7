"""Sending what waits in the outbox: claim a batch, one connection, mark what left.

Letters that left are marked together, at most GROUP_SIZE of them and after GROUP_TIME
at the latest, since a commit for each letter would take longer than the letter. So a
worker that is killed between a letter and its mark sends up to GROUP_SIZE letters a
second time, each with its old Message-ID. Any other end, an error or a server that
hangs up, marks first.
"""

import logging
import random
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from config import failpoints
from mailroom import caps, inbox, transport, writing
from mailroom.models import (
    HELD_BY_CAP,
    SERVER_AWAY,
    Lane,
    Letter,
    LetterQuerySet,
)

logger = logging.getLogger(__name__)

BATCH_SIZE = 100
# A worker that died holds its letters no longer than this. One that lives gives back
# what it could not send in half of it: the other half is for a server that hangs.
LEASE = timedelta(seconds=60)
# One call sends for so long and leaves the rest to the next tick, well inside the
# task's time limit, which would kill it between a letter and its mark.
SLICE = timedelta(seconds=20)
# However slow the server, after this long the lanes are looked at again, so that a
# newsletter's batch holds a confirmation up no longer.
TURN = timedelta(seconds=5)
# What was read of a letter's subject is trusted, and a letter that left goes unmarked,
# for no longer than this.
GROUP_SIZE = 20
GROUP_TIME = timedelta(seconds=1)
TRIES = 8
FIRST_PAUSE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 3600
UNREACHABLE_PAUSE_SECONDS = 10


def send_due() -> int:
    """Send every letter that is due; returns how many left.

    Stops at once when the mail server cannot be reached, and after a while in any case:
    the rest waits for the next call.
    """
    sent = 0
    until = timezone.now() + SLICE
    while timezone.now() < until and (letters := claim()) is not None:
        count, is_reachable = _send_batch(letters) if letters else (0, True)
        sent += count
        if not is_reachable:
            break
    return sent


@transaction.atomic
def claim() -> list[Letter] | None:
    """Lease the next letters to this worker; no other one gets them meanwhile.

    None when none is due. There may be some due of which none may leave: those are
    moved on or dropped, and the next ones can be claimed.
    """
    letters = _next_due()
    if not letters:
        return None
    refused = caps.suppressed(bytes(letter.mailbox_key) for letter in letters)
    wanted = [letter for letter in letters if _is_wanted(letter, refused)]
    claimed = _within_caps(wanted)
    _lease(claimed)
    return claimed


def _next_due() -> list[Letter]:
    """The highest lane first, and in it the oldest.

    Lane by lane, so that the database goes straight to what is due, however many
    letters of a lane wait for later.
    """
    letters: list[Letter] = []
    for lane in Lane:
        if len(letters) < BATCH_SIZE:
            due = Letter.objects.due().filter(lane=lane).order_by("due_at", "pk")
            due = due.select_for_update(skip_locked=True)
            letters += due[: BATCH_SIZE - len(letters)]
    return letters


def _is_wanted(letter: Letter, refused: set[bytes]) -> bool:
    """Whether a due letter is of use still; one that is not is dropped."""
    if letter.expires_at <= timezone.now():
        return _drop(letter, "too late to be of use")
    if bytes(letter.mailbox_key) in refused:
        return _drop(letter, "the mailbox wants no letters")
    return True


def _within_caps(letters: Sequence[Letter]) -> list[Letter]:
    """Those that their mailboxes may have now; the others are moved on."""
    asking = [letter for letter in letters if letter.needs_allowance]
    answers = caps.take_each([bytes(letter.mailbox_key) for letter in asking])
    held = {}
    for letter, not_before in zip(asking, answers, strict=True):
        if not_before:
            held[letter.pk] = not_before
            _wait_until(letter, not_before, HELD_BY_CAP)
    return [letter for letter in letters if letter.pk not in held]


def _lease(letters: Sequence[Letter]) -> None:
    until = timezone.now() + LEASE
    _rows(letters).update(leased_until=until, attempts=F("attempts") + 1)
    _rows([letter for letter in letters if letter.needs_allowance]).update(
        has_allowance=True
    )
    for letter in letters:
        letter.leased_until, letter.has_allowance = until, letter.is_capped
        letter.attempts += 1


def _rows(letters: Iterable[Letter]) -> LetterQuerySet:
    return Letter.objects.filter(pk__in=[letter.pk for letter in letters])


def _drop(letter: Letter, why: str) -> bool:
    letter.state, letter.last_error, letter.content = Letter.State.DROPPED, why, {}
    letter.save(update_fields=["state", "last_error", "content"])
    return False


def _wait_until(letter: Letter, due_at: datetime, why: str) -> None:
    letter.due_at, letter.leased_until, letter.last_error = due_at, None, why
    letter.save(update_fields=["due_at", "leased_until", "last_error", "attempts"])


@dataclass
class _Batch:
    """Claimed letters on their way out; those that are done with leave `waiting`."""

    waiting: deque[Letter]
    sent: int = 0


def _send_batch(letters: Sequence[Letter]) -> tuple[int, bool]:
    """Send claimed letters; returns how many left, and whether the server is there."""
    batch = _Batch(deque(letters))
    put_back_at = timezone.now() + min(LEASE / 2, TURN)
    connection = transport.connect()
    try:
        connection.open()
        while batch.waiting and timezone.now() <= put_back_at:
            _send_for_a_moment(batch, connection)
    except transport.UNREACHABLE as error:
        _give_back(batch.waiting, error)
        return batch.sent, False
    finally:
        _close(connection)
    _put_back(batch.waiting)
    return batch.sent, True


def _close(connection: Any) -> None:
    try:
        connection.close()
    except transport.UNREACHABLE:
        logger.info("Mail server hung up first")


def _send_for_a_moment(batch: _Batch, connection: Any) -> None:
    """Send what is waiting, as long as what is read of it now can be trusted."""
    subjects = writing.load(
        (letter.kind, letter.subject_id) for letter in batch.waiting
    )
    until = timezone.now() + GROUP_TIME
    while batch.waiting:
        _send_group(batch, connection, subjects, until)
        if timezone.now() > until:
            break


def _send_group(
    batch: _Batch, connection: Any, subjects: writing.Subjects, until: datetime
) -> None:
    """Send the next few letters, and mark those that left, whatever happens."""
    left: list[Letter] = []
    try:
        for letter in list(islice(batch.waiting, GROUP_SIZE)):
            if _send(letter, connection, subjects):
                left.append(letter)
            batch.waiting.popleft()
            if timezone.now() > until:
                break
    finally:
        _mark_sent(left)
        batch.sent += len(left)


def _send(letter: Letter, connection: Any, subjects: writing.Subjects) -> bool:
    """Send one letter, and settle it if it could not leave.

    Raises one of UNREACHABLE when no letter would get through.
    """
    message = _message(letter, connection, subjects)
    if message is None:
        return False
    try:
        message.send()
    except transport.UNREACHABLE as error:
        # Some replies to one letter are also OSErrors.
        if transport.reply_code(error) is None:
            raise
        _refused(letter, error)
        return False
    except Exception as error:
        logger.exception("Letter %s makes no message", letter.pk)
        _retry_or_fail(letter, type(error).__name__)
        return False
    failpoints.reach("letter-sent-not-marked", letter.address)
    if settings.DEMO:
        inbox.keep(letter, message)
    return True


def _message(
    letter: Letter, connection: Any, subjects: writing.Subjects
) -> EmailMultiAlternatives | None:
    """The letter with its words; None when it cannot or need not be written."""
    try:
        written = writing.write(
            letter.kind, letter.subject_id, letter.content, subjects
        )
    except writing.NothingToWrite:
        _drop(letter, "its reason is gone")
        return None
    except Exception as error:
        logger.exception("Letter %s cannot be written", letter.pk)
        _retry_or_fail(letter, type(error).__name__)
        return None
    return transport.message(letter, written, connection)


def _mark_sent(letters: Sequence[Letter]) -> None:
    if not letters:
        return
    _rows(letters).update(
        state=Letter.State.SENT,
        sent_at=timezone.now(),
        leased_until=None,
        content={},
        last_error="",
    )
    logger.info("Sent letters %s", ", ".join(str(letter.pk) for letter in letters))


def _refused(letter: Letter, error: Exception) -> None:
    """The server refused this letter: for good (5xx) or for now (4xx)."""
    code = transport.reply_code(error)
    if code is not None and code >= transport.PERMANENT_FROM:
        _fail(letter, f"refused by the mail server ({code})")
    else:
        _retry_or_fail(letter, f"put off by the mail server ({code})")


def _retry_or_fail(letter: Letter, why: str) -> None:
    if letter.attempts >= TRIES:
        _fail(letter, why)
        return
    pause = min(FIRST_PAUSE_SECONDS * 2**letter.attempts, LONGEST_PAUSE_SECONDS)
    _wait_until(letter, _after(pause), why)


def _fail(letter: Letter, why: str) -> None:
    letter.state, letter.last_error, letter.content = Letter.State.FAILED, why, {}
    letter.save(update_fields=["state", "last_error", "content"])
    logger.warning("Letter %s failed: %s", letter.pk, why)


def _give_back(letters: Iterable[Letter], error: Exception) -> None:
    """The server is away: these letters were not tried, and wait a little."""
    logger.warning("Mail server away: %s", type(error).__name__)
    for letter in letters:
        letter.attempts -= 1
        _wait_until(letter, _after(UNREACHABLE_PAUSE_SECONDS), SERVER_AWAY)


def _put_back(letters: Collection[Letter]) -> None:
    """The server is slow: let go of what another worker, or a higher lane, may send."""
    if not letters:
        return
    logger.info("Mail server slow: put %s letters back", len(letters))
    _rows(letters).update(attempts=F("attempts") - 1, leased_until=None)


def _after(seconds: float) -> datetime:
    spread = random.uniform(0.8, 1.2)  # noqa: S311 (so that retries do not march in step)
    return timezone.now() + timedelta(seconds=seconds * spread)


def oldest_due_seconds() -> float:
    """How long the letter that is due longest has waited, in seconds."""
    due = Letter.objects.due().order_by("due_at").values_list("due_at", flat=True)
    oldest = [found for lane in Lane if (found := due.filter(lane=lane).first())]
    return (timezone.now() - min(oldest)).total_seconds() if oldest else 0.0
