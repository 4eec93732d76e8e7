"""The server under load, and the generator of the load (wrk)."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.parts.finding import die_with_parent, free_port

WORKERS, THREADS, CONNECTIONS = 2, 4, 64
NO_WRK = "bin/bench needs wrk to make its load (Debian: apt install wrk)."
SIGN_SCRIPT = """
local run, thread_number = os.time(), 0
function setup(thread)
  thread_number = thread_number + 1
  thread:set("id", thread_number)
end
local n = 0
function request()
  n = n + 1
  local form = "name=Ada+Field&email=r" .. id .. "x" .. n .. "x" .. run ..
    "%40example.org&country=GB&postcode=SW1A+1AA&consent=on"
  local network = "10." .. math.random(0, 255) .. "." .. math.random(0, 255) .. ".1"
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Forwarded-For"] = network,
  }, form)
end
"""


class Load(NamedTuple):
    """What wrk saw: answers a second, and its percentiles in milliseconds."""

    rate: float
    p50: str
    p99: str


@contextlib.contextmanager
def serving(wsgi: str, **environ: str) -> Iterator[str]:
    """Granian as bin/run starts it, until the end of the block; gives its address."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "error"),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), wsgi),
    ]
    server = subprocess.Popen(  # noqa: S603 (our own)
        command, env=os.environ | environ, preexec_fn=die_with_parent
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 (loopback)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"No server at {address}")


def load(address: str, *, seconds: float, signs: bool = False) -> Load:
    """Sixty-four connections as fast as they are answered; a wrong answer ends it."""
    wrk = shutil.which("wrk")
    if wrk is None:
        sys.exit(NO_WRK)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "sign.lua"
        script.write_text(SIGN_SCRIPT)
        command = [
            *(wrk, "-t2", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"),
            *("--latency", *(("-s", str(script)) if signs else ()), address),
        ]
        seen = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return _read(seen.stdout)


def _read(words: str) -> Load:
    if wrong := re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", words):
        raise AssertionError(f"The server failed under load: {wrong.group()}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", words)
    percentiles = dict(re.findall(r"(50|99)%\s+(\S+)", words))
    if rate is None:
        raise AssertionError(words)
    return Load(float(rate.group(1)), percentiles["50"], percentiles["99"])
