"""The petition page that everybody gets, against the least that could serve it."""

from pathlib import Path

from bench import figuring, filling, floor, loading, proxying, visiting
from bench.loading import Load
from bench.showing import Row
from bench.subjects import PYTITION, Run
from bench.subjects.signing import side

TARGET_APP, TARGET_PROXY = 0.7, 0.95
PEER = f"{PYTITION}84/s, p99 319 ms (16 connections)"
HOW = "wrk, 64 connections (closed loop), in turns; rounds in brackets"


def measure(run: Run) -> list[Row]:
    size = len(filling.request("GET", visiting.PAGE))
    rows = [_through_app(run, size)]
    if "proxy" in run.site.running:
        rows.append(_through_proxy(run, size))
    rows.append(_count(run))
    run.site.look_after()
    return rows


def _in_turns(run: Run, ours: str, theirs: str) -> tuple[list[Load], list[Load]]:
    sides: tuple[list[Load], list[Load]] = ([], [])
    for _ in range(run.rounds):
        for loads, address in zip(sides, (ours, theirs), strict=True):
            loads.append(loading.load(address, seconds=run.seconds))
    return sides


def _row(
    what: str,
    sides: tuple[list[Load], list[Load]],
    beside: str,
    target: float | None,
    how: str,
    peer: str = "",
) -> Row:
    ratio = figuring.ratio(*([load.rate for load in loads] for loads in sides))
    return Row(
        what,
        f"{side(sides[0])}; 0 failed",
        f"{beside}: {side(sides[1])}",
        str(ratio),
        f"at least {target}" if target else "",
        ratio.median >= target if target else None,
        peer,
        how,
    )


def _through_app(run: Run, size: int) -> Row:
    with floor.serving(run.stand, page_bytes=size) as smallest:
        sides = _in_turns(
            run, f"{run.site.direct}{visiting.PAGE}", f"{smallest.direct}/page/"
        )
    beside = f"smallest Django view, a string of the same {size:,} bytes"
    how = f"straight to the server, which is the same for both; {HOW}"
    return _row("petition page, kept", sides, beside, TARGET_APP, how, PEER)


def _through_proxy(run: Run, size: int) -> Row:
    proxying.put_static_file(Path(run.site.environ["DATA_DIR"]), size)
    sides = _in_turns(
        run,
        f"{run.site.public}{visiting.PAGE}",
        f"{run.site.public}{proxying.STATIC_PATH}",
    )
    beside = "nginx, a static file of the same size"
    how = f"through the same nginx; {HOW}"
    return _row(
        "petition page through the proxy", sides, beside, TARGET_PROXY, how, PEER
    )


def _count(run: Run) -> Row:
    sides = _in_turns(
        run,
        f"{run.site.public}{visiting.COUNT}",
        f"{run.site.public}{visiting.PAGE}",
    )
    return _row(
        "count.json", sides, "the petition page", None, f"as readers come in; {HOW}"
    )
