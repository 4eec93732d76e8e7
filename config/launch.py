"""The whole site with one command: `python -m config.launch`, which `bin/run` calls.

Starts Redis (unless REDIS_URL names one), web, worker and scheduler, says where the
site is, and stops everything when it is stopped itself.
"""

import fcntl
import http.client
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import TextIO

import environ

from config.launching import parts, preparing
from config.launching.supervising import PartFailed, StopAsked, Supervisor
from config.launching.words import CannotStart, say

BASE_DIR = Path(__file__).resolve().parent.parent
# The demo is what a newcomer wants; a newsroom sets DEMO=0.
DEFAULTS = {
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "DATA_DIR": str(BASE_DIR / "var"),
    "DEMO": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "PYTHONUNBUFFERED": "1",
}
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (told apart, not bound)
READY_WITHIN_SECONDS = 90
# How long an earlier start may take to let go of its folder.
LOCK_WITHIN_SECONDS = 3


def main() -> int:
    """Run until stopped; 0 when somebody asked for the end, 1 when something broke."""
    for name, value in DEFAULTS.items():
        os.environ[name] = os.environ.get(name) or value
    try:
        _run()
    except CannotStart as error:
        say(str(error))
        return 1
    return 0


def _run() -> None:
    host, port = os.environ["HOST"], _port()
    data_dir = _data_dir()
    # Paths in the environment are the caller's; the parts run in the project's folder.
    os.environ["DATA_DIR"] = str(data_dir)
    os.chdir(BASE_DIR)
    with _only_one(data_dir) as lock:
        _check_address(host, port)
        supervisor = Supervisor(
            keep_open=(lock.fileno(),),
            on_change=lambda pids: _note_processes(data_dir, pids),
        )
        try:
            _start(supervisor, host, port, data_dir)
            _greet(host, port, data_dir)
            supervisor.watch()
        except StopAsked:
            say("Stopping.")
        except PartFailed as error:
            raise CannotStart(str(error)) from None
        finally:
            supervisor.stop()
            _processes_file(data_dir).unlink(missing_ok=True)


def _start(supervisor: Supervisor, host: str, port: int, data_dir: Path) -> None:
    redis_socket = None
    if not os.environ.get("REDIS_URL"):
        redis_socket = _start_redis(supervisor, data_dir / "redis")
    if not (data_dir / "static").exists():
        say("Preparing the database, the static files and the demo.")
    code = supervisor.run(parts.setup())
    if code:
        told = code == preparing.TOLD
        raise CannotStart(
            "Clarion did not start."
            if told
            else 'The preparation failed; its lines are above, marked "setup |".'
        )
    if redis_socket:
        supervisor.wait_until(
            lambda: parts.redis_answers(redis_socket), what="Redis", seconds=30
        )
    supervisor.start(parts.web(host, port))
    supervisor.wait_until(
        lambda: _site_answers(host, port), what="The site", seconds=READY_WITHIN_SECONDS
    )
    # After it, so that they do not take the processor from it: readers come first.
    for part in (parts.worker(), parts.letters(), parts.beat(data_dir)):
        supervisor.start(part)


def _start_redis(supervisor: Supervisor, folder: Path) -> Path | None:
    """Start our own Redis, which comes up while the database is prepared."""
    binary = parts.redis_binary()
    if binary is None:
        say(
            "No redis-server here: messages between the parts go through files, slower."
        )
        return None
    socket_path = parts.redis_socket(folder)
    supervisor.start(parts.redis(binary, folder, socket_path))
    os.environ["REDIS_URL"] = f"unix://{socket_path}"
    return socket_path


def _greet(host: str, port: int, data_dir: Path) -> None:
    site = os.environ.get("SITE_URL", "").rstrip("/") or f"http://{_netloc(host, port)}"
    say(f"\nClarion is ready.\n\n  Site     {site}/")
    if os.environ["DEMO"].lower() in environ.Env.BOOLEAN_TRUE_STRINGS:
        say(f"  Inbox    {site}/inbox/")
        say(f"  Desk     {site}/admin/\n           {_sign_in(data_dir)}")
    say(f"\nThe data is in {data_dir}. Ctrl-C stops everything.\n")


def _sign_in(data_dir: Path) -> str:
    path = preparing.password_file(data_dir)
    if not path.exists():
        return "with the staff accounts of this database"
    return f"{preparing.DEMO_STAFF}, password {path.read_text().strip()}"


# Before anything starts


def _port() -> int:
    text = os.environ["PORT"]
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _data_dir() -> Path:
    """The data folder, made if need be and tried by writing."""
    path = Path(os.environ["DATA_DIR"]).absolute()
    probe = path / f".writable-{os.getpid()}"
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The data folder {path} cannot be written ({error.strerror}).\n"
            "Set DATA_DIR to a folder that can."
        ) from None
    return path.resolve()


def _only_one(data_dir: Path) -> TextIO:
    """A lock that this process and its parts hold while any of them lives.

    Two sets of parts on one folder would spoil each other's Redis file.
    """
    lock = open(data_dir / "launch.lock", "a")  # noqa: SIM115 (the caller closes it)
    deadline = time.monotonic() + LOCK_WITHIN_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            lock.close()
            raise CannotStart(
                f"Clarion runs already with the data folder {data_dir}.\n"
                "Stop it first, or set DATA_DIR to another folder."
            ) from None
        return lock


def _check_address(host: str, port: int) -> None:
    """Say plainly why the address cannot be had, before anything is set up."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            # A connection that ended a moment ago is no reason to refuse.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise CannotStart(f"HOST {host!r} is no address of this machine.") from None
    except OSError as error:
        raise CannotStart(
            f"Port {port} of {host} cannot be used ({error.strerror}).\n"
            f"Stop the program that has it, or choose another: PORT={port % 65535 + 1}."
        ) from None


# While it runs


def _site_answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(
        EVERY_ADDRESS.get(host, host), port, timeout=5
    )
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _netloc(host: str, port: int) -> str:
    shown = EVERY_ADDRESS.get(host, host)
    return f"[{shown}]:{port}" if ":" in shown else f"{shown}:{port}"


def _processes_file(data_dir: Path) -> Path:
    return data_dir / "processes.json"


def _note_processes(data_dir: Path, pids: dict[str, int]) -> None:
    """Keep the parts' process ids where an operator or a test can look them up."""
    draft = _processes_file(data_dir).with_suffix(".part")
    draft.write_text(json.dumps({"launcher": os.getpid(), **pids}))
    draft.replace(_processes_file(data_dir))


if __name__ == "__main__":
    sys.exit(main())
