"""One run: everything is started, each subject measured in turn, all is removed."""

import argparse
import contextlib
import logging
import os
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django

from bench import loading, machine, proxying, showing, standing, weighing
from bench.showing import Row
from bench.standing import Site, Stand
from bench.weighing import Weight

SIZES, SIZES_QUICK = [100_000, 1_000_000], [20_000]
TARGET_GROWTH = 1.2
MARK = "bench"
PEERS = (
    "Pytition 2.9 (Django 5.2, PostgreSQL 15, gunicorn 2 x 4): recorded 23 Nov 2026 on"
    " the project's machine, not re-measured. UK Parliament: recorded by others while"
    " its petitions ran, see bench/data/README.md."
)


def names() -> list[str]:
    from bench import subjects

    return [subject.name for subject in subjects.ALL]


def main(given: argparse.Namespace) -> int:
    loading.wrk()
    if given.markdown:
        showing.check_marks(Path(given.markdown), MARK)
    began = time.monotonic()
    rows: list[Row] = []
    try:
        with standing_site() as (stand, site, opened):
            notes = _measure(given, rows, stand, site, opened)
    except Exception:
        print(showing.as_text(rows, ["BROKEN OFF: nothing here counts."]))
        raise
    minutes = (time.monotonic() - began) / 60
    notes += [f"The run took {minutes:.1f} minutes."]
    print(showing.as_text(rows, notes))
    if given.markdown:
        block = f"{_command()}\n\n{showing.as_markdown(rows, notes)}"
        showing.put_into(Path(given.markdown), MARK, block)
    return 0


def _command() -> str:
    words = shlex.join(["bin/bench", *sys.argv[1:]])
    return f"`{words}`, {datetime.now(UTC):%d %B %Y, %H:%M} UTC:"


@contextlib.contextmanager
def standing_site() -> Iterator[tuple[Stand, Site, contextlib.ExitStack]]:
    """A site with an empty petition, web and proxy up; nothing is left afterwards."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    with contextlib.ExitStack() as opened:
        stand = Stand()
        opened.callback(stand.remove)
        stand.start()
        _set_up_django(stand)
        from bench import filling

        filling.make_template()
        site = opened.enter_context(standing.site(stand, standing.MAIN))
        opened.enter_context(filling.looking_at(site.database))
        site.start_web()
        if not site.start_proxy():
            print(proxying.NO_NGINX)
        yield stand, site, opened


def _set_up_django(stand: Stand) -> None:
    stand.sql("postgres", f'CREATE DATABASE "{standing.TEMPLATE}"')
    os.environ.update(stand.environ(standing.TEMPLATE))
    django.setup()
    # A line for each signature would be half of what is measured.
    logging.disable(logging.WARNING)


def _measure(
    given: argparse.Namespace,
    rows: list[Row],
    stand: Stand,
    site: Site,
    opened: contextlib.ExitStack,
) -> list[str]:
    from bench import subjects

    sizes = [*(SIZES_QUICK if given.quick else SIZES), *filter(None, [given.rows])]
    run = subjects.Run(
        stand=stand,
        site=site,
        seconds=1.0 if given.quick else given.seconds,
        rounds=1 if given.quick else given.rounds,
        sizes=sizes,
        is_quick=given.quick,
        opened=opened,
    )
    usual = [it.name for it in subjects.ALL if not it.is_asked_for]
    chosen = [it for it in subjects.ALL if it.name in (given.subjects or usual)]
    before: Weight | None = None
    for subject in chosen:
        if before is None and subject.name != "starting":
            before = _warm_weight(site)
        print(f"{subject.name}: {subject.about} ...", file=sys.stderr)
        rows += subject.measure(run)
    if before:
        rows.append(_growth(before, weighing.weigh(site.running["web"].pid)))
    return _notes(run)


def _warm_weight(site: Site) -> Weight:
    """The web process's memory once it has answered each kind of request."""
    from bench import writing

    writing.warm(site, 0)
    return weighing.weigh(site.running["web"].pid)


def _growth(before: Weight, after: Weight) -> Row:
    ratio = after.rss / before.rss
    return Row(
        "web's memory after all this, over before",
        f"{after}",
        f"before: {before}",
        f"{ratio:.2f}",
        f"up to {TARGET_GROWTH}",
        ratio <= TARGET_GROWTH,
        how="the RSS of the one server that ran throughout (PSS also rises when its"
        " processes share less of what they were forked with); before: after two"
        " seconds each of page, count.json, signing and confirming, 16 connections",
    )


def _notes(run: "subjects.Run") -> list[str]:  # noqa: F821 (needs Django)
    server = f"{standing.WORKERS} processes of {standing.THREADS} threads"
    nginx = proxying.program()
    programs = [
        machine.program("wrk", "-v").split(" [")[0],
        machine.program(nginx, "-v") if nginx else "no nginx (rows left out)",
        *run.stand.sql("postgres", "SHOW server_version")[0],
    ]
    settings = ", ".join(f"{name}={value}" for name, value in standing.POSTGRES.items())
    return [
        *machine.described(),
        f"Granian, {server}; {', '.join(programs[:2])}; PostgreSQL {programs[2]} with"
        f" fsync and {settings}; Redis. Generator, database, proxy and site on the same"
        f" machine; {run.rounds} rounds of {run.seconds:g} s, medians, in brackets the"
        " smallest and largest round.",
        PEERS,
    ]
