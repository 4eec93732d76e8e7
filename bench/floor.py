"""The floor, served with the very options that the site is served with."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from bench import loading
from bench.loading import Load, WrongAnswer
from bench.standing import Site, Stand
from config.launching import parts
from tests.parts.finding import wait_for

DATABASE = "bench_floor"
WARM_SECONDS = 2
OURS = ["config.launching.serving", parts.WSGI]
FLOOR = ["granian", "bench.smallest:application"]


@contextlib.contextmanager
def serving(stand: Stand, *, page_bytes: int = 20_000) -> Iterator[Site]:
    """The smallest views on a server of their own, until the end of the block."""
    if not stand.sql(
        "postgres", f"SELECT 1 FROM pg_database WHERE datname='{DATABASE}'"
    ):
        stand.sql("postgres", f"CREATE DATABASE {DATABASE}")
        stand.sql(DATABASE, _table())
    site = Site(stand, DATABASE, BENCH_FLOOR="1", BENCH_PAGE_BYTES=str(page_bytes))
    part = parts.web("127.0.0.1", site.port)
    words = dict(zip(OURS, FLOOR, strict=True))
    command = [words.get(word, word) for word in part.command]
    if command == part.command:
        raise AssertionError("The server is started in another way now")
    try:
        site.start(replace(part, name="floor", command=command))
        wait_for(lambda: _is_up(site), 30, what="the floor answers")
        loading.load(f"{site.direct}/page/", seconds=WARM_SECONDS, connections=16)
        loading.load(
            f"{site.direct}/insert/", "sign", seconds=WARM_SECONDS, connections=16
        )
        yield site
    finally:
        site.stop()


def _table() -> str:
    from bench.smallest import TABLE

    return TABLE


def _is_up(site: Site) -> bool:
    from bench.standing import answers

    site.look_after()
    return answers(site.port, "/page/")


def insert(stand: Stand, site: Site, seconds: float) -> Load:
    """A load of raw inserts, into a table emptied for it."""
    stand.sql(DATABASE, "TRUNCATE bench_floor")
    stand.sql(DATABASE, "CHECKPOINT")
    seen = loading.load(f"{site.direct}/insert/", "sign", seconds=seconds)
    kept = stand.sql(DATABASE, "SELECT count(*) FROM bench_floor")[0][0]
    if not seen.answers <= kept <= seen.answers + loading.CONNECTIONS:
        raise WrongAnswer(f"The floor answered {seen.answers} and kept {kept}")
    return seen
