"""Every check and every test, one after the other: what `bin/test` runs.

With arguments it is one pytest run with them, on SQLite, or on PostgreSQL and Redis
with TEST_ON=servers.
"""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.parts.finding import BASE_DIR, KEPT, ON_CI, PartMissing
from tests.parts.postgres import postgres
from tests.parts.redis import RedisServer

PACKAGES = [
    *("accounts", "branding", "campaigns", "comments", "config", "donations"),
    *("mailroom", "petitions", "webhooks"),
]
# What a person's shell may hold for their own site must not reach the tests.
SITE_VARIABLES = {
    *("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "HOST", "PORT", "DEMO"),
    *("BRAND", "DEMO_PASSWORD", "SECRET_KEY", "ALLOWED_HOSTS", "TRUSTED_PROXY_COUNT"),
    *("CLARION_FAILPOINTS", "REDIS_SERVER", "CACHE_URL", "DJANGO_SETTINGS_MODULE"),
    *("PROXY", "WEB_PORT", "TLS_CERTIFICATE", "TLS_KEY"),
}
REAL_PROCESSES = "stack or browser or chaos"
STEP_SECONDS = 3600
NO_TESTS = 5
MOST_AGAIN = 3


@dataclass
class Tally:
    """What passed and failed so far; a check counts as one test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    names_failed: list[str] = field(default_factory=list)

    def add(self, name: str, passed: int, failed: int, skipped: int = 0) -> bool:
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        if failed:
            self.names_failed.append(name)
        return not failed


def main(arguments: list[str]) -> int:
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clarion-test-") as folder:
        environ = _clean_environ(Path(folder))
        if arguments:
            return _pytest_alone(arguments, environ)
        return _everything(environ)


def _clean_environ(folder: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in SITE_VARIABLES
    }
    return {**kept, "DATA_DIR": str(folder), "PYTHONPATH": str(BASE_DIR)}


def _pytest_alone(arguments: list[str], environ: Mapping[str, str]) -> int:
    on_servers = os.environ.get("TEST_ON") == "servers"
    with _servers() if on_servers else contextlib.nullcontext({}) as urls:
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, env={**environ, **urls}, check=False).returncode


def _everything(environ: Mapping[str, str]) -> int:
    tally, began = Tally(), time.monotonic()
    for name, command in _checks().items():
        _check(tally, name, command, environ)
    _check(tally, "manage.py check --deploy", _manage(*DEPLOY), _production(environ))
    not_real = f"not ({REAL_PROCESSES})"
    many = ["-n", "auto"]
    _leg(tally, "SQLite", [*many, "-m", f"{not_real} and not postgres"], environ)
    # Eight threads in a race, a browser, a dozen processes: where they share two cores
    # with whatever else runs there, a wait that was too short is no fault of the site.
    # A fault fails twice, and what needed a second try is named.
    try:
        with _servers() as urls:
            on_servers = {**environ, **urls}
            options = [*many, "-m", not_real]
            where = "PostgreSQL and Redis"
            _leg(tally, where, options, on_servers, most_again=MOST_AGAIN)
    except PartMissing as why:
        _say(f"{'FAILED' if ON_CI else 'skipped'}: PostgreSQL and Redis: {why}")
        tally.add("PostgreSQL and Redis", 0, int(ON_CI), int(not ON_CI))
    real = ["-m", REAL_PROCESSES]
    _leg(tally, "real processes", real, environ, most_again=MOST_AGAIN)
    return _sum_up(tally, time.monotonic() - began)


def _sum_up(tally: Tally, seconds: float) -> int:
    _say(f"\nAll of it took {seconds:.0f} s. Skipped: {tally.skipped}.")
    if tally.names_failed:
        _say(f"Failed: {', '.join(tally.names_failed)}.")
    _say(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


# Checks


def _checks() -> dict[str, list[str]]:
    templates = sorted(map(str, (BASE_DIR / "templates").rglob("*.html")))
    return {
        "ruff format": [_tool("ruff"), "format", "--check", "."],
        "ruff check": [_tool("ruff"), "check", "."],
        "mypy": [_tool("mypy"), *PACKAGES],
        "lint-imports": [_tool("lint-imports")],
        "djade": [_tool("djade"), "--target-version", "5.2", "--check", *templates],
        "manage.py makemigrations": _manage("makemigrations", "--check", "--dry-run"),
    }


DEPLOY = ("check", "--deploy", "--fail-level", "WARNING")


def _production(environ: Mapping[str, str]) -> dict[str, str]:
    """What a newsroom sets; see docs/self-hosting.md."""
    return {
        **environ,
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://campaigns.example.org",
        "EMAIL_URL": "smtp+tls://clarion:secret@mail.example.org:587",
        "TRUSTED_PROXY_COUNT": "1",
    }


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def _check(
    tally: Tally, name: str, command: list[str], environ: Mapping[str, str]
) -> None:
    began = time.monotonic()
    tried = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=STEP_SECONDS,
        check=False,
    )
    is_good = tally.add(name, int(not tried.returncode), int(bool(tried.returncode)))
    _announce(name, is_good, time.monotonic() - began)
    if not is_good:
        _say(tried.stdout.rstrip())


# Tests


def _leg(
    tally: Tally,
    where: str,
    options: list[str],
    environ: Mapping[str, str],
    *,
    most_again: int = 0,
) -> None:
    """One run of pytest. Up to `most_again` tests that fail get one second try."""
    name, began = f"pytest, {where}", time.monotonic()
    report = KEPT / f"{where.replace(' ', '-').lower()}.xml"
    _say(f"{name}:")
    passed, failed, skipped = _run(report, options, environ)
    if 0 < failed <= most_again:
        _say(f"{name}: {failed} failed. Alone, for a second time:")
        good, failed, _skipped = _run(report, [*options, "--last-failed"], environ)
        passed += good
        _say(f"NEEDED A SECOND TRY: {good}. Their first failure is printed above.")
    if ON_CI and skipped:
        _say("On CI nothing may be skipped.")
        failed += skipped
    is_good = tally.add(name, passed, failed, skipped)
    _announce(name, is_good, time.monotonic() - began)


def _run(
    report: Path, options: list[str], environ: Mapping[str, str]
) -> tuple[int, int, int]:
    """How many passed, failed and were skipped; a run that broke off is a failure."""
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *options]
    code = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        timeout=STEP_SECONDS,
        check=False,
    ).returncode
    passed, failed, skipped = _count(report)
    if code and not failed:
        _say("No tests here." if code == NO_TESTS else f"pytest ended with {code}.")
        failed = 1
    return passed, failed, skipped


def _count(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of a JUnit report."""
    if not report.exists():
        return 0, 0, 0
    suites = ET.parse(report).iter("testsuite")  # noqa: S314 (pytest just wrote it)
    counts = [
        {
            key: int(suite.get(key, 0))
            for key in ("tests", "failures", "errors", "skipped")
        }
        for suite in suites
    ]
    failed = sum(it["failures"] + it["errors"] for it in counts)
    skipped = sum(it["skipped"] for it in counts)
    return sum(it["tests"] for it in counts) - failed - skipped, failed, skipped


@contextlib.contextmanager
def _servers() -> Iterator[dict[str, str]]:
    """A real PostgreSQL and a real Redis, as the settings name them."""
    with contextlib.ExitStack() as started:
        database, redis = postgres(), RedisServer()
        started.callback(redis.remove)
        started.callback(database.remove)
        database.start()
        redis.start()
        yield {"DATABASE_URL": database.url(), "REDIS_URL": redis.url}


def _announce(name: str, is_good: bool, seconds: float) -> None:
    _say(f"{'ok' if is_good else 'FAILED':<6} {name:<32} {seconds:6.1f} s")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
