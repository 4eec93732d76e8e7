"""Connections that live on: asked when idle, trusted when busy."""

import pytest
from django.db import connection

from config import connections


@pytest.fixture
def next_request(db):
    """Begins a request; gives whether its first statement asks the connection first.

    Calls what listens to the signal: Django's test client connects its own listener
    anew, which in a test then comes last.
    """
    connection.health_check_enabled = True

    def begin():
        connection.health_check_done = False
        connections.trust_busy_connections()
        return not connection.health_check_done

    yield begin
    connection.health_check_enabled = False


def test_an_idle_connection_is_asked_and_a_busy_one_is_trusted(
    next_request, monkeypatch
):
    monkeypatch.setattr(connection, "asked_at", 0.0, raising=False)
    monkeypatch.setattr(connections, "TRUSTED_SECONDS", 60)

    assert next_request()
    assert not next_request()
    assert not next_request()


def test_a_connection_that_rested_is_asked_again(next_request, monkeypatch):
    monkeypatch.setattr(connection, "asked_at", 0.0, raising=False)
    next_request()
    monkeypatch.setattr(connections, "TRUSTED_SECONDS", 0)

    assert next_request()
