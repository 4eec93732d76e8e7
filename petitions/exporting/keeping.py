"""The files of spreadsheets: in a private folder, taken on record, gone after a day.

Each try at a file has a folder of its own under DATA_DIR/exports, with a random name
that its row knows before it is there. So whatever no row stands behind is rubbish, of a
worker that was killed for instance, and is swept away.
"""

import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from petitions.models import Export, ExportDownload

logger = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
FILE_NAME = "list.xlsx"
State = Export.State


class FileGone(Exception):
    """Its time is over, and the file was deleted."""


class FileMissing(Exception):
    """The file should be here and is not: another machine may have made it."""


def expires_at(export: Export) -> datetime | None:
    return export.finished_at + KEPT if export.finished_at else None


def is_gone(export: Export) -> bool:
    """Whether the file's time is over, also if nobody has deleted it yet."""
    until = expires_at(export)
    is_late = until is not None and until <= timezone.now()
    return export.file_deleted_at is not None or is_late


def take(export: Export, *, by: User) -> BinaryIO:
    """Open the file of a finished spreadsheet, and put on record who takes it."""
    if is_gone(export):
        raise FileGone
    try:
        file = path(export).open("rb")
    except FileNotFoundError as error:
        raise FileMissing from error
    ExportDownload.objects.create(export=export, downloaded_by=by)
    logger.info("Export %s downloaded by %s", export.pk, by.pk)
    return file


# Folders


def path(export: Export) -> Path:
    return _root() / export.folder / FILE_NAME


def make_folder(export: Export) -> Path:
    """The folder of this try; returns where its file goes."""
    _root().mkdir(mode=0o700, parents=True, exist_ok=True)
    path(export).parent.mkdir(mode=0o700)
    return path(export)


def remove(folder: str) -> None:
    """Delete what one try has made, if anything."""
    if folder:
        shutil.rmtree(_root() / folder, ignore_errors=True)


def _root() -> Path:
    return Path(settings.DATA_DIR) / "exports"


# The end


def delete_old() -> int:
    """Delete the files whose time is over, and those of no row; returns how many ended.

    Each machine sweeps its own disk, so that a file is gone within minutes wherever it
    was made.
    """
    finished = Export.objects.filter(format=Export.Format.XLSX, state=State.FINISHED)
    over = finished.filter(file_deleted_at=None, finished_at__lte=timezone.now() - KEPT)
    for export in over:
        remove(export.folder)
    ended = over.update(file_deleted_at=timezone.now())
    _sweep()
    return ended


def _sweep() -> None:
    """Folders first and rows after: a row knows its folder before it is made."""
    root = _root()
    here = {folder.name for folder in root.iterdir()} if root.exists() else set()
    kept = Export.objects.filter(folder__in=here, file_deleted_at=None).filter(
        state__in=[State.STARTED, State.FINISHED]
    )
    for name in here - set(kept.values_list("folder", flat=True)):
        remove(name)
