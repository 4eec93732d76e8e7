"""One replay after the other, each on an empty petition of the same site."""

import argparse
import asyncio
import contextlib
import json
import shlex
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

from bench import loading, machine, running, showing, visiting
from bench.loading import Started
from bench.replaying import curves, reporting
from bench.replaying.curves import Recorded
from bench.replaying.journals import Compared, Journal, compare
from bench.replaying.people import Happened, People
from bench.replaying.reporting import Report
from bench.replaying.watching import Watch
from bench.standing import Site, Stand
from tests.parts.finding import free_port

MARK = "replay"


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def run(given: argparse.Namespace, curve: Recorded) -> int:
    start, end = curves.window(curve, given.start, given.end, given.minutes)
    seconds = (end - start).total_seconds()
    if given.refreshers:
        loading.wrk()
    if given.markdown:
        showing.check_marks(Path(given.markdown), MARK)
    about = f"{curve.title}, {start:%H:%M:%S} to {end:%H:%M:%S} UTC"
    print(f"{about}. {curves.LICENCE}\n", flush=True)
    reports = []
    with running.standing_site() as (stand, site, _opened):
        for times in given.times:
            moments = curves.arrivals(curve.samples(), start, end, times=times)
            reports.append(_replay(given, stand, site, moments, times, seconds))
            print(reporting.as_text(reports[-1]), end="\n\n", flush=True)
    _write_down(given, about, reports)
    faults = [f"× {it.times:g}: {words}" for it in reports for words in it.faults]
    for words in faults:
        print(f"BROKEN: {words}", file=sys.stderr)
    return 1 if faults else 0


def _replay(
    given: argparse.Namespace,
    stand: Stand,
    site: Site,
    moments: list[float],
    times: float,
    seconds: float,
) -> Report:
    from bench import writing

    say(f"× {times:g}: {len(moments):,} people in {seconds:g} s ...")
    writing.warm(site, 0)
    # What the petition had before is no part of this run, nor is its going a fall.
    site.wait(lambda: _shown(site) == 0, "the page shows an empty petition")
    folder = site.folder / f"replay-{times:g}"
    folder.mkdir(exist_ok=True)
    signed, confirmed = Journal(folder / "signed"), Journal(folder / "confirmed")
    mail_port = free_port()
    people = People(site, signed=signed, confirmed=confirmed, mail_port=mail_port)
    with (
        writing.at_work(site, f"smtp://127.0.0.1:{mail_port}"),
        _refreshing(site, given.refreshers, seconds) as refreshers,
        Watch(stand.postgres.url(site.database)) as watch,
    ):
        happened = asyncio.run(people.come(moments, patience=given.patience))
    signed.close()
    confirmed.close()
    return Report(
        times=times,
        seconds=seconds,
        people=len(moments),
        happened=happened,
        moments=watch.moments,
        refreshers=[each.result() for each in refreshers],
        **_looked_up(signed, confirmed, happened),
    )


def _shown(site: Site) -> int:
    """The number that readers see."""
    with urlopen(f"{site.public}{visiting.COUNT}") as answer:  # noqa: S310 (our own)
        return int(json.load(answer)["count"])


@contextlib.contextmanager
def _refreshing(
    site: Site, connections: int, seconds: float
) -> Iterator[list[Started]]:
    """Half of them look at the page and half at the number, as fast as they can."""

    each = connections // 2
    started = [
        loading.start(f"{site.public}{path}", seconds=seconds, connections=each)
        for path in (visiting.PAGE, visiting.COUNT)
        if each
    ]
    try:
        yield started
    except BaseException:
        for load in started:
            load.stop()
        raise


def _looked_up(signed: Journal, confirmed: Journal, happened: Happened) -> dict:
    """The journals against the tables, and the number against a recount."""
    from bench import filling
    from petitions import recounting
    from petitions.models import Signature

    return {
        "signed": _compared(signed, {}),
        "confirmed": _compared(confirmed, {"status": "confirmed"}),
        "shown": happened.seen[-1].count,
        "counted": Signature.objects.confirmed().count(),
        "is_proven": recounting.prove(filling.petition()).is_right,
    }


def _compared(journal: Journal, wanted: dict[str, str]) -> Compared:
    from petitions.models import Signature

    rows = Signature.objects.filter(**wanted).values_list("email", flat=True)
    return compare(journal.keys(), set(rows))


def _write_down(given: argparse.Namespace, about: str, reports: list[Report]) -> None:
    from bench.replaying import drawing

    if given.chart:
        Path(given.chart).write_text(drawing.chart(about, reports))
    if given.markdown:
        words = shlex.join(["bin/bench", *sys.argv[1:]])
        block = [
            f"{about}, on {datetime.now(UTC):%d %B %Y, %H:%M} UTC with `{words}`.",
            curves.LICENCE,
            reporting.as_markdown(reports),
            "\n".join(f"- {line}" for line in machine.described()),
        ]
        showing.put_into(Path(given.markdown), MARK, "\n\n".join(block))
