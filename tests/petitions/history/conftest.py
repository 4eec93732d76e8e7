"""A petition whose history is read, and pages that are made anew each time."""

import pytest

from config import page_memory, public_pages
from petitions import history
from tests import factories


@pytest.fixture
def petition(clock, db):
    return factories.make_petition()


@pytest.fixture(autouse=True)
def _pages_are_made_anew(monkeypatch):
    """Each request of a test sees the rows of its moment."""
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", -1)
    monkeypatch.setattr(page_memory, "MEMORY_SECONDS", -1)


@pytest.fixture
def three_at_most(monkeypatch):
    monkeypatch.setattr(history, "MOST_POINTS", 3)
