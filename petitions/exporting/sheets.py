"""The list as a spreadsheet, made of the very lines of the CSV, so that both agree.

The only place that knows xlsxwriter. In its constant memory each row goes to a file as
soon as the next one begins.
"""

import csv
import io
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

# What one sheet holds, its header among them (Excel specifications and limits).
SHEET_ROWS = 1_048_576
# In characters; long words are there to be read in the cell's own line.
WIDTHS = {
    "number": 12,
    "name": 28,
    "country": 9,
    "postcode": 12,
    "confirmed_at": 22,
    "text_version": 13,
    "reason": 60,
    "email": 32,
    "newsletter": 11,
}
NUMBERS = {"number", "text_version"}
# A sheet of more than two gigabytes, with long reasons, needs the larger form of ZIP.
OPTIONS = {"constant_memory": True, "use_zip64": True}
# Excel's own sign for "this is text, whatever it looks like".
TEXT = {"num_format": "@"}


class Spreadsheet:
    """A workbook on its way: lines are added, then all is packed into one file.

    Every cell of words is text for the spreadsheet, also after it was edited there.
    The library works in the folder of the file and needs room for all rows twice.
    """

    def __init__(self, path: Path, names: list[str]) -> None:
        # xlsxwriter opens the file anew, which leaves its mode as it is.
        path.touch(mode=0o600)
        self.names = names
        self.row_count = 0
        self._book = Workbook(str(path), OPTIONS | {"tmpdir": str(path.parent)})
        self._text = self._book.add_format(TEXT)
        self._heading = self._book.add_format(TEXT | {"bold": True})
        self._numbers = [name in NUMBERS for name in names]
        self._begin_sheet()

    def add(self, lines: bytes) -> None:
        """Lines of the CSV, whole ones."""
        for cells in csv.reader(io.StringIO(lines.decode(), newline="")):
            if self._row == SHEET_ROWS:
                self._begin_sheet()
            self._write(cells)
            self._row += 1
            self.row_count += 1

    def pack(self) -> None:
        """Make the file of what was added."""
        self._book.close()

    def _begin_sheet(self) -> None:
        number = len(self._book.worksheets()) + 1
        name = "Signatures" if number == 1 else f"Signatures {number}"
        self._sheet: Worksheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, name in enumerate(self.names):
            kind = None if name in NUMBERS else self._text
            self._sheet.set_column(column, column, WIDTHS[name], kind)
            self._sheet.write_string(0, column, name, self._heading)
        self._row = 1

    def _write(self, cells: list[str]) -> None:
        sheet, row, text = self._sheet, self._row, self._text
        for column, cell in enumerate(cells):
            if not cell:
                continue  # Empty; what is typed there later is text by its column.
            if self._numbers[column]:
                sheet.write_number(row, column, int(cell))
            elif _is_taken_for_markup(cell):
                sheet.write_rich_string(row, column, cell[:1], cell[1:-1], ">", text)
            else:
                sheet.write_string(row, column, cell, text)


def _is_taken_for_markup(cell: str) -> bool:
    """Whether xlsxwriter would write the cell as it is, without escaping it.

    In constant memory it takes such a string for rich text that it made itself, so
    that a signer could write cells, formulas among them. As real rich text the same
    words are escaped.
    """
    return cell.startswith("<r>") and cell.endswith("</r>")
