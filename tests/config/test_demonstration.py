"""Where a printed password alone may open the desk."""

import pytest

from config import demonstration

ALONE = {
    "is_demo": True,
    "is_embedded": True,
    "host": "127.0.0.1",
    "site_url": "http://127.0.0.1:8000",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"host": "localhost", "site_url": "http://localhost:8000"},
        {"host": "::1", "site_url": "http://[::1]:8000"},
    ],
)
def test_a_laptop_is_one(change):
    assert demonstration.is_alone(**(ALONE | change))


@pytest.mark.parametrize(
    "change",
    [
        {"is_demo": False},
        {"is_embedded": False},
        {"host": "::"},
        {"host": "192.168.1.5"},
        {"host": "demo.example.org"},
        {"site_url": "https://demo.example.org"},
        {"site_url": "http://127.0.0.1.example.org"},
        {"site_url": "http://localhost@example.org"},
        {"site_url": ""},
    ],
)
def test_whatever_others_can_reach_is_none(change):
    assert not demonstration.is_alone(**(ALONE | change))
