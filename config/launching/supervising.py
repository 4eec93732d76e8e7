"""The watch over the parts: pass their lines on, restart the dead, stop all in order.

One thread and one loop; a signal or a dead child wakes it through a socket.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import FrameType

from config.launching.parts import Part
from config.launching.words import CannotStart, pass_on, say

# The one part that ends by itself.
SETUP = "setup"
# Those of one row stop together.
# The proxy first, which ends what it has begun while the site still answers.
STOP_ORDER = (
    (SETUP,),
    ("proxy",),
    ("web",),
    ("beat",),
    ("worker", "letters", "webhooks"),
    ("redis", "cache"),
)
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A part that dies this often in this time will not get better by itself.
DEATHS_ALLOWED = 3
DEATHS_WITHIN_SECONDS = 30
FIRST_PAUSE_SECONDS = 0.5
TURN_SECONDS = 0.5
LONGEST_LINE_BYTES = 64 * 1024


class StopAsked(Exception):
    """Somebody pressed Ctrl-C, or the system wants us to stop."""


class PartFailed(Exception):
    """A part died, and starting it again is of no use."""


class Running:
    """A started part and the lines it has not finished."""

    def __init__(self, part: Part, keep_open: tuple[int, ...]) -> None:
        self.part = part
        self.process = subprocess.Popen(  # noqa: S603 (commands are our own)
            part.command,
            env={**os.environ, **part.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=keep_open,
            # Ctrl-C must reach the launcher only, which stops the parts in order.
            process_group=0,
        )
        assert self.process.stdout is not None  # noqa: S101 (asked for above)
        self.output = self.process.stdout
        os.set_blocking(self.output.fileno(), False)
        self._unfinished = b""

    def pass_lines_on(self) -> bool:
        """Write what the part said; False once it can say no more."""
        try:
            read = os.read(self.output.fileno(), LONGEST_LINE_BYTES)
        except BlockingIOError:
            return True
        *lines, self._unfinished = (self._unfinished + read).split(b"\n")
        if not read or len(self._unfinished) > LONGEST_LINE_BYTES:
            lines, self._unfinished = [*lines, self._unfinished], b""
        for line in lines:
            if line.strip():
                pass_on(self.part.name, line.decode(errors="replace").rstrip())
        return bool(read)

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """The part and whatever it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def is_stopping_since(self, began: float) -> bool:
        """Whether it was asked to stop at `began` and may still take its time."""
        if self.process.poll() is not None:
            return False
        return time.monotonic() < began + self.part.stop_seconds

    def how_it_ended(self) -> str:
        code = self.process.returncode
        if code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with code {code}"


class Supervisor:
    """Keeps the parts running until it is asked to stop."""

    def __init__(
        self,
        *,
        keep_open: tuple[int, ...] = (),
        on_change: Callable[[dict[str, int]], None] = lambda pids: None,
    ) -> None:
        self._keep_open = keep_open
        self._on_change = on_change
        self._running: dict[str, Running] = {}
        self._pids: dict[str, int] = {}
        self._waiting: dict[str, tuple[float, Part]] = {}
        self._deaths: defaultdict[str, list[float]] = defaultdict(list)
        self._stops_asked = 0
        self._heals = False
        self._selector = selectors.DefaultSelector()
        self._bell, self._ringer = socket.socketpair()
        for end in (self._bell, self._ringer):
            end.settimeout(0)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._listen_for_signals()

    def _listen_for_signals(self) -> None:
        signal.set_wakeup_fd(self._ringer.fileno(), warn_on_full_buffer=False)
        # Only a handled signal rings the bell.
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for number in STOP_SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:
                signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stops_asked += 1

    # Starting

    def start(self, part: Part) -> None:
        running = Running(part, self._keep_open)
        self._running[part.name] = running
        self._selector.register(running.output, selectors.EVENT_READ, running)
        if part.name != SETUP:
            self._pids[part.name] = running.process.pid
            self._on_change(self._pids)

    def run(self, part: Part) -> int:
        """Start a part that ends by itself, and wait for its end; returns its code."""
        self.start(part)
        running = self._running[part.name]
        while part.name in self._running:
            self._turn()
        return int(running.process.returncode)

    def wait_until(
        self, is_ready: Callable[[], bool], *, what: str, seconds: float
    ) -> None:
        """Wait for a part to answer; a part that dies meanwhile stops the start."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"{what} did not answer within {seconds:.0f} seconds."
                )
            self._turn(0.05)

    def watch(self) -> None:
        """Restart what dies, until StopAsked or PartFailed."""
        self._heals = True
        while True:
            self._turn()

    # One turn of the loop

    def _turn(self, longest_seconds: float = TURN_SECONDS) -> None:
        self._listen(longest_seconds)
        if self._stops_asked:
            raise StopAsked
        for running in list(self._dead()):
            self._bury(running)
            if running.part.name != SETUP:
                self._plan_restart(running)
        self._restart_due()

    def _listen(self, longest_seconds: float) -> None:
        for key, _events in self._selector.select(longest_seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    self._bell.recv(4096)
            elif not key.data.pass_lines_on():
                self._selector.unregister(key.fileobj)

    def _dead(self) -> Iterator[Running]:
        return (
            running
            for running in list(self._running.values())
            if running.process.poll() is not None
        )

    def _bury(self, running: Running) -> None:
        running.kill_group()
        # What it said last must stand above the words about its end.
        with contextlib.suppress(KeyError):
            self._selector.unregister(running.output)
        while running.pass_lines_on() and _has_more(running):
            pass
        running.output.close()
        del self._running[running.part.name]

    def _plan_restart(self, running: Running) -> None:
        part, now = running.part, time.monotonic()
        recent = [
            at for at in self._deaths[part.name] if now - at < DEATHS_WITHIN_SECONDS
        ]
        self._deaths[part.name] = [*recent, now]
        died = f"The {part.name} part {running.how_it_ended()}"
        if not self._heals:
            raise PartFailed(f"{died}. Its lines are {part.where_its_lines_are}.")
        if len(recent) + 1 >= DEATHS_ALLOWED:
            raise PartFailed(
                f"{died}, for the {DEATHS_ALLOWED}rd time within "
                f"{DEATHS_WITHIN_SECONDS} seconds, so everything stops. "
                f"Its lines are {part.where_its_lines_are}."
            )
        pause = FIRST_PAUSE_SECONDS * 2 ** len(recent)
        self._waiting[part.name] = (now + pause, part)
        say(
            f"{died}; starting it again in {pause:g} s. "
            f"Its lines are {part.where_its_lines_are}."
        )

    def _restart_due(self) -> None:
        for name, (due_at, part) in list(self._waiting.items()):
            if time.monotonic() >= due_at:
                del self._waiting[name]
                self.start(part)

    # Stopping

    def stop(self) -> None:
        """Stop every part in order; a second Ctrl-C kills what is left."""
        enough = max(self._stops_asked, 1)
        for names in STOP_ORDER:
            together = [self._running[name] for name in names if name in self._running]
            for running in together:
                running.send(running.part.stop_signal)
            began = time.monotonic()
            while any(running.is_stopping_since(began) for running in together):
                if self._stops_asked > enough:
                    break
                self._listen(0.1)
            for running in together:
                running.kill_group()
                running.process.wait()
                self._bury(running)


def _has_more(running: Running) -> bool:
    """Whether the pipe holds more; a grandchild may keep it open for ever."""
    with selectors.DefaultSelector() as selector:
        selector.register(running.output, selectors.EVENT_READ)
        return bool(selector.select(0))
