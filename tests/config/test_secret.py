"""Secrets that a first start makes for itself."""

import subprocess
import sys
import time

from config import secret
from tests.parts.finding import BASE_DIR

AT_ONCE = 8
# Each process waits for the same moment, so that they meet.
START = (
    "import sys, time, pathlib; from config import secret;"
    "time.sleep(max(0, float(sys.argv[1]) - time.time()));"
    "print(secret.kept_in(pathlib.Path(sys.argv[2])))"
)


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path):
    path = tmp_path / "new" / "secret"
    command = [sys.executable, "-c", START, str(time.time() + 3), str(path)]
    starts = [
        subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
        for _ in range(AT_ONCE)
    ]
    secrets = {start.communicate()[0].strip() for start in starts}

    assert [start.returncode for start in starts] == [0] * AT_ONCE
    assert secrets == {path.read_text()}
    assert [kept.name for kept in path.parent.iterdir()] == ["secret"]


def test_a_secret_is_long_its_owners_alone_and_stays(tmp_path):
    path = tmp_path / "secret"
    made = secret.kept_in(path)

    assert len(made) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret.kept_in(path) == made
    assert secret.kept_in(tmp_path / "other") != made
