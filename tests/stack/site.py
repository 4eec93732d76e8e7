"""The real site, started as `bin/run` starts it, and looked at from outside."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
import requests

from tests.parts.finding import (
    BASE_DIR,
    descendants,
    die_with_parent,
    end,
    free_port,
    wait_for,
)
from tests.parts.smtp import MailServer

PARTS = ("web", "worker", "letters", "webhooks", "beat")
START_SECONDS = 180
PASSWORD = "a-password-for-the-tests"


class Site:
    """A site of its own: free port, new data folder, and a mail server that listens.

    `pids` are read anew at each look, since the launcher restarts what dies.
    """

    def __init__(self, *arguments: str, **environ: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clarion-site-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.smtp = MailServer()
        self.password = PASSWORD
        self.database_url = environ.get("DATABASE_URL", "")
        self.log_file = self.folder / "console.log"
        self.process: subprocess.Popen | None = None
        self._arguments = arguments
        self._environ = environ

    @property
    def data_dir(self) -> Path:
        return Path(self.environ["DATA_DIR"])

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "PORT": str(self.port),
            "DATA_DIR": str(self.folder / "data"),
            "DEMO": "1",
            "DEMO_PASSWORD": self.password,
            "CLARION_FAILPOINTS": "1",
            "TRUSTED_PROXY_COUNT": "1",
            "EMAIL_URL": self.smtp.url,
            **self._environ,
        }

    def configure(self, name: str, value: str) -> None:
        """Change a variable of its environment before it starts."""
        self._environ[name] = value

    # Running

    def start(self) -> None:
        """Start it and wait until it greets."""
        self.smtp.start()
        self.launch()
        wait_for(self._has_greeted, START_SECONDS, what="the site greets")

    def launch(self) -> subprocess.Popen:
        """Start the launcher only; it may refuse."""
        self.log_file.unlink(missing_ok=True)
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.launch", *self._arguments],
                cwd=BASE_DIR,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )
        return self.process

    def stop(self, *, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(60)
        self.smtp.stop()
        return code

    def remove(self) -> None:
        import shutil

        if self.process:
            end(self.process, seconds=60)
        self.smtp.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _has_greeted(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log
        return "Clarion is ready." in self.log

    @property
    def log(self) -> str:
        """Everything the console showed."""
        return self.log_file.read_text() if self.log_file.exists() else ""

    def manage(self, *arguments: str) -> str:
        """What a command of `manage.py` says, run as its operator would."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env={name: value for name, value in self.environ.items() if value},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    @property
    def is_a_demo_alone(self) -> bool:
        """Whether the printed password alone opens the desk (docs/adr/0019)."""
        return self.environ["DEMO"] == "1" and not self.database_url

    # Its processes

    @property
    def pids(self) -> dict[str, int]:
        """The process of each part, and "launcher"."""
        try:
            return json.loads((self.data_dir / "processes.json").read_text())
        except FileNotFoundError:
            return {}

    def kill(self, part: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to a part; returns the process id it had."""
        pid = self.pids[part]
        os.kill(pid, number)
        return pid

    def family(self) -> set[int]:
        """The launcher's process id and those of all that descend from it."""
        assert self.process is not None
        return descendants(self.process.pid)

    def arm(self, failpoint: str, about: str = "") -> Path:
        """Let a process die at this point (config/failpoints.py); gone once it has."""
        path = self.data_dir / "failpoints" / failpoint
        path.parent.mkdir(exist_ok=True)
        # Never half written for the process that looks for it.
        written = path.with_suffix(".new")
        written.write_text(about)
        written.rename(path)
        return path

    # Its pages

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.request("GET", path, **options)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, **options: Any
    ) -> requests.Response:
        return self.request("POST", path, data=data, **options)

    def request(
        self,
        method: str,
        path: str,
        *,
        visitor: requests.Session | None = None,
        **options: Any,
    ) -> requests.Response:
        """One request, by a new visitor unless told; redirects are not followed."""
        options = {"timeout": 30, "allow_redirects": False, **options}
        address = path if path.startswith("http") else self.url + path
        return (visitor or requests).request(method, address, **options)

    # Its rows

    def database(self) -> Any:
        """A plain connection of the database's own kind, in autocommit."""
        if self.database_url:
            return psycopg.connect(self.database_url, autocommit=True)
        path = self.data_dir / "clarion.sqlite3"
        return sqlite3.connect(path, timeout=10, isolation_level=None)

    def rows(self, query: str, *values: Any) -> list[tuple]:
        """What a query gives; values are marked %s on either database."""
        connection = self.database()
        try:
            if not self.database_url:
                query = query.replace("%s", "?")
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def value(self, query: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(query, *values)
        return found[0][0] if found else None

    def wait_for(
        self, is_true: Callable[[], object], seconds: float = 20, *, what: str = ""
    ) -> None:
        wait_for(is_true, seconds, what=what)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
