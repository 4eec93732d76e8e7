"""A forum whose readers are known: no first comment waits, unless a test says so."""

import pytest

from comments import threads
from comments.models import ForumRules


@pytest.fixture(autouse=True)
def _readers_are_known(monkeypatch):
    monkeypatch.setattr(threads, "USUAL", ForumRules(first_held=0))
