"""The record of a list that leaves as a stream: how much went, and how it ended."""

import hashlib
from collections.abc import Iterable, Iterator

from django.utils import timezone

from petitions.models.exports import ExportRecord

# Without it Excel reads UTF-8 as something else.
BYTE_ORDER_MARK = "\ufeff"


def recorded(
    export: ExportRecord, pieces: Iterable[tuple[bytes, int]]
) -> Iterator[bytes]:
    """The pieces, each given with its rows. Completes the record, also when the reader
    hangs up.
    """
    digest, rows = hashlib.sha256(), 0
    state = ExportRecord.State.BROKEN_OFF
    try:
        for piece, count in pieces:
            digest.update(piece)
            rows += count
            yield piece
        state = ExportRecord.State.FINISHED
    finally:
        export.state, export.row_count = state, rows
        export.sha256, export.finished_at = digest.hexdigest(), timezone.now()
        export.save(update_fields=["state", "row_count", "sha256", "finished_at"])
