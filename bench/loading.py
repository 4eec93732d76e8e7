"""As many requests as are answered, by wrk: a closed loop.

A connection sends its next request when the last one is answered, so what wrk calls
latency hides the wait of those who would have come meanwhile; `arriving` does not.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.parts.finding import die_with_parent

THREADS, CONNECTIONS = 2, 64
ENGINE = Path(__file__).with_name("engine.lua")
NO_WRK = "bin/bench needs wrk to make its load (Debian: apt install wrk)."
EXPECTED = {"page": 200, "sign": 302, "confirm": 302}
_run = itertools.count(int(time.time()) % 100_000 * 1000)


class WrongAnswer(AssertionError):
    """The site failed under load; no figure of this run counts."""


class Load(NamedTuple):
    """What wrk saw. Times are in milliseconds."""

    answers: int
    rate: float
    p50: float
    p99: float
    most: float

    @property
    def times(self) -> str:
        return f"p50 {self.p50:.1f}, p99 {self.p99:.1f} ms"


def load(
    address: str,
    kind: str = "page",
    *,
    seconds: float,
    connections: int = CONNECTIONS,
    lines: Path | None = None,
) -> Load:
    """Load an address for a while. Raises WrongAnswer at the first that is wrong."""
    return start(
        address, kind, seconds=seconds, connections=connections, lines=lines
    ).result()


class Started:
    """A load that runs beside something else."""

    def __init__(self, process: subprocess.Popen[str], out: Path, kind: str) -> None:
        self.process, self.out, self.kind = process, out, kind

    def result(self) -> Load:
        """Wait for its end, and look whether every answer was right."""
        output, _nothing = self.process.communicate()
        if self.process.returncode or not self.out.exists():
            raise WrongAnswer(f"wrk did not run: {output}")
        seen = json.loads(self.out.read_text())
        shutil.rmtree(self.out.parent, ignore_errors=True)
        return read(seen, self.kind)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.out.parent, ignore_errors=True)


def start(
    address: str,
    kind: str = "page",
    *,
    seconds: float,
    connections: int = CONNECTIONS,
    lines: Path | None = None,
    pause_ms: int = 0,
) -> Started:
    """Begin it; each connection rests for so long between two requests."""
    out = Path(tempfile.mkdtemp(prefix="clarion-wrk-")) / "seen.json"
    threads = min(THREADS, connections)
    plan = {
        "LOAD_KIND": kind,
        "LOAD_OUT": str(out),
        "LOAD_RUN": str(next(_run)),
        "LOAD_THREADS": str(threads),
        "LOAD_LINES": str(lines or ""),
        "LOAD_PAUSE": str(pause_ms),
    }
    command = [
        *(wrk(), f"-t{threads}", f"-c{connections}", f"-d{max(1, round(seconds))}s"),
        *("--timeout", "30s", "-s", str(ENGINE), address),
    ]
    process = subprocess.Popen(  # noqa: S603 (our own)
        command,
        env=os.environ | plan,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=die_with_parent,
    )
    return Started(process, out, kind)


def read(seen: dict, kind: str) -> Load:
    """What wrk wrote down, once it is sure that nothing in it was wrong."""
    statuses = {int(status): count for status, count in seen["statuses"].items()}
    unexpected = {it: count for it, count in statuses.items() if it != EXPECTED[kind]}
    if unexpected or seen["wrong"] or seen["broken"]:
        raise WrongAnswer(
            f"{kind}: unexpected answers {unexpected or seen['wrong']},"
            f" {seen['broken']} broken connections, of {seen['answers']}"
        )
    if seen["ran_out"]:
        raise WrongAnswer(f"{kind}: {seen['ran_out']} more were asked than prepared")
    if not seen["answers"]:
        raise WrongAnswer(f"{kind}: nothing was answered")
    rate = seen["answers"] / seen["seconds"]
    return Load(seen["answers"], rate, seen["p50"], seen["p99"], seen["most"])


def wrk() -> str:
    found = shutil.which("wrk")
    if found is None:
        sys.exit(NO_WRK)
    return found
