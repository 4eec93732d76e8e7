"""Making spreadsheets: one at a time, by whichever worker holds the lease.

A file takes a minute for a million rows and cannot be begun in the middle, so a
worker that is killed costs that work: its lease runs out, and the next ring takes the
row up from the start. Two workers never make the same file; if one was only slow and
not dead, the other's lease ends its claim, and its file is thrown away.
"""

import hashlib
import logging
import secrets
from datetime import timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from xlsxwriter.exceptions import XlsxFileError

from config import failpoints
from petitions.exporting import keeping, lines, sheets
from petitions.models import Export

logger = logging.getLogger(__name__)

# Small enough that the progress moves, and the lease with it.
BATCH_SIZE = 5000
# A worker that died holds its spreadsheet no longer than this. One that lives renews
# the lease with each batch, which takes a fraction of a second.
LEASE = timedelta(seconds=30)
# Packing is one long call. A busy machine was measured at 100,000 rows a second.
PACKED_ROWS_A_SECOND = 5000
TRIES = 3
State, Problem = Export.State, Export.Problem


class LeaseLost(Exception):
    """Another worker has taken the spreadsheet up meanwhile."""


def make_next() -> bool:
    """Make the spreadsheet whose turn it is; returns whether there was one."""
    export = claim()
    if export is None:
        return False
    logger.info("Export %s: try %s begins", export.pk, export.tries)
    try:
        _make(export)
    except LeaseLost:
        logger.warning("Export %s: another worker has taken it up", export.pk)
    except (OSError, XlsxFileError) as error:
        _break_off(export, Problem.FILE)
        logger.error("Export %s: no file: %s", export.pk, error)
    except SoftTimeLimitExceeded:
        _break_off(export, Problem.TIME)
    return True


# Whose turn it is


def claim() -> Export | None:
    """Lease the next spreadsheet to this worker; None while another one is at work.

    One that was begun comes before those that wait. The database allows one begun
    spreadsheet, and one winner of the update.
    """
    begun = _spreadsheets(State.STARTED).first()
    if begun and begun.leased_until and begun.leased_until > timezone.now():
        return None
    export = begun or _spreadsheets(State.WAITING).last()
    if export is None:
        return None
    keeping.remove(export.folder)
    if export.tries >= TRIES:
        _break_off(export, Problem.TRIES)
        return None
    return export if _lease(export) else None


def _spreadsheets(state: Export.State) -> QuerySet[Export]:
    """The newest first, as the register has them."""
    return Export.objects.filter(format=Export.Format.XLSX, state=state)


def _lease(export: Export) -> bool:
    claimed = {
        "state": State.STARTED,
        "tries": export.tries + 1,
        "leased_until": timezone.now() + LEASE,
        "folder": secrets.token_hex(16),
        "row_count": 0,
    }
    try:
        with transaction.atomic():
            is_won = _as_it_was(export).update(**claimed) == 1
    except IntegrityError:
        # Another worker began another spreadsheet in this very moment.
        return False
    for name, value in claimed.items():
        setattr(export, name, value)
    return is_won


def _as_it_was(export: Export) -> QuerySet[Export]:
    """The row, unless somebody has changed it since; each try has its number."""
    return Export.objects.filter(pk=export.pk, state=export.state, tries=export.tries)


# The work


def _make(export: Export) -> None:
    """The file and its record; no file is left when it fails."""
    is_made = False
    try:
        path = keeping.make_folder(export)
        row_count = _write(export, path)
        _note(
            export,
            state=State.FINISHED,
            row_count=row_count,
            sha256=_fingerprint(path),
            finished_at=timezone.now(),
            leased_until=None,
        )
        is_made = True
    finally:
        if not is_made:
            keeping.remove(export.folder)
    logger.info("Export %s: %s rows", export.pk, row_count)


def _write(export: Export, path: Path) -> int:
    names = export.columns.split(",")
    book = sheets.Spreadsheet(path, names)
    for batch in lines.batches(export.petition_id, names, BATCH_SIZE):
        book.add(batch.content)
        _note(export, row_count=book.row_count, leased_until=timezone.now() + LEASE)
        failpoints.reach("spreadsheet-half-made")
    packing = timedelta(seconds=book.row_count / PACKED_ROWS_A_SECOND)
    _note(export, leased_until=timezone.now() + LEASE + packing)
    book.pack()
    return book.row_count


def _note(export: Export, **changes: object) -> None:
    """Write to the row of the try that is ours."""
    if not _as_it_was(export).update(**changes):
        raise LeaseLost


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _break_off(export: Export, problem: Export.Problem) -> None:
    """Say so on the row, unless another worker has taken it up."""
    _as_it_was(export).update(
        state=State.BROKEN_OFF,
        problem=problem,
        finished_at=timezone.now(),
        leased_until=None,
    )
    logger.warning("Export %s broken off: %s", export.pk, problem)
