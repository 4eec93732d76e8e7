"""Loads that write, each looked up in the table afterwards."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.urls import reverse
from redis import Redis

from bench import filling, loading, visiting
from bench.loading import Load, WrongAnswer
from bench.standing import Site
from config.launching import parts
from mailroom.tasks import send_letters
from petitions import tokens
from petitions.models import CountChange, Signature
from petitions.tasks import drain_counts

# More than this a second nobody confirms; each link is used once.
MOST_CONFIRMED_A_SECOND = 6000
QUIET_SECONDS = 0.3
WARM_SECONDS, WARM_CONNECTIONS = 2, 16


def sign(site: Site, seconds: float, *, connections: int = loading.CONNECTIONS) -> Load:
    """A load of signatures, each of which must be in the table when it was answered."""
    with filling.looking_at(site.database):
        before = _pending()
        seen = loading.load(
            f"{site.direct}{visiting.SIGN}",
            "sign",
            seconds=seconds,
            connections=connections,
        )
        _settle()
        _lost_or_cut(seen.answers, _pending() - before, connections)
    site.look_after()
    return seen


def confirm(
    site: Site, seconds: float, *, size: int, connections: int = loading.CONNECTIONS
) -> Load:
    """A load of confirmations, each of which must be queued when it was answered.

    For those who confirm, new signatures are made on top of the `size` that are there.
    """
    with filling.looking_at(site.database), tempfile.NamedTemporaryFile("w") as lines:
        wanted = round(max(1, seconds) * MOST_CONFIRMED_A_SECOND)
        filling.fill(wanted, start=size, confirmed=False)
        lines.write("\n".join(confirm_paths()))
        lines.flush()
        seen = loading.load(
            f"{site.direct}/",
            "confirm",
            seconds=seconds,
            connections=connections,
            lines=Path(lines.name),
        )
        _settle()
        confirmed, queued = wanted - _pending(), CountChange.objects.count()
    if queued != confirmed:
        raise WrongAnswer(f"{confirmed} were confirmed, {queued} queued")
    _lost_or_cut(seen.answers, queued, connections)
    site.look_after()
    return seen


@contextlib.contextmanager
def at_work(site: Site, email_url: str) -> Iterator[None]:
    """The site with its workers, who have answered the bell before the block begins."""
    site.environ["EMAIL_URL"] = email_url
    for part in (parts.worker(), parts.letters()):
        site.start(part)
    for bell in (drain_counts, send_letters):
        bell.delay()
    broker = Redis.from_url(site.environ["REDIS_URL"])
    site.wait(lambda: not broker.exists("celery", "letters"), "the workers answer")
    site.start(site.beat)
    try:
        yield
        site.look_after()
    finally:
        site.stop("beat", "letters", "worker")


def _pending() -> int:
    return Signature.objects.filter(status="pending").count()


def _settle() -> None:
    """Wait for what the server had taken in when wrk hung up."""
    now, last = (_pending(), CountChange.objects.count()), None
    while now != last:
        time.sleep(QUIET_SECONDS)
        now, last = (_pending(), CountChange.objects.count()), now


def _lost_or_cut(answered: int, kept: int, connections: int) -> None:
    """Raise unless what was answered is there; the last of each line may be cut off."""
    if not answered <= kept <= answered + connections:
        raise WrongAnswer(f"{answered} were answered, and {kept} are in the table")


def confirm_paths() -> list[str]:
    """The links' paths of all who have not confirmed, in a mixed order."""
    pending = Signature.objects.filter(status="pending").only("pk", "salt")
    path = reverse("petitions:confirm", args=["TOKEN"])
    return [
        path.replace("TOKEN", tokens.make(tokens.CONFIRM, signature))
        for signature in pending.order_by("signer_key").iterator()
    ]


def take_back(site: Site, size: int) -> None:
    """Let the petition be as it was filled, whatever was measured on it since."""
    with filling.looking_at(site.database):
        if not size:
            filling.empty()
        else:
            filled = Signature.objects.confirmed().order_by("pk")
            last = filled.values_list("pk", flat=True)[size - 1]
            Signature.objects.filter(pk__gt=last).delete()
            CountChange.objects.all().delete()
        filling.tidy()


def warm(site: Site, size: int) -> None:
    """Let each process of the server answer each kind of request before it counts."""
    few = {"seconds": WARM_SECONDS, "connections": WARM_CONNECTIONS}
    for address in {site.direct, site.public}:
        for path in (visiting.PAGE, visiting.COUNT):
            loading.load(f"{address}{path}", **few)
    sign(site, **few)
    take_back(site, size)
    confirm(site, **few, size=size)
    take_back(site, size)
