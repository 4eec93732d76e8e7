"""The count: how fast its queue is drained, and how soon the number shows it."""

import asyncio
import random
import time
from typing import Any

from django.db import connection

from bench import arriving, figuring, filling, lagging, sinks, visiting, writing
from bench.arriving import Readers
from bench.lagging import Seen
from bench.loading import WrongAnswer
from bench.showing import Row
from bench.subjects import RECORD, Run
from petitions import counting
from petitions.models import CountChange, Tally

QUEUED, QUEUED_QUICK = 50_000, 5000
LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 30
CALM, BUSY = 1, 100
TARGETS = {CALM: 2, BUSY: 10}
# The least that could do it: one statement that takes the rows and adds them up.
AT_ONCE = (
    "WITH gone AS (DELETE FROM petitions_countchange RETURNING change)"
    " UPDATE petitions_tally SET count = count + (SELECT sum(change) FROM gone)"
    " WHERE petition_id = %s"
)
HOW_FOLD = (
    "inside one process, in turns, on a queue of changes from three countries and"
    " twenty areas; the statement beside it keeps no areas, lines and milestones"
)
HOW_LAG = (
    "open loop through web, worker and proxy: from the moment the confirmation was"
    f" answered to the first look, each {LOOK_SECONDS * 1000:.0f} ms, at a count.json"
    " that holds it"
)


def measure(run: Run) -> list[Row]:
    with filling.looking_at(run.site.database):
        filling.empty()
        rows = [_fold(run)]
        with sinks.listening() as sink, writing.at_work(run.site, sink.url):
            rows += [_lag(run, rate) for rate in TARGETS]
        filling.empty()
    return rows


# Draining


def _fold(run: Run) -> Row:
    queued = QUEUED_QUICK if run.is_quick else QUEUED
    ours, at_once = figuring.in_turns(
        run.rounds, lambda: _rate(_drain, queued), lambda: _rate(_at_once, queued)
    )
    return Row(
        f"counting {queued:,} changes that wait",
        f"{figuring.spread(ours)} changes a second",
        f"one DELETE and UPDATE in SQL: {figuring.spread(at_once)}",
        str(figuring.ratio(ours, at_once)),
        peer=RECORD,
        how=HOW_FOLD,
    )


def _rate(fold: Any, queued: int) -> float:
    before = _count()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO petitions_countchange"
            " (petition_id, change, reason, country, region, at)"
            " SELECT p.id, 1, 'confirmed',"
            " (ARRAY['GB', 'FR', 'IE'])[1 + mod(n, 3)], CASE WHEN mod(n, 3) = 0"
            " THEN (string_to_array(%s, ','))[1 + mod(n, 20)] ELSE '' END, now()"
            " FROM petitions_petition p, generate_series(1, %s) n WHERE p.slug = %s",
            [filling.AREAS, queued, visiting.SLUG],
        )
        cursor.execute("VACUUM ANALYZE petitions_countchange")
    start = time.perf_counter()
    fold()
    took = time.perf_counter() - start
    if _count() != before + queued or CountChange.objects.exists():
        raise WrongAnswer("The count is not what was queued")
    return queued / took


def _count() -> int:
    return Tally.objects.get(petition__slug=visiting.SLUG).count


def _drain() -> None:
    counting.drain()


def _at_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute(AT_ONCE, [filling.petition().pk])


# How soon it shows


def _lag(run: Run, rate: int) -> Row:
    seconds = (5 if run.is_quick else 60) if rate == CALM else run.seconds * 2
    filling.empty()
    filling.fill(int(rate * seconds), confirmed=False)
    paths = writing.confirm_paths()
    lags = asyncio.run(_confirm_and_watch(run.site.public, paths, rate))
    p50, p99 = (figuring.percentile(lags, percent) for percent in (50, 99))
    run.site.look_after()
    return Row(
        f"confirmation to public number, at {rate} a second",
        f"p50 {p50:.2f} s, p99 {p99:.2f} s, longest {max(lags):.2f} s"
        f" (of {len(lags):,})",
        target=f"p99 up to {TARGETS[rate]} s",
        is_met=p99 <= TARGETS[rate],
        how=HOW_LAG,
    )


async def _confirm_and_watch(address: str, paths: list[str], rate: int) -> list[float]:
    answered: list[float] = []
    seen: list[Seen] = []
    async with arriving.readers(address) as readers:
        watching = asyncio.create_task(
            lagging.watch(readers, visiting.COUNT, seen, every=LOOK_SECONDS)
        )
        await lagging.wait_for_count(seen, 0, seconds=PATIENCE_SECONDS)
        await asyncio.sleep(1.5)  # until nobody keeps the page of an earlier round
        seen.clear()

        async def confirm(number: int, due: float) -> None:
            answered.append(await _confirm(readers, paths[number]))

        moments = [(number + random.random()) / rate for number in range(len(paths))]
        await arriving.arrive(moments, confirm)
        await lagging.wait_for_count(seen, len(paths), seconds=PATIENCE_SECONDS)
        watching.cancel()
    return lagging.lags(answered, seen, before=0)


async def _confirm(readers: Readers, path: str) -> float:
    answer = await readers.ask(arriving.written("POST", path))
    if answer.status != 302:
        raise WrongAnswer(f"A confirmation was answered {answer.status}")
    return answer.at
