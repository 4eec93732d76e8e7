"""The launcher from outside: what it says when it cannot start, and how it ends."""

import contextlib
import os
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path

import pytest

from tests.parts.finding import wait_for
from tests.stack.site import PARTS, Site, is_alive

pytestmark = pytest.mark.stack


def refusal(site: Site) -> str:
    """What the launcher says when it does not start; also that it says little."""
    assert site.launch().wait(30) == 1
    assert "Traceback" not in site.log
    assert len(site.log.strip().splitlines()) <= 2
    return site.log


def test_a_taken_port_is_told_in_two_lines(new_site):
    with socket.create_server(("127.0.0.1", new_site.port)):
        said = refusal(new_site)

    assert f"Port {new_site.port}" in said
    assert "PORT=" in said


def test_a_port_that_is_no_number_is_told(new_site):
    new_site.configure("PORT", "eighty")

    assert "PORT must be a number" in refusal(new_site)


# Root may write everywhere, but nobody can make a folder below a file.
def test_a_data_folder_that_cannot_be_written_is_told(new_site, tmp_path):
    (tmp_path / "file").touch()
    new_site.configure("DATA_DIR", str(tmp_path / "file" / "data"))

    said = refusal(new_site)

    assert "data folder" in said
    assert "Set DATA_DIR" in said


def test_a_database_that_is_away_is_told(new_site):
    new_site.configure("DATABASE_URL", "postgres://clarion@127.0.0.1:1/clarion")

    assert new_site.launch().wait(30) == 1
    assert "Check DATABASE_URL" in new_site.log
    assert "Traceback" not in new_site.log


def test_a_second_start_on_the_same_folder_is_refused(embedded_site):
    second = Site()
    second.configure("DATA_DIR", str(embedded_site.data_dir))

    try:
        assert "Clarion runs already" in refusal(second)
    finally:
        second.remove()
    assert embedded_site.get("/healthz").ok


def test_the_greeting_tells_the_site_the_inbox_and_the_sign_in(embedded_site):
    for words in (
        f"{embedded_site.url}/",
        f"{embedded_site.url}/inbox/",
        f"{embedded_site.url}/admin/",
        f"ada@meridian.example, password {embedded_site.password}",
    ):
        assert words in embedded_site.log


def test_starting_as_root_prints_no_warning_of_celery(embedded_site):
    # Workers that have children are past the place where Celery warns.
    wait_for(lambda: grandchildren(embedded_site) >= 5, 20, what="all workers started")

    assert "superuser" not in embedded_site.log
    assert "SecurityWarning" not in embedded_site.log


def test_the_password_is_kept_for_its_owner_only(embedded_site):
    kept = embedded_site.data_dir / "demo-password"

    assert kept.read_text().strip() == embedded_site.password
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_stops_every_part(ready_site, number):
    ready_site.start()
    family = ready_site.family()
    assert len(family) > len(PARTS)
    wait_for(lambda: grandchildren(ready_site) >= 5, 20, what="all workers started")

    assert ready_site.stop(how=number) == 0
    assert not alive(family)
    for part in ("worker", "letters"):
        assert f"{part} | worker: Warm shutdown" in ready_site.log
    assert ready_site.pids == {}


def test_a_launcher_killed_at_once_leaves_nobody_behind(ready_site):
    ready_site.start()
    wait_for(lambda: grandchildren(ready_site) >= 5, 20, what="all workers started")
    family = ready_site.family()

    ready_site.kill("launcher")

    wait_for(lambda: not alive(family), 5, what="all of them end")


def test_workers_step_back_before_readers(embedded_site):
    def niceness(part):
        return os.getpriority(os.PRIO_PROCESS, embedded_site.pids[part])

    stepped_back = min(19, niceness("launcher") + 10)
    for part in ("worker", "letters"):
        wait_for(lambda part=part: niceness(part) == stepped_back, 20, what=part)

    assert niceness("web") == niceness("launcher")


@pytest.mark.parametrize("part", ["web", "worker"])
def test_a_part_killed_with_its_launcher_leaves_nobody_behind(ready_site, part):
    ready_site.start()
    wait_for(lambda: grandchildren(ready_site) >= 5, 20, what="all workers started")
    family = ready_site.family()

    ready_site.kill(part, signal.SIGSTOP)
    os.kill(ready_site.pids["launcher"], signal.SIGSTOP)
    ready_site.kill(part)
    ready_site.kill("launcher")

    wait_for(lambda: not alive(family), 5, what="all of them end")


def test_a_launcher_that_was_killed_can_be_started_again_at_once(ready_site):
    ready_site.start()
    ready_site.kill("launcher")
    ready_site.smtp.stop()

    ready_site.start()

    assert ready_site.get("/healthz").ok


@pytest.mark.parametrize("part", [*PARTS, "redis", "cache"])
def test_a_part_that_is_killed_starts_again(embedded_site, part):
    killed = embedded_site.kill(part)

    embedded_site.wait_for(lambda: embedded_site.pids.get(part) not in (None, killed))

    assert f"The {part} part was killed by SIGKILL" in embedded_site.log
    embedded_site.wait_for(lambda: answers(embedded_site), what="the site answers")


def test_a_web_worker_that_is_killed_costs_no_restart_of_web(embedded_site):
    web = embedded_site.pids["web"]
    workers = children(web)

    os.kill(workers[0], signal.SIGKILL)

    embedded_site.wait_for(
        lambda: len(children(web)) == 2 and workers[0] not in children(web)
    )
    assert embedded_site.pids["web"] == web
    embedded_site.wait_for(lambda: answers(embedded_site), what="the site answers")


def test_a_part_that_keeps_dying_stops_everything(ready_site):
    ready_site.start()
    family = ready_site.family()

    deadline = time.monotonic() + 30
    while ready_site.process.poll() is None and time.monotonic() < deadline:
        if pid := ready_site.pids.get("beat"):
            kill_if_alive(pid)
        time.sleep(0.1)

    assert ready_site.process.returncode == 1
    assert "3rd time within 30 seconds, so everything stops" in ready_site.log
    assert not alive(family)


def test_a_long_data_folder_still_gets_its_redis(new_site, prepared):
    before = set(Path(tempfile.gettempdir()).glob("clarion-????????"))
    long_path = new_site.folder / ("long" * 20) / ("folder" * 8)
    shutil.copytree(prepared, long_path)
    new_site.configure("DATA_DIR", str(long_path))

    new_site.start()

    assert new_site.get("/readyz").json()["broker"] == "ok"
    assert new_site.stop() == 0
    assert set(Path(tempfile.gettempdir()).glob("clarion-????????")) == before


def test_without_any_redis_messages_go_through_files(ready_site):
    ready_site.configure("REDIS_SERVER", "")

    ready_site.start()

    assert "No redis-server here" in ready_site.log
    assert ready_site.get("/readyz").json()["broker"] == "files"
    assert not {"redis", "cache"} & set(ready_site.pids)


@pytest.fixture(scope="module")
def embedded_site(prepared):
    site = Site()
    shutil.copytree(prepared, site.data_dir)
    try:
        site.start()
        yield site
    finally:
        site.remove()


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if is_alive(pid)}


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def grandchildren(site: Site) -> int:
    """How many processes the parts have started themselves."""
    return len(site.family()) - len(site.pids)


def kill_if_alive(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def answers(site: Site) -> bool:
    try:
        return bool(site.get("/healthz").ok)
    except OSError:
        return False
