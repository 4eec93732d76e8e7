"""The table of `bin/bench`."""

import pytest

from bench import showing
from bench.showing import Row

ROWS = [
    Row(
        "sign",
        "900/s",
        "floor 2,000/s",
        "0.45",
        "at least 0.45",
        is_met=True,
        peer="7/s",
        how="wrk",
    ),
    Row(
        "page",
        "10/s",
        "floor 20/s",
        "0.50",
        "at least 0.7",
        is_met=False,
        peer="84/s",
        how="wrk",
    ),
    Row("memory", "80 MiB"),
]


def test_a_row_says_whether_its_target_was_met():
    assert [row.verdict for row in ROWS] == [
        "at least 0.45: met",
        "at least 0.7: MISSED",
        "",
    ]


def test_the_table_names_every_row_and_how_it_was_got():
    text = showing.as_text(ROWS, ["two processors"])

    for row in ROWS:
        assert row.what in text
    assert "MISSED" in text
    assert "- two processors" in text
    assert "- sign; page: wrk" in text


def test_no_line_of_the_terminal_is_cut_in_a_word():
    long = Row("what", "word " * 60)

    text = showing.as_text([long], [])

    assert text.count("word") == 60


def test_the_table_has_six_cells_in_every_line_of_markdown():
    table = showing.as_markdown([*ROWS, Row("a|b", "c")], ["note"])

    lines = [line for line in table.splitlines() if line.startswith("|")]
    assert [line.count("|") for line in lines] == [7] * 6
    assert table.endswith("- note\n- sign; page: wrk")


def test_the_block_between_the_marks_is_replaced_and_nothing_else(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text("Before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nAfter\n")

    showing.put_into(page, "bench", r"new \1")
    showing.put_into(page, "bench", "newer")

    assert page.read_text() == (
        "Before\n<!-- bench: begin -->\nnewer\n<!-- bench: end -->\nAfter\n"
    )


def test_a_document_without_marks_is_left_as_it_is(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text("Words")

    with pytest.raises(ValueError, match="needs the marks"):
        showing.put_into(page, "bench", "block")

    with pytest.raises(ValueError, match="needs the marks"):
        showing.check_marks(page, "bench")

    assert page.read_text() == "Words"
