"""What the tests of public pages share."""

import time

import pytest

from config import public_pages
from tests.config.pages import View


@pytest.fixture
def view():
    return View()


@pytest.fixture
def later(monkeypatch):
    """Turns the clock of the pages on by so many seconds."""
    real = time.time

    def turn(seconds):
        monkeypatch.setattr(public_pages.time, "time", lambda: real() + seconds)

    return turn
