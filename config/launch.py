"""The whole site with one command: `python -m config.launch`, which `bin/run` calls.

Starts Redis (unless REDIS_URL names one), web, workers and scheduler, says where the
site is, and stops everything when it is stopped itself. With `--production`, as
`deploy/start` calls it, there is no demo, and a proxy stands before the site.
"""

import http.client
import json
import os
import socket
import sys
from pathlib import Path

import environ

from config import demonstration
from config.launching import checking, parts, preparing, production, proxies, stores
from config.launching.supervising import PartFailed, StopAsked, Supervisor
from config.launching.words import CannotStart, say

# The demo is what a newcomer wants; a newsroom sets DEMO=0 or calls deploy/start.
DEFAULTS = {"DEMO": "1"}
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (told apart, not bound)
READY_WITHIN_SECONDS = 90


def main(*arguments: str) -> int:
    """Run until stopped; 0 when somebody asked for the end, 1 when something broke."""
    is_production = "--production" in arguments
    special = production.DEFAULTS if is_production else DEFAULTS
    for name, value in (checking.DEFAULTS | special).items():
        os.environ[name] = os.environ.get(name) or value
    try:
        _run(is_production=is_production)
    except CannotStart as error:
        say(str(error))
        return 1
    return 0


def _run(*, is_production: bool) -> None:
    program = production.proxy_program() if is_production else None
    host, port, data_dir = os.environ["HOST"], checking.port(), checking.data_dir()
    # Paths in the environment are the caller's; the parts run in the project's folder.
    os.environ["DATA_DIR"] = str(data_dir)
    os.chdir(checking.BASE_DIR)
    with checking.only_one(data_dir) as lock:
        checking.address(host, port)
        behind = production.web_address() if program else None
        supervisor = Supervisor(
            keep_open=(lock.fileno(),),
            on_change=lambda pids: _note_processes(data_dir, pids),
        )
        try:
            _start_stores(supervisor, data_dir, of_machine_first=is_production)
            _start_web(supervisor, *(behind or (host, port)))
            if program:
                _start_proxy(supervisor, program, host, port, data_dir)
            _start_workers(supervisor, data_dir)
            _greet(host, port, data_dir)
            supervisor.watch()
        except StopAsked:
            say("Stopping.")
        except PartFailed as error:
            raise CannotStart(str(error)) from None
        finally:
            supervisor.stop()
            _processes_file(data_dir).unlink(missing_ok=True)


def _start_stores(
    supervisor: Supervisor, data_dir: Path, *, of_machine_first: bool
) -> None:
    """Start the Redis that no URL names; the database is prepared meanwhile."""
    binary = stores.redis_binary(of_machine_first=of_machine_first)
    started = stores.wanted(binary, data_dir / "redis")
    for store in started:
        supervisor.start(store.part)
        os.environ[store.variable] = store.url
    if not os.environ.get("REDIS_URL"):
        say(
            "No redis-server here: messages between the parts go through files, slower."
        )
    _prepare(supervisor, data_dir)
    for store in started:
        supervisor.wait_until(store.answers, what="Redis", seconds=30)


def _prepare(supervisor: Supervisor, data_dir: Path) -> None:
    if not (data_dir / "static").exists():
        say("Preparing the database and the static files.")
    if code := supervisor.run(parts.setup()):
        told = code == preparing.TOLD
        raise CannotStart(
            "Clarion did not start."
            if told
            else 'The preparation failed; its lines are above, marked "setup |".'
        )


def _start_web(supervisor: Supervisor, host: str, port: int) -> None:
    supervisor.start(parts.web(host, port))
    supervisor.wait_until(
        lambda: _site_answers(host, port), what="The site", seconds=READY_WITHIN_SECONDS
    )


def _start_proxy(
    supervisor: Supervisor, program: str, host: str, port: int, data_dir: Path
) -> None:
    proxy = production.proxy(program, host, port, data_dir)
    supervisor.start(proxies.part(program, proxy))
    supervisor.wait_until(
        lambda: _is_listened_to(host, port), what="The proxy", seconds=30
    )


def _start_workers(supervisor: Supervisor, data_dir: Path) -> None:
    """Last, so that they do not take the processor from the web: readers come first."""
    workers = (parts.worker(), parts.letters(), parts.webhooks())
    for part in (*workers, parts.beat(data_dir)):
        supervisor.start(part)


def _greet(host: str, port: int, data_dir: Path) -> None:
    site = os.environ.get("SITE_URL", "").rstrip("/") or f"http://{_netloc(host, port)}"
    say(f"\nClarion is ready.\n\n  Site     {site}/")
    if _is_demo():
        say(f"  Inbox    {site}/inbox/")
        say(f"  Desk     {site}/admin/\n           {_sign_in(data_dir)}")
        if host == checking.DEFAULTS["HOST"] and not os.environ.get("SITE_URL"):
            # Browsers give passkeys to names only.
            say(f"           to try passkeys: http://localhost:{port}/admin/")
    elif not os.environ.get("EMAIL_URL"):
        say("  Letters  wait until EMAIL_URL names a mail server")
    say(f"\nThe data is in {data_dir}. Ctrl-C stops everything.\n")


def _sign_in(data_dir: Path) -> str:
    path = preparing.password_file(data_dir)
    if not path.exists():
        return "with the staff accounts of this database"
    staff = f"{preparing.DEMO_STAFF}, password {path.read_text().strip()}"
    if _lets_in_by_password():
        return staff
    link = f"manage.py make_owner {preparing.DEMO_STAFF}"
    return f"{staff}; first set a second step\n           with the link of: {link}"


def _lets_in_by_password() -> bool:
    host = os.environ["HOST"]
    return demonstration.is_alone(
        is_demo=_is_demo(),
        is_embedded=os.environ.get("DATABASE_URL", "sqlite").startswith("sqlite"),
        host=host,
        site_url=os.environ.get("SITE_URL") or f"http://{host}",
    )


def _is_demo() -> bool:
    return os.environ["DEMO"].lower() in environ.Env.BOOLEAN_TRUE_STRINGS


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


def _is_listened_to(host: str, port: int) -> bool:
    """Whether somebody takes connections there; the proxy may speak TLS."""
    try:
        socket.create_connection((EVERY_ADDRESS.get(host, host), port), 5).close()
    except OSError:
        return False
    return True


def _netloc(host: str, port: int) -> str:
    return proxies.netloc(EVERY_ADDRESS.get(host, host), port)


def _processes_file(data_dir: Path) -> Path:
    return data_dir / "processes.json"


def _note_processes(data_dir: Path, pids: dict[str, int]) -> None:
    """Keep the parts' process ids where an operator or a test can look them up."""
    draft = _processes_file(data_dir).with_suffix(".part")
    draft.write_text(json.dumps({"launcher": os.getpid(), **pids}))
    draft.replace(_processes_file(data_dir))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
