"""Signing under load, against the smallest Django view that inserts a row."""

import statistics

from bench import figuring, floor, sinks, writing
from bench.loading import Load
from bench.showing import Row
from bench.subjects import PYTITION, Run

TARGET = 0.45
TARGET_P99 = 150
# ... and so many a second on a machine whose floor is that fast.
TARGET_RATE, AT_FLOOR = 1000, 2300
HOW = (
    "wrk, 64 connections (closed loop) straight to the server, in turns with the floor"
    " on the same server with the same options, database and form; each network and"
    " address new; the petition emptied before each round; every 302 looked up in the"
    " table afterwards; rounds in brackets"
)


def measure(run: Run) -> list[Row]:
    sides: tuple[list[Load], list[Load]] = ([], [])
    with floor.serving(run.stand) as smallest:
        ways = [
            lambda: sides[0].append(sign(run)),
            lambda: sides[1].append(floor.insert(run.stand, smallest, run.seconds)),
        ]
        for _ in range(run.rounds):
            for way in ways:
                way()
    return [_against_floor(*sides), _with_workers(run, sides[0])]


def sign(run: Run) -> Load:
    """A round on an empty petition."""
    writing.take_back(run.site, 0)
    return writing.sign(run.site, run.seconds)


def _against_floor(ours: list[Load], smallest: list[Load]) -> Row:
    ratio = figuring.ratio(*([load.rate for load in side] for side in (ours, smallest)))
    p99 = statistics.median(load.p99 for load in ours)
    floor_rate = statistics.median(load.rate for load in smallest)
    rate = statistics.median(load.rate for load in ours)
    is_fast = rate >= TARGET_RATE or floor_rate < AT_FLOOR
    return Row(
        "sign",
        f"{side(ours)}; 0 failed, 0 lost",
        f"smallest Django view with one raw INSERT: {side(smallest)}",
        str(ratio),
        f"at least {TARGET}, p99 up to {TARGET_P99} ms,"
        f" {TARGET_RATE:,}/s where the floor makes {AT_FLOOR:,}/s",
        ratio.median >= TARGET and p99 <= TARGET_P99 and is_fast,
        f"{PYTITION}7.0/s, p99 2,891 ms (16 connections)",
        HOW,
    )


def _with_workers(run: Run, alone: list[Load]) -> Row:
    """What is left for signing while its letters go out on the same processors."""
    with sinks.listening() as sink, writing.at_work(run.site, sink.url):
        busy = [sign(run) for _ in range(run.rounds)]
    ratio = figuring.ratio(*([load.rate for load in side] for side in (busy, alone)))
    return Row(
        "sign while the worker, the letters and the scheduler are at work",
        f"{side(busy)}; 0 failed, 0 lost",
        "the same without them",
        str(ratio),
        how="as above, one after the other, letters going to a sink on this machine",
    )


def side(loads: list[Load]) -> str:
    rates = figuring.spread([load.rate for load in loads])
    p50, p99 = (
        statistics.median(getattr(load, name) for load in loads)
        for name in ("p50", "p99")
    )
    return f"{rates} a second, p50 {p50:.1f}, p99 {p99:.1f} ms"
