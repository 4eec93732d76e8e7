"""Long work stops in time, and goes on at the next call."""

import pytest

from config import batches


@pytest.fixture
def pile():
    """Ten pieces of work in four batches."""
    return [3, 3, 3, 1]


def test_batches_are_done_until_none_is_left(pile):
    assert batches.repeat(lambda: pile.pop() if pile else 0) == 10
    assert pile == []


def test_long_work_stops_in_time_and_goes_on_later(pile, monkeypatch):
    clock = [batches.timezone.now()]
    monkeypatch.setattr(batches.timezone, "now", lambda: clock[0])

    def do_batch():
        clock[0] += 0.6 * batches.SLICE
        return pile.pop() if pile else 0

    assert batches.repeat(do_batch) == 4
    assert batches.repeat(do_batch) == 6
