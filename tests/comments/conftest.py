"""A forum whose readers are known: no first comment waits, unless a test says so."""

import pytest

from accounts import limits
from comments import threads
from comments.models import ForumRules
from tests import factories
from tests.accounts import doors


@pytest.fixture(autouse=True)
def _readers_are_known(monkeypatch):
    monkeypatch.setattr(threads, "USUAL", ForumRules(first_held=0))


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def cy():
    return doors.make_reader("cy@example.org", display_name="Cy Harbour")


@pytest.fixture
def dee():
    return doors.make_reader("dee@example.org", display_name="Dee Lake")


@pytest.fixture
def thread():
    return factories.make_thread()


@pytest.fixture
def at_once(monkeypatch):
    """Without the limits, for what is not about them."""
    monkeypatch.setattr(limits, "wait_of_all", lambda *_about: 0)
