"""A leg of real processes tries what failed a second time, and says so."""

import textwrap

import pytest

from tests.parts import checking

FLAKY = """
    from pathlib import Path

    def test_fails_the_first_time():
        mark = Path(__file__).with_suffix(".mark")
        was_there = mark.exists()
        mark.touch()
        assert was_there

    def test_holds():
        assert True
"""
BROKEN = """
    import pytest

    @pytest.mark.parametrize("number", range({times}))
    def test_fails_always(number):
        assert number < 0
"""


@pytest.fixture
def leg(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "KEPT", tmp_path)
    monkeypatch.setattr(checking, "ON_CI", True)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def run(tests, **options):
        (tmp_path / "test_it.py").write_text(textwrap.dedent(tests))
        asked = ["-c", str(tmp_path / "pytest.ini"), "-p", "no:django", str(tmp_path)]
        tally = checking.Tally()
        checking._leg(tally, "here", asked, {}, **options)
        return tally

    return run


def test_what_fails_once_is_tried_again_and_named(leg, capfd):
    tally = leg(FLAKY, most_again=3)

    assert (tally.passed, tally.failed) == (2, 0)
    said = capfd.readouterr().out
    assert "NEEDED A SECOND TRY: 1" in said
    assert "test_fails_the_first_time" in said


def test_without_a_second_try_it_fails(leg):
    tally = leg(FLAKY)

    assert (tally.passed, tally.failed) == (1, 1)


def test_what_fails_twice_has_failed(leg):
    assert leg(BROKEN.format(times=3), most_again=3).failed == 3


def test_many_failures_are_not_tried_again(leg, capfd):
    assert leg(BROKEN.format(times=4), most_again=3).failed == 4
    assert "SECOND TRY" not in capfd.readouterr().out
