"""Settings of the tests, and the fixtures that every folder may use."""

import math
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

from accounts import limits
from branding import known as looks
from branding.brand import Brand
from campaigns.pictures import files
from comments import known as subjects
from config import brokers, page_memory
from petitions import consents, known, next_steps

# The same examples at every run: a test that fails now and then helps nobody.
hypothesis_settings.register_profile(
    "clarion", deadline=None, derandomize=True, database=None, max_examples=100
)
hypothesis_settings.load_profile("clarion")
# For what a busy machine may keep a test waiting; in earnest it is a fraction of that.
PATIENCE_SECONDS = 60

pytest_plugins = ["tests.parts.fixtures", "tests.stack.fixtures"]


def pytest_configure(config: pytest.Config) -> None:
    """Fast and alone: nothing is read from or left in the developer's own site."""
    folder = Path(tempfile.mkdtemp(prefix="clarion-pytest-"))
    config.add_cleanup(lambda: _remove(folder))
    settings.DATA_DIR = folder
    settings.MAIL_DIR = folder / "mail"
    settings.MEDIA_ROOT = folder / "media"
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    # Letters end in pytest-django's `mailoutbox`, tasks run when they are called.
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CELERY_TASK_ALWAYS_EAGER = True
    _use_a_cache_of_its_own()
    _let_a_test_take_its_time()


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _use_a_cache_of_its_own() -> None:
    """Each of pytest-xdist's workers clears its cache between tests."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if settings.REDIS_URL:
        settings.CACHES = brokers.caches(settings.REDIS_URL, after_broker=1 + worker)
        settings.CACHES["default"]["OPTIONS"]["socket_timeout"] = PATIENCE_SECONDS


def _let_a_test_take_its_time() -> None:
    """Each is one transaction, which in a reader's request would be cut off."""
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "options" in options:
        limit = "-c idle_in_transaction_session_timeout"
        options["options"] += f" {limit}={PATIENCE_SECONDS * 1000}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say why a test for PostgreSQL does not run on SQLite."""
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        return
    reason = "needs PostgreSQL: run it with TEST_ON=servers bin/test …"
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def _letters_go_through_the_outbox(django_test_environment: None) -> None:
    """Django's test set-up puts its own mail backend in the place of ours."""
    settings.EMAIL_BACKEND = "mailroom.backend.OutboxBackend"


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()
    page_memory.forget()


@pytest.fixture(autouse=True)
def _limits_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that presses until it is told to wait meets no end of a minute."""
    monkeypatch.setattr(limits, "EPOCH", time.time())


@pytest.fixture(autouse=True)
def _nothing_remembered_of_rows_that_are_gone():
    """What an earlier test left in the process."""
    consents.forget()
    known.forget()
    subjects.forget()
    next_steps.forget()
    files.forget()


@pytest.fixture(autouse=True)
def _the_usual_look() -> None:
    """So that no page of a test asks for it; tests of looks call `known.forget`."""
    looks.keep(Brand(), (), math.inf)
