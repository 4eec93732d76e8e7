"""Letters of one worker, against rendering alone."""

import statistics

from bench import figuring, filling, letters
from bench.showing import Row
from bench.standing import site
from bench.subjects import Run
from mailroom.models import Mailbox

COUNT, COUNT_QUICK = 3000, 500
BACKLOG, BACKLOG_QUICK = 50_000, 30_000
TARGET, TARGET_BEHIND_SECONDS = 600, 10
HOW = (
    "a worker's process sends what waits in the outbox to a sink on this machine, in"
    " turns with rendering and building the same letter and nothing else"
)
HOW_BEHIND = (
    "one after the other while one worker sends the newsletter: from the signature to"
    " the mark that its letter left; the backlog lasts to the end"
)


def measure(run: Run) -> list[Row]:
    with (
        site(run.stand, "bench_letters") as where,
        filling.looking_at(where.database),
    ):
        return [_sent(run), _behind(run)]


def _sent(run: Run) -> Row:
    count = COUNT_QUICK if run.is_quick else COUNT
    sent, rendered = [], []
    for _ in range(run.rounds):
        # An address that had a letter in the round before would have to wait.
        Mailbox.objects.all().delete()
        letters.prepare(count)
        sent.append(letters.sending())
        if sent[-1].letters < count:
            raise AssertionError(f"Only {sent[-1].letters} of {count} letters left")
        rendered.append(letters.rendering_alone())
    rates = [each.rate for each in sent]
    cpu = statistics.median(each.cpu_milliseconds for each in sent)
    return Row(
        "letters of one worker",
        f"{figuring.spread(rates)} a second, {cpu:.2f} ms of processor each"
        f" (to {sent[0].sink})",
        f"rendering and building alone: {figuring.spread(rendered)} a second",
        str(figuring.ratio(rates, rendered)),
        f"at least {TARGET} a second",
        statistics.median(rates) >= TARGET,
        "a prototype: 175/s one by one, 508/s by the hundred",
        HOW,
    )


def _behind(run: Run) -> Row:
    backlog = BACKLOG_QUICK if run.is_quick else BACKLOG
    waited = letters.behind_backlog(backlog)
    most = max(waited)
    return Row(
        f"a new letter behind a newsletter of {backlog:,}",
        f"{len(waited)} letters, median {statistics.median(waited):.2f} s,"
        f" longest {most:.2f} s",
        target=f"up to {TARGET_BEHIND_SECONDS} s",
        is_met=most <= TARGET_BEHIND_SECONDS,
        peer="UK Parliament, 2019: hours",
        how=HOW_BEHIND,
    )
