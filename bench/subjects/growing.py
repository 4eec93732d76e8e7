"""Signing and confirming on a petition that many have signed."""

import statistics

from bench import figuring, writing
from bench.loading import Load
from bench.showing import Row
from bench.standing import Site
from bench.subjects import PYTITION, RECORD, Run, signing

TARGET_SIGN, TARGET_CONFIRM = 0.95, 1500
PEER_SIGN = {
    100_000: f"{PYTITION}5.6/s, 0.80 of empty",
    1_000_000: f"{PYTITION}2.0/s, 0.28 of empty",
}
HOW_SIGN = (
    "each size has a database and a server of its own, all up at once; wrk,"
    " 64 connections, takes them in turns; what was signed before is deleted and the"
    " table vacuumed before each round"
)
HOW_CONFIRM = (
    "wrk, 64 connections, POST of each letter's link once; links made beforehand by"
    " petitions.tokens; every 302 looked up in the table and in the count's queue"
)


def measure(run: Run) -> list[Row]:
    sites = {0: run.site} | {size: run.large_site(size) for size in run.sizes}
    rows = _sign(run, sites)
    return rows + [_confirm(run, size, sites[size]) for size in (0, run.largest)]


# Signing


def _sign(run: Run, sites: dict[int, Site]) -> list[Row]:
    loads: dict[int, list[Load]] = {size: [] for size in sites}
    for _ in range(run.rounds):
        for size, where in sites.items():
            writing.take_back(where, size)
            loads[size].append(writing.sign(where, run.seconds))
    return [_sign_row(size, loads) for size in sites if size]


def _sign_row(size: int, loads: dict[int, list[Load]]) -> Row:
    ratio = figuring.ratio(*([load.rate for load in loads[key]] for key in (size, 0)))
    return Row(
        f"sign with {size:,} on the petition",
        f"{signing.side(loads[size])}; 0 failed, 0 lost",
        f"on an empty one: {signing.side(loads[0])}",
        str(ratio),
        f"at least {TARGET_SIGN}",
        ratio.median >= TARGET_SIGN,
        PEER_SIGN.get(size, ""),
        HOW_SIGN,
    )


# Confirming


def _confirm(run: Run, size: int, where: Site) -> Row:
    loads = []
    for _ in range(run.rounds):
        writing.take_back(where, size)
        loads.append(writing.confirm(where, run.seconds, size=size))
    writing.take_back(where, size)
    rate = statistics.median(load.rate for load in loads)
    return Row(
        f"confirm with {size:,} on the petition",
        f"{signing.side(loads)}; 0 failed, 0 lost",
        RECORD,
        target=f"at least {TARGET_CONFIRM:,} a second",
        is_met=rate >= TARGET_CONFIRM,
        peer=f"{PYTITION}{'75 to 87/s' if not size else '3.3/s with 1,000,000'}",
        how=HOW_CONFIRM,
    )
