"""Signatures that come at their own time, while readers refresh as fast as they can."""

import asyncio
import time

from bench import arriving, figuring, filling, loading, sinks, visiting, writing
from bench.arriving import Readers
from bench.loading import Load, WrongAnswer
from bench.showing import Row
from bench.standing import Site
from bench.subjects import RECORD, Run
from bench.subjects.signing import side

RATE = 300
TARGET_P99 = 0.050
HOW = (
    "open loop: a signature is due every 1/300 s whatever became of the others, and"
    " its time counts from then; wrk refreshes the page over 64 connections; both come"
    " in through the proxy; worker, letters (to a sink) and scheduler run; every 302 is"
    " looked up in the table afterwards by its address"
)


def measure(run: Run) -> list[Row]:
    with filling.looking_at(run.site.database), sinks.listening() as sink:
        with writing.at_work(run.site, sink.url):
            rounds = [_round(run) for _ in range(run.rounds)]
        filling.empty()
    times = [seconds for seconds, _load in rounds]
    p50, p99 = (
        sorted(figuring.percentile(each, percent) for each in times)
        for percent in (50, 99)
    )
    middle = p99[len(p99) // 2]
    return [
        Row(
            f"{RATE} signatures a second while 64 connections refresh",
            f"sign p50 {figuring.milliseconds(p50[len(p50) // 2])},"
            f" p99 {figuring.milliseconds(middle)}"
            f" ({figuring.milliseconds(p99[0])} to {figuring.milliseconds(p99[-1])});"
            f" 0 of {sum(map(len, times)):,} lost",
            f"page: {side([load for _seconds, load in rounds])}",
            target=f"p99 up to {TARGET_P99 * 1000:.0f} ms, 0 lost",
            is_met=middle <= TARGET_P99,
            peer=RECORD,
            how=HOW,
        )
    ]


def _round(run: Run) -> tuple[list[float], Load]:
    filling.empty()
    filling.tidy()
    seconds = max(2.0, run.seconds * 2)
    refreshers = loading.start(f"{run.site.public}{visiting.PAGE}", seconds=seconds + 1)
    try:
        signed = asyncio.run(_sign(run.site, seconds))
        seen = refreshers.result()
    finally:
        refreshers.stop()
    run.site.look_after()
    _all_kept(signed)
    return list(signed.values()), seen


async def _sign(site: Site, seconds: float) -> dict[str, float]:
    """Seconds from due to answered, by the address that signed."""
    signed: dict[str, float] = {}
    run = f"{time.time_ns()}"
    async with arriving.readers(site.public) as readers:

        async def sign(number: int, due: float) -> None:
            email = f"surge{run}x{number}@example.org"
            answered = await _ask(readers, email, site.forwarded(visiting.network()))
            signed[email] = answered - due

        await arriving.arrive(arriving.evenly(RATE, seconds), sign)
    return signed


async def _ask(readers: Readers, email: str, forwarded: str) -> float:
    form = visiting.form() | {"email": email}
    answer = await readers.ask(
        arriving.written("POST", visiting.SIGN, form=form, forwarded=forwarded)
    )
    if answer.status != 302:
        raise WrongAnswer(f"A signature was answered {answer.status}")
    return answer.at


def _all_kept(signed: dict[str, float]) -> None:
    from petitions.models import Signature

    kept = set(Signature.objects.values_list("email", flat=True))
    if lost := signed.keys() - kept:
        raise WrongAnswer(f"{len(lost)} signatures were answered and are lost")
