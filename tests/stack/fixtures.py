"""The real site as a fixture, in both of its set-ups."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.finding import BASE_DIR
from tests.stack.site import Site

SETUPS = ("embedded", "servers")
# Tests of pages, which no database or broker changes, are marked `one_set_up`: they run
# on real servers alone.
ONE_SET_UP = "servers"


@pytest.fixture(scope="session", params=SETUPS)
def set_up(request: pytest.FixtureRequest) -> str:
    """Which set-up a test runs on: SQLite and its own Redis, or real servers."""
    return str(request.param)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what would look at the same pages a second time."""

    def is_second(item: pytest.Item) -> bool:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        set_up = parameters.get("set_up", ONE_SET_UP)
        return bool(item.get_closest_marker("one_set_up")) and set_up != ONE_SET_UP

    left_out = [item for item in items if is_second(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def site(set_up: str, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A running site with the demo in it, shared by the tests of a set-up.

    A test that breaks something waits until it is whole again.
    """
    environ = {}
    if set_up == "servers":
        database = request.getfixturevalue("postgres_server")
        environ["DATABASE_URL"] = database.make_database("clarion_site")
        environ["REDIS_URL"] = request.getfixturevalue("redis_server").url
    started = Site(**environ)
    try:
        started.start()
        yield started
    finally:
        started.remove()


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """A data folder with tables, static files and demo, made once to be copied."""
    example = Site()
    prepare = [sys.executable, "-m", "config.launching.preparing"]
    subprocess.run(prepare, cwd=BASE_DIR, env=example.environ, check=True)
    yield example.data_dir
    example.remove()


@pytest.fixture
def new_site() -> Iterator[Site]:
    """A site that is not started yet, on SQLite, with nothing in it."""
    made = Site()
    yield made
    made.remove()


@pytest.fixture
def ready_site(prepared: Path) -> Iterator[Site]:
    """As after an earlier start: a site that is not started yet, on SQLite."""
    made = Site()
    shutil.copytree(prepared, made.data_dir)
    yield made
    made.remove()
