"""Connections that live on: asked when idle, trusted when busy."""

import pytest
from django.db import connection

from config import checks, connections


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


# Enough of them for everybody


@pytest.fixture
def warnings(db):
    def ask():
        found = checks.the_database_has_a_connection_for_everybody(None, ["default"])
        return [warning.id for warning in found]

    return ask


def test_the_usual_start_finds_connections_enough(warnings):
    assert connections.most_of_this_machine() == 12
    assert warnings() == []


@pytest.mark.postgres
def test_more_threads_than_the_server_has_connections_are_told(warnings, settings):
    settings.WEB_WORKERS = connections.most_of_the_server()
    settings.WEB_THREADS = 1

    assert warnings() == ["clarion.W002"]


def test_a_file_has_no_number_of_connections(warnings, settings, monkeypatch):
    monkeypatch.setattr(connections, "most_of_the_server", lambda: None)
    settings.WEB_WORKERS = 1000

    assert warnings() == []
