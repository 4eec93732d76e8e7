"""What is compared, and why each pair was chosen.

The other side is never a straw man: it is the obvious way to do the same thing, or the
floor below which nothing on this stack can go.
"""

from django.db import transaction
from django.db.models import F

from bench import figuring, filling, measuring
from bench.filling import request
from bench.measuring import Comparison
from bench.showing import Row
from bench.subjects import Run
from bench.visiting import PAGE, SIGN, SLUG, form
from config.public_pages import forget
from petitions import counting, entries, known, signing
from petitions.models import CountChange, Petition, Signature, Tally
from petitions.models.counts import Reason

HOW = (
    f"{measuring.THREADS} threads in one process, in turns: no network and no load"
    " generator in the figures"
)


def measure(run: Run) -> list[Row]:
    size = min(run.sizes)
    with filling.looking_at(run.large_site(size).database):
        rows = [
            _row(measuring.compare(each, seconds=run.seconds, rounds=run.rounds), size)
            for each in ALL
        ]
    return rows


def _row(result: measuring.Result, size: int) -> Row:
    comparison = result.comparison
    return Row(
        comparison.what.format(size=size),
        f"{comparison.ours_name}: {figuring.spread(result.ours)} a second",
        f"{comparison.theirs_name}: {figuring.spread(result.theirs)} a second",
        str(figuring.ratio(result.ours, result.theirs)),
        how=HOW,
    )


def healthz() -> None:
    request("GET", "/healthz")


def warm_page() -> None:
    request("GET", PAGE)


def cold_page() -> None:
    forget(PAGE)
    request("GET", PAGE)


def sign_page() -> None:
    request("POST", SIGN, form())


def sign() -> None:
    found = known.by_slug(SLUG)
    entry = entries.read(form())
    if entry.details is None or found is None:
        raise AssertionError(entry.faults)
    signing.sign(found.petition, entry.details, text_id=found.text_id(None), network="")


def sign_with_counter() -> None:
    """Signing as it is often built: the counter's row rises in the same transaction."""
    with transaction.atomic():
        sign()
        Tally.objects.filter(petition__slug=SLUG).update(count=F("count") + 1)


def read_count() -> None:
    Tally.objects.get(petition__slug=SLUG)


def count_rows() -> None:
    Signature.objects.filter(petition__slug=SLUG).confirmed().count()


def queue_and_drain() -> None:
    """A hundred confirmations counted the way it is done."""
    petition = Petition.objects.get(slug=SLUG)
    _queue_hundred(petition)
    counting.drain()


def queue_and_recount() -> None:
    """A hundred confirmations counted by counting again, as a nightly job would."""
    petition = Petition.objects.get(slug=SLUG)
    _queue_hundred(petition)
    CountChange.objects.all().delete()
    confirmed = Signature.objects.filter(petition=petition).confirmed().count()
    Tally.objects.filter(petition=petition).update(count=confirmed)


def _queue_hundred(petition: Petition) -> None:
    CountChange.objects.bulk_create(
        CountChange(petition=petition, change=1, reason=Reason.CONFIRMED, country="GB")
        for _ in range(100)
    )


ALL = [
    Comparison(
        "Signing against the floor",
        "POST of the form, to the redirect",
        sign_page,
        "/healthz, which does nothing",
        healthz,
    ),
    Comparison(
        "The petition page against the floor",
        "the petition page, warm",
        warm_page,
        "/healthz, which does nothing",
        healthz,
    ),
    Comparison(
        "The petition page kept, against made for each reader",
        "kept for a second",
        warm_page,
        "rendered each time",
        cold_page,
    ),
    Comparison(
        "Signing without and with a counter in the same transaction",
        "one insert, counted later",
        sign,
        "the insert and UPDATE count = count + 1",
        sign_with_counter,
    ),
    Comparison(
        "Showing the number of a petition with {size:,} signatures",
        "the tally",
        read_count,
        "SELECT count(*)",
        count_rows,
    ),
    Comparison(
        "Counting 100 confirmations of a petition with {size:,} signatures",
        "draining the queue",
        queue_and_drain,
        "counting all again",
        queue_and_recount,
    ),
]
