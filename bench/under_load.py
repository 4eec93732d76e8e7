"""Our site against the floor, both served as in production, in turns."""

import statistics
from typing import NamedTuple

from bench import serving, smallest
from bench.serving import Load

SITE, FLOOR = "config.wsgi:application", "bench.smallest:application"


class Pair(NamedTuple):
    """Ours and the floor's, in the order they ran."""

    what: str
    ours: list[Load]
    floor: list[Load]

    @property
    def ratio(self) -> float:
        return _median(self.ours) / _median(self.floor)


def compare(petition_path: str, *, seconds: float, rounds: int) -> list[Pair]:
    """The page and the signing, alternating with the floor's, round by round."""
    page_bytes = len(_page(petition_path))
    pairs = [Pair("the petition page", [], []), Pair("signing", [], [])]
    smallest.make_table()
    for _ in range(rounds):
        with serving.serving(SITE, TRUSTED_PROXY_COUNT="1", SITE_URL="") as site:
            pairs[0].ours.append(serving.load(site + petition_path, seconds=seconds))
            pairs[1].ours.append(
                serving.load(f"{site}{petition_path}sign/", seconds=seconds, signs=True)
            )
        floor_settings = {"BENCH_FLOOR": "1", "BENCH_PAGE_BYTES": str(page_bytes)}
        with serving.serving(FLOOR, **floor_settings) as floor:
            pairs[0].floor.append(serving.load(f"{floor}/page/", seconds=seconds))
            pairs[1].floor.append(
                serving.load(f"{floor}/insert/", seconds=seconds, signs=True)
            )
    return pairs


def _page(path: str) -> bytes:
    from bench.comparisons import request

    return request("GET", path)


def table(pairs: list[Pair]) -> str:
    shape = f"{serving.WORKERS} processes of {serving.THREADS} threads"
    lines = [
        "",
        f"Granian, {shape}; wrk, {serving.CONNECTIONS} connections. PostgreSQL with",
        "fsync and Redis on the same machine; no workers running. Per second, median",
        "(rounds), p50 / p99.",
        "",
    ]
    for pair in pairs:
        lines += [
            f"{pair.what[:1].upper()}{pair.what[1:]} against the smallest Django view",
            f"  {_side('ours', pair.ours)}",
            f"  {_side('the floor', pair.floor)}",
            f"  ratio {pair.ratio:.2f}",
            "",
        ]
    return "\n".join(lines)


def _side(name: str, loads: list[Load]) -> str:
    rounds = " / ".join(f"{load.rate:,.0f}" for load in loads)
    middle = sorted(loads, key=lambda load: load.rate)[len(loads) // 2]
    times = f"{middle.p50} / {middle.p99}"
    return f"{name:<12}{_median(loads):>9,.0f}  ({rounds})  {times}"


def _median(loads: list[Load]) -> float:
    return statistics.median(load.rate for load in loads)
