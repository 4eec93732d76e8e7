"""Comments that come at their own time into one thread, while readers refresh it."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from accounts.recognising import SessionStore
from bench import arriving, figuring, filling, loading, sinks, visiting, writing
from bench.arriving import Readers
from bench.loading import Load, WrongAnswer
from bench.showing import Row
from bench.standing import Site
from bench.subjects import Run
from bench.subjects.signing import side
from comments import counting, recounting, threads
from comments.models import Comment, ForumRules

RATES = (50, 100, 200)
# Ten readings for each comment of the fastest: 32 readers, each 62 times a second.
READERS, PAUSE_MS = 32, 16
# How many refresh flat out, for the last row.
FLAT_OUT = 16
BUSY = 503
TARGET_P99 = 0.250
TARGET = f"p99 up to {TARGET_P99 * 1000:.0f} ms, all taken, count exact"
BATCH = 500
BACKEND = "accounts.recognising.Readers"
HOW = (
    "open loop: comments are due at even times, each by a reader of their own who is"
    f" signed in; wrk refreshes the thread over {READERS} connections, {PAUSE_MS} ms"
    " after each answer (in the last row without a rest); both come in through the"
    " proxy; what the site cannot bear it answers 503, and the page sends it again;"
    " afterwards none of those that were taken may be missing in the table, the thread"
    " must count as many as the table, and a recount must find no drift"
)


def measure(run: Run) -> list[Row]:
    seconds = max(2.0, run.seconds * 2)
    with filling.looking_at(run.site.database), sinks.listening() as sink:
        ForumRules.objects.update_or_create(pk=1, defaults={"first_held": 0})
        with writing.at_work(run.site, sink.url):
            rows = [
                _row(run.site, rate, seconds, Audience(READERS, PAUSE_MS))
                for rate in RATES
            ]
            return [*rows, _row(run.site, max(RATES), seconds, Audience(FLAT_OUT, 0))]


class Audience(NamedTuple):
    """Who reads meanwhile: so many, each with such a rest between two pages."""

    connections: int
    pause_ms: int

    def __str__(self) -> str:
        how = "refresh it" if self.pause_ms else "refresh it flat out"
        return f"{self.connections} connections {how}"


def _row(site: Site, rate: int, seconds: float, audience: Audience) -> Row:
    cookies = list(_readers(int(rate * seconds)))
    times, seen = _round(site, rate, cookies, seconds, audience)
    p50, p99 = (figuring.percentile(times, percent) for percent in (50, 99))
    turned_away = len(cookies) - len(times)
    return Row(
        f"{rate} comments a second into one thread, {audience}",
        f"comment p50 {figuring.milliseconds(p50)},"
        f" p99 {figuring.milliseconds(p99)}; {turned_away:,} of {len(cookies):,}"
        " told to come again, 0 lost, count exact",
        f"page: {side([seen])}",
        target=TARGET if audience.pause_ms else "",
        is_met=(p99 <= TARGET_P99 and not turned_away) if audience.pause_ms else None,
        how=HOW,
    )


def _readers(how_many: int) -> Iterator[str]:
    """The cookies of so many readers who are signed in, each with a name."""
    run = uuid.uuid4().hex[:8]
    emails = (f"talks{run}x{number}@example.org" for number in range(how_many))
    while batch := list(islice(emails, BATCH)):
        people = [
            User(email=it, email_key=it, display_name="Cy Harbour") for it in batch
        ]
        sessions = [_session(it) for it in User.objects.bulk_create(people)]
        Session.objects.bulk_create(sessions)
        for session in sessions:
            yield f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _session(reader: User) -> Session:
    held = {
        SESSION_KEY: str(reader.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: reader.get_session_auth_hash(),
    }
    return Session(
        session_key=uuid.uuid4().hex,
        session_data=SessionStore().encode(held),
        expire_date=timezone.now() + timedelta(days=1),
    )


def _round(
    site: Site, rate: int, cookies: list[str], seconds: float, audience: Audience
) -> tuple[list[float], Load]:
    page, before = threads.url(filling.petition()), _stored()
    refreshers = loading.start(
        f"{site.public}{page}", seconds=seconds + 1, **audience._asdict()
    )
    try:
        times = asyncio.run(_talk(site, f"{page}write/", rate, cookies, seconds))
        seen = refreshers.result()
    finally:
        refreshers.stop()
    site.look_after()
    _all_counted(before + len(times))
    return times, seen


async def _talk(
    site: Site, path: str, rate: int, cookies: list[str], seconds: float
) -> list[float]:
    """Seconds from due to answered, of each comment that was taken."""
    times: list[float] = []
    async with arriving.readers(site.public) as readers:

        async def say(number: int, due: float) -> None:
            forwarded = site.forwarded(visiting.network())
            answered = await _ask(readers, path, cookies[number], forwarded)
            if answered is not None:
                times.append(answered - due)

        await arriving.arrive(arriving.evenly(rate, seconds), say)
    return times


async def _ask(
    readers: Readers, path: str, cookie: str, forwarded: str
) -> float | None:
    """When it was answered; None for one that is to come again."""
    form = {"text": "I have a room, and two beds in it."}
    answer = await readers.ask(
        arriving.written("POST", path, form=form, forwarded=forwarded, cookie=cookie)
    )
    if answer.status == BUSY:
        return None
    if answer.status != 302:
        raise WrongAnswer(f"A comment was answered {answer.status}")
    return answer.at


def _stored() -> int:
    thread = threads.of(filling.petition())
    return Comment.objects.published().filter(thread=thread).count()


def _come_to_rest() -> int:
    """How many are stored once no request that was given up on stores another one."""
    before, now = -1, _stored()
    while before != now:
        time.sleep(1)
        before, now = now, _stored()
    return now


def _all_counted(answered: int) -> None:
    thread, stored = threads.of(filling.petition()), _come_to_rest()
    counting.drain()
    thread.tally.refresh_from_db()
    # One that was told to come again may be stored: sent once more, it is found.
    if not answered <= stored == thread.tally.comments:
        raise WrongAnswer(
            f"{answered} answered, {stored} stored, {thread.tally.comments} counted"
        )
    if not recounting.recount(thread, repair=False).is_none:
        raise WrongAnswer("The thread's counts have drifted")
