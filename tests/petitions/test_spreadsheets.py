"""The list as a spreadsheet: the same cells as the CSV, none of which can run."""

import csv
import io
import tracemalloc

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from petitions import exporting
from petitions.exporting import keeping, lines, making, sheets
from petitions.models import Export, Signature
from tests import factories
from tests.petitions.test_exporting import PAYLOADS, copy, would_run

ALL = list(exporting.COLUMNS)
MARKUP = [
    "<r><t>x</t></r>",
    '<r><t>x</t></is></c><c r="Z1"><f>HYPERLINK("http://x","y")</f></c></r>',
    "<r></r>",
    "<r>",
    "</t></is></c>",
    "]]>",
    "&amp;&#61;1",
]
LINKS = ["http://example.org/", "mailto:a@example.org", "internal:Sheet2!A1", "{=1+1}"]
ODD = ["\x01", "a\x0bb", "x\ufffey", "_x0041_", " both ends ", "two\nlines", "0012", ""]


@pytest.fixture
def ask(petition, dee):
    """Dee asks for a spreadsheet; gives its row."""

    def start(columns=ALL):
        return exporting.start(
            petition,
            by=dee,
            purpose="Handing over",
            columns=columns,
            format=Export.Format.XLSX,
        )

    return start


@pytest.fixture
def made(ask):
    """A spreadsheet that the worker has made, opened by another library."""

    def make(columns=ALL):
        export = ask(columns)
        assert making.make_next()
        export.refresh_from_db()
        assert export.state == "finished", export.problem
        return openpyxl.load_workbook(keeping.path(export))

    return make


def cells(book):
    """Each row of each sheet under its header, as words."""
    for sheet in book:
        header, *rows = sheet.iter_rows()
        for row in rows:
            yield {
                name.value: unescape(str("" if cell.value is None else cell.value))
                for name, cell in zip(header, row, strict=True)
            }


def as_csv(petition, names=ALL):
    content = b"".join(batch.content for batch in lines.batches(petition.pk, names, 50))
    text = io.StringIO(content.decode(), newline="")
    return [dict(zip(names, row, strict=True)) for row in csv.reader(text)]


def test_a_spreadsheet_holds_the_very_cells_of_the_csv(petition, made):
    factories.make_signatures(
        petition, 5, reason="Because.\nIt is = right", newsletter=True
    )
    factories.make_signature(petition, email="no@example.org", status="withdrawn")

    assert list(cells(made())) == as_csv(petition)
    assert len(as_csv(petition)) == 5


def test_no_payload_is_a_formula_or_a_link_in_any_column(petition, made):
    payloads = [*PAYLOADS, *MARKUP, *LINKS, *ODD]
    typed = [
        {
            "name": payload[:100],
            "postcode": payload[:12],
            "reason": payload,
            "email": payload[:254],
        }
        for payload in payloads
    ]
    copy(factories.make_signature(petition, status="confirmed"), typed)
    book = made()
    sheet = book.active

    assert list(cells(book)) == as_csv(petition)
    everything = [cell for row in sheet.iter_rows() for cell in row]
    kinds = {cell.data_type for cell in everything if cell.value is not None}
    assert kinds == {"s", "n"}
    words = [
        cell
        for row in sheet.iter_rows(min_col=2, max_col=5)
        for cell in row
        if cell.value is not None
    ]
    # Text by its format too, or it would run once somebody edits the cell.
    assert {(cell.data_type, cell.number_format) for cell in words} == {("s", "@")}
    assert not any(cell.hyperlink for cell in everything)
    assert not any(would_run(cell.value) for cell in words)
    assert sheet.max_column == len(ALL)


def test_numbers_are_numbers_and_words_that_look_like_them_are_not(petition, made):
    signature = factories.make_signature(petition, status="confirmed", postcode="0012")
    _header, (number, postcode) = made(["number", "postcode"]).active.iter_rows()

    assert (number.value, number.data_type) == (signature.pk, "n")
    assert (postcode.value, postcode.data_type) == ("0012", "s")


def test_an_empty_cell_is_empty_and_its_column_stays_text(petition, made):
    factories.make_signature(petition, status="confirmed", postcode="", reason="x")
    sheet = made(["postcode", "reason"]).active

    assert sheet["A2"].value is None
    assert sheet["B2"].value == "x"
    assert sheet.column_dimensions["A"].number_format == "@"


def test_the_header_is_bold_and_stays_in_sight(petition, made):
    sheet = made(["number", "reason"]).active

    assert [cell.value for cell in sheet[1]] == ["number", "reason"]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(petition, made, monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_ROWS", 4)
    factories.make_signatures(petition, 7)
    book = made(["number", "email"])

    assert book.sheetnames == ["Signatures", "Signatures 2", "Signatures 3"]
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert {sheet["B1"].value for sheet in book} == {"email"}
    assert [row["email"] for row in cells(book)] == [
        f"reader{number}@example.org" for number in range(7)
    ]


def test_a_sheet_is_as_long_as_a_spreadsheet_program_takes():
    assert sheets.SHEET_ROWS == 2**20


def test_a_petition_without_signatures_gives_a_header(petition, made):
    sheet = made(["name"]).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["name"]]


def test_a_long_spreadsheet_needs_no_more_memory_than_a_short_one(
    petition, ask, monkeypatch
):
    monkeypatch.setattr(making, "BATCH_SIZE", 25)
    first = factories.make_signature(petition, status="confirmed", reason="x" * 12_000)
    copy(first, [{}] * 1000)
    export = ask(["reason"])

    tracemalloc.start()
    making.make_next()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    export.refresh_from_db()
    assert (export.state, export.row_count) == ("finished", 1000)
    assert Signature.objects.count() == 1000
    assert peak < 12_000_000 / 4
