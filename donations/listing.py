"""Lists of money as CSV: written row by row, harmless in a spreadsheet, on record."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date

from accounts.models import User
from donations.models import GiftAidClaim, MoneyExport
from petitions.exporting import recording

logger = logging.getLogger(__name__)
Row = Iterable[str]
# Rows that are in memory at a time.
BATCH_SIZE = 2000


def start(
    kind: MoneyExport.Kind,
    *,
    starts_on: date,
    ends_on: date,
    by: User,
    purpose: str,
    claim: GiftAidClaim | None = None,
) -> MoneyExport:
    """Put it on record before the first byte leaves."""
    export = MoneyExport.objects.create(
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        exported_by=by,
        purpose=purpose,
        claim=claim,
    )
    logger.info("List of money %s (%s) by %s", export.pk, kind, by.pk)
    return export


def stream(export: MoneyExport, head: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces; completes the record, also when the reader hangs up."""
    return recording.recorded(export, _pieces(head, rows))


def _pieces(head: Row, rows: Iterable[Row]) -> Iterator[tuple[bytes, int]]:
    yield f"{recording.BYTE_ORDER_MARK}{line(head)}".encode(), 0
    for row in rows:
        yield line(row).encode(), 1


def line(cells: Row) -> str:
    """One line (RFC 4180), every cell in quotes."""
    quoted = (cell.replace('"', '""') for cell in cells)
    return '"' + '","'.join(quoted) + '"\r\n'
