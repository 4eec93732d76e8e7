"""A petition's signature list as CSV: by permission, for a purpose, on record.

The list streams from the database in constant memory. The record is written before the
first byte leaves and completed after the last, so that a list that was broken off is on
record too.
"""

import csv
import hashlib
import logging
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions import figures
from petitions.models import Export, Petition, Signature

logger = logging.getLogger(__name__)

BATCH_SIZE = 2000
# Spreadsheets begin a formula at these, and at their full-width forms (OWASP, CSV
# injection).
FORMULA_STARTS = "=+-@|%"
# Without it Excel reads UTF-8 as something else.
BYTE_ORDER_MARK = "\ufeff"

COLUMNS: dict[str, tuple[Any, Callable[[Signature], str]]] = {
    "number": (_("Number of the signature"), lambda row: str(row.pk)),
    "name": (_("Name"), lambda row: row.name),
    "country": (_("Country"), lambda row: row.country),
    "postcode": (_("Postcode"), lambda row: row.postcode),
    "confirmed_at": (
        _("When it was confirmed"),
        lambda row: figures.stamp(row.confirmed_at) or "",
    ),
    "text_version": (_("Text version"), lambda row: str(row.text.number)),
    "reason": (_("Reason given"), lambda row: row.reason),
    "email": (_("Email address"), lambda row: row.email),
    "newsletter": (_("Wants letters"), lambda row: "yes" if row.newsletter else "no"),
}
# What a decision maker needs; the rest is personal and asked for one by one.
USUAL_COLUMNS = ["number", "name", "country", "postcode", "confirmed_at"]


def start(
    petition: Petition, *, by: User, purpose: str, columns: Iterable[str]
) -> Export:
    """Put an export on record; `stream` then makes the file."""
    chosen = [name for name in COLUMNS if name in set(columns)]
    export = Export.objects.create(
        petition=petition, exported_by=by, purpose=purpose, columns=",".join(chosen)
    )
    logger.info("Export %s of petition %s by %s", export.pk, petition.pk, by.pk)
    return export


def stream(export: Export) -> Iterator[bytes]:
    """The file in pieces. Completes the record, also when the reader hangs up."""
    digest, rows = hashlib.sha256(), 0
    state = Export.State.BROKEN_OFF
    try:
        for piece, count in _pieces(export):
            digest.update(piece)
            rows += count
            yield piece
        state = Export.State.FINISHED
    finally:
        export.state, export.row_count = state, rows
        export.sha256, export.finished_at = digest.hexdigest(), timezone.now()
        export.save(update_fields=["state", "row_count", "sha256", "finished_at"])


def _pieces(export: Export) -> Iterator[tuple[bytes, int]]:
    names = export.columns.split(",")
    writer = csv.writer(_Line())
    yield (BYTE_ORDER_MARK + writer.writerow(names)).encode(), 0
    for signatures in _batches(export.petition_id):
        lines = [
            writer.writerow([inert(COLUMNS[name][1](row)) for name in names])
            for row in signatures
        ]
        yield "".join(lines).encode(), len(lines)


def _batches(petition_id: int) -> Iterator[list[Signature]]:
    """The confirmed signatures in the order of their numbers, a batch at a time."""
    confirmed = Signature.objects.filter(petition_id=petition_id).confirmed()
    rows, last = confirmed.select_related("text").order_by("pk"), 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH_SIZE]):
        yield batch
        last = batch[-1].pk


class _Line:
    """What csv.writer writes to: hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def inert(cell: str) -> str:
    """The cell as text that no spreadsheet runs: an apostrophe goes before a formula.

    `original` gives the cell back exactly.
    """
    return f"'{cell}" if _would_run(cell) else cell


def original(cell: str) -> str:
    """The cell as it was before `inert`."""
    is_guarded = cell.startswith("'") and _would_run(cell[1:])
    return cell[1:] if is_guarded else cell


def _would_run(cell: str) -> bool:
    """Whether the first sign to be seen, after any apostrophes, is a formula's."""
    bare = cell.lstrip("'")
    if bare[:1] in {"\t", "\r", "\n"}:
        return True
    seen = (char for char in unicodedata.normalize("NFKC", bare) if _is_seen(char))
    return next(seen, "x") in FORMULA_STARTS


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CZ"
