import pytest

from accounts import limits
from tests import factories
from tests.accounts import doors


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def cy():
    return doors.make_reader("cy@example.org", display_name="Cy Harbour")


@pytest.fixture
def at_once(monkeypatch):
    """Without the limits, for what is not about them."""
    monkeypatch.setattr(limits, "wait_seconds", lambda *_about: 0)
