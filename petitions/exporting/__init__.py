"""A petition's signature list: by permission, for a purpose, on record.

As CSV it streams from the database in constant memory. The record is written before the
first byte leaves and completed after the last, so that a list that was broken off is on
record too. As a spreadsheet it is made by the worker (`making`) and kept for a day
(`keeping`).
"""

import logging
from collections.abc import Iterable, Iterator

from accounts.models import User
from petitions import figures
from petitions.exporting import lines, recording
from petitions.exporting.columns import COLUMNS, USUAL_COLUMNS
from petitions.exporting.formulas import inert, original
from petitions.models import Export, Petition

__all__ = ["COLUMNS", "USUAL_COLUMNS", "inert", "original", "start", "stream"]
logger = logging.getLogger(__name__)

# Rows that are in memory at a time, with reasons of up to 5,000 characters.
BATCH_SIZE = 5000


def start(
    petition: Petition,
    *,
    by: User,
    purpose: str,
    columns: Iterable[str],
    format: Export.Format = Export.Format.CSV,
) -> Export:
    """Put an export on record; `stream` then makes a CSV, the worker a spreadsheet."""
    is_streamed = format == Export.Format.CSV
    chosen = [name for name in COLUMNS if name in set(columns)]
    export = Export.objects.create(
        petition=petition,
        exported_by=by,
        purpose=purpose,
        columns=",".join(chosen),
        format=format,
        state=Export.State.STARTED if is_streamed else Export.State.WAITING,
        rows_expected=figures.of(petition).count,
    )
    logger.info("Export %s of petition %s by %s", export.pk, petition.pk, by.pk)
    return export


def stream(export: Export) -> Iterator[bytes]:
    """The file in pieces. Completes the record, also when the reader hangs up.

    Between two pieces no statement, transaction or cursor is open: a slow reader holds
    no snapshot and runs into no timeout, one who leaves has nothing to release.
    """
    return recording.recorded(export, _pieces(export))


def _pieces(export: Export) -> Iterator[tuple[bytes, int]]:
    yield f"{recording.BYTE_ORDER_MARK}{export.columns}\r\n".encode(), 0
    names = export.columns.split(",")
    for batch in lines.batches(export.petition_id, names, BATCH_SIZE):
        yield batch.content, batch.row_count
