"""Sending what waits in the outbox: claim a batch, one connection, mark each letter."""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config import failpoints
from mailroom import caps, inbox, transport, writing
from mailroom.models import HELD_BY_CAP, SERVER_AWAY, Letter

logger = logging.getLogger(__name__)

BATCH_SIZE = 100
# A worker that died holds its letters no longer than this. One that lives gives back
# what it could not send in half of it: the other half is for a server that hangs.
LEASE = timedelta(seconds=60)
# One call sends for so long and leaves the rest to the next tick, well inside the
# task's time limit, which would kill it between a letter and its mark.
SLICE = timedelta(seconds=20)
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
    while timezone.now() < until and (letters := claim()):
        count, is_reachable = _send_batch(letters)
        sent += count
        if not is_reachable:
            break
    return sent


@transaction.atomic
def claim() -> list[Letter]:
    """Lease the next letters to this worker; no other one gets them meanwhile."""
    due = Letter.objects.due().select_for_update(skip_locked=True)
    letters = list(due.order_by("lane", "due_at", "pk")[:BATCH_SIZE])
    refused = caps.suppressed(bytes(letter.mailbox_key) for letter in letters)
    claimed = [letter for letter in letters if _may_leave(letter, refused)]
    for letter in claimed:
        letter.leased_until = timezone.now() + LEASE
        letter.attempts += 1
    Letter.objects.bulk_update(claimed, ["leased_until", "attempts", "has_allowance"])
    return claimed


def _may_leave(letter: Letter, refused: set[bytes]) -> bool:
    """Whether a due letter goes now; one that does not is moved on or dropped."""
    if letter.expires_at <= timezone.now():
        return _drop(letter, "too late to be of use")
    if bytes(letter.mailbox_key) in refused:
        return _drop(letter, "the mailbox wants no letters")
    if letter.is_capped and not letter.has_allowance:
        not_before = caps.take(bytes(letter.mailbox_key))
        if not_before:
            _wait_until(letter, not_before, HELD_BY_CAP)
            return False
        letter.has_allowance = True
    return True


def _drop(letter: Letter, why: str) -> bool:
    letter.state, letter.last_error, letter.content = Letter.State.DROPPED, why, {}
    letter.save(update_fields=["state", "last_error", "content"])
    return False


def _wait_until(letter: Letter, due_at: datetime, why: str) -> None:
    letter.due_at, letter.leased_until, letter.last_error = due_at, None, why
    letter.save(update_fields=["due_at", "leased_until", "last_error", "attempts"])


def _send_batch(letters: Sequence[Letter]) -> tuple[int, bool]:
    connection = transport.connect()
    put_back_at = timezone.now() + LEASE / 2
    sent = 0
    try:
        connection.open()
        for position, letter in enumerate(letters):
            if timezone.now() > put_back_at:
                _put_back(letters[position:])
                break
            try:
                sent += _send(letter, connection)
            except transport.UNREACHABLE as error:
                # Some replies to one letter are also OSErrors.
                if transport.reply_code(error) is None:
                    _give_back(letters[position:], error)
                    return sent, False
                _refused(letter, error)
    except transport.UNREACHABLE as error:
        _give_back(letters, error)
        return sent, False
    finally:
        _close(connection)
    return sent, True


def _close(connection: Any) -> None:
    try:
        connection.close()
    except transport.UNREACHABLE:
        logger.info("Mail server hung up first")


def _send(letter: Letter, connection: Any) -> int:
    try:
        written = writing.write(letter.kind, letter.subject_id, letter.content)
    except writing.NothingToWrite:
        _drop(letter, "its reason is gone")
        return 0
    except Exception as error:
        logger.exception("Letter %s cannot be written", letter.pk)
        _retry_or_fail(letter, type(error).__name__)
        return 0
    message = transport.message(letter, written, connection)
    try:
        message.send()
    except transport.UNREACHABLE:
        raise
    except Exception as error:
        logger.exception("Letter %s makes no message", letter.pk)
        _retry_or_fail(letter, type(error).__name__)
        return 0
    failpoints.reach("letter-sent-not-marked")
    if settings.DEMO:
        inbox.keep(letter, message)
    _mark_sent(letter)
    return 1


def _mark_sent(letter: Letter) -> None:
    letter.state, letter.sent_at = Letter.State.SENT, timezone.now()
    letter.leased_until, letter.content, letter.last_error = None, {}, ""
    letter.save(
        update_fields=["state", "sent_at", "leased_until", "content", "last_error"]
    )
    logger.info("Sent letter %s (%s)", letter.pk, letter.kind)


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


def _give_back(letters: Sequence[Letter], error: Exception) -> None:
    """The server is away: these letters were not tried, and wait a little."""
    logger.warning("Mail server away: %s", type(error).__name__)
    for letter in letters:
        letter.attempts -= 1
        _wait_until(letter, _after(UNREACHABLE_PAUSE_SECONDS), SERVER_AWAY)


def _put_back(letters: Sequence[Letter]) -> None:
    """The server is slow: let go of what another worker may send."""
    logger.info("Mail server slow: put %s letters back", len(letters))
    for letter in letters:
        letter.attempts -= 1
        letter.leased_until = None
    Letter.objects.bulk_update(letters, ["attempts", "leased_until"])


def _after(seconds: float) -> datetime:
    spread = random.uniform(0.8, 1.2)  # noqa: S311 (so that retries do not march in step)
    return timezone.now() + timedelta(seconds=seconds * spread)


def oldest_due_seconds() -> float:
    """How long the letter that is due longest has waited, in seconds."""
    due_at = Letter.objects.due().order_by("due_at").values_list("due_at", flat=True)
    oldest = due_at.first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0


def purge_old(*, days: int = 30) -> int:
    """Forget letters that ended long ago, and idle mailboxes; returns how many."""
    ended = Letter.objects.exclude(state=Letter.State.WAITING)
    old = ended.filter(created_at__lt=timezone.now() - timedelta(days=days))
    return old.delete()[0] + caps.purge_idle()
