"""How soon each process does its work, and how much memory it holds."""

import time
from collections.abc import Callable

from redis import Redis

from bench import filling, sinks, visiting, weighing
from bench.showing import Row
from bench.standing import Site
from bench.subjects import Run
from config.launching import parts
from config.launching.parts import Part

PATIENCE_SECONDS, SETTLE_SECONDS = 60, 2
HOW = (
    "once; seconds from exec to the first work done: web answers /healthz, the"
    " scheduler's first ring lies in the broker, the worker has counted a change, the"
    " letters' worker has sent the letter of a signature; memory two seconds later, of"
    " the process and all that it forked"
)


def measure(run: Run) -> list[Row]:
    site = run.site
    with filling.looking_at(site.database), sinks.listening() as sink:
        site.environ["EMAIL_URL"] = sink.url
        site.stop("web")
        rows = [_row(run, "web", site.start_web())]
        for part, prepare in (
            (site.beat, lambda: _has_rung(site)),
            (parts.worker(), _has_counted),
            (parts.letters(), _has_sent),
        ):
            rows.append(_row(run, part.name, _seconds(run, part, prepare())))
        site.stop("letters", "worker", "beat")
        filling.empty()
    return [*rows, _servers(run)]


def _seconds(run: Run, part: Part, is_done: Callable[[], bool]) -> float:
    start = time.monotonic()
    run.site.start(part)
    while not is_done():
        run.site.look_after()
        if time.monotonic() > start + PATIENCE_SECONDS:
            raise AssertionError(f"{part.name} did nothing in {PATIENCE_SECONDS} s")
        time.sleep(0.02)
    return time.monotonic() - start


def _row(run: Run, name: str, seconds: float) -> Row:
    time.sleep(SETTLE_SECONDS)
    weight = weighing.weigh(run.site.running[name].pid)
    return Row(f"{name}: start and memory", f"{seconds:.1f} s; {weight}", how=HOW)


def _has_rung(site: Site) -> Callable[[], bool]:
    """The scheduler alone leaves its first ring lying in the broker."""
    broker = Redis.from_url(site.environ["REDIS_URL"])
    broker.flushdb()
    return lambda: bool(broker.llen("celery"))


def _has_counted() -> Callable[[], bool]:
    from petitions.models import CountChange
    from petitions.models.counts import Reason

    CountChange.objects.create(
        petition=filling.petition(), change=1, reason=Reason.CONFIRMED, country="GB"
    )
    return lambda: not CountChange.objects.exists()


def _has_sent() -> Callable[[], bool]:
    """The worker, which runs by now, has written the letter of a new signature."""
    from mailroom.models import Letter

    filling.request("POST", visiting.SIGN, visiting.form())
    return Letter.objects.filter(state="sent").exists


def _servers(run: Run) -> Row:
    """What holds the memory beside the site's own processes."""
    pids = {"PostgreSQL": run.stand.postgres.process, "Redis": run.stand.redis.process}
    pids["nginx"] = run.site.running.get("proxy")
    weights = [
        f"{name} {weighing.weigh(process.pid).pss:.0f} MiB"
        for name, process in pids.items()
        if process
    ]
    return Row(
        "PSS of the servers beside it",
        ", ".join(weights),
        how=f"PostgreSQL with {run.stand.postgres.settings['shared_buffers']} of shared"
        " buffers, of which it holds what it has touched so far",
    )
