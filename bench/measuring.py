"""Two ways of doing one thing, in turns, on the same threads and the same database."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection

THREADS = 4
WARM_UP_SECONDS = 0.3


class Comparison(NamedTuple):
    """`ours` against `theirs`; each does the thing once when called."""

    what: str
    ours_name: str
    ours: Callable[[], object]
    theirs_name: str
    theirs: Callable[[], object]


class Result(NamedTuple):
    """Rates per second of each round, in the order they ran."""

    comparison: Comparison
    ours: list[float]
    theirs: list[float]


def compare(comparison: Comparison, *, seconds: float, rounds: int) -> Result:
    """Alternate the two, so that a busy moment of the machine hits both."""
    ours, theirs = [], []
    for once in (comparison.ours, comparison.theirs):
        rate(once, seconds=WARM_UP_SECONDS)
    for _ in range(rounds):
        ours.append(rate(comparison.ours, seconds=seconds))
        theirs.append(rate(comparison.theirs, seconds=seconds))
    return Result(comparison, ours, theirs)


def rate(once: Callable[[], object], *, seconds: float) -> float:
    """How often a second, by all threads together. An error in one ends the run."""
    counts = [0] * THREADS
    errors: list[Exception] = []
    start = time.perf_counter()
    until = start + seconds

    def work(position: int) -> None:
        try:
            while time.perf_counter() < until:
                once()
                counts[position] += 1
        except Exception as error:  # noqa: BLE001 (raised again below)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(counts) / (time.perf_counter() - start)
