"""Comments that come at their own time into one thread, while readers refresh it."""

import asyncio
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from bench import arriving, figuring, filling, loading, sinks, visiting, writing
from bench.arriving import Readers
from bench.loading import Load, WrongAnswer
from bench.showing import Row
from bench.standing import Site
from bench.subjects import Run
from bench.subjects.signing import side
from comments import counting, recounting, threads
from comments.models import Comment, ForumRules

RATE = 200
TARGET_P99 = 0.250
BATCH = 500
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOW = (
    "open loop: a comment is due every 1/200 s, each by a reader of their own who is"
    " signed in; wrk refreshes the thread over 16 connections; both come in through the"
    " proxy; afterwards the comments that were answered, those in the table and the"
    " thread's own count must be the same number, and a recount must find no drift"
)


def measure(run: Run) -> list[Row]:
    seconds = max(2.0, run.seconds * 2)
    with filling.looking_at(run.site.database), sinks.listening() as sink:
        ForumRules.objects.update_or_create(pk=1, defaults={"first_held": 0})
        cookies = list(_readers(int(RATE * seconds)))
        with writing.at_work(run.site, sink.url):
            times, seen = _round(run.site, cookies, seconds)
    p50, p99 = (figuring.percentile(times, percent) for percent in (50, 99))
    return [
        Row(
            f"{RATE} comments a second into one thread, 16 connections refresh it",
            f"comment p50 {figuring.milliseconds(p50)},"
            f" p99 {figuring.milliseconds(p99)};"
            f" 0 of {len(times):,} lost, count exact",
            f"page: {side([seen])}",
            target=f"p99 up to {TARGET_P99 * 1000:.0f} ms, 0 lost, count exact",
            is_met=p99 <= TARGET_P99,
            how=HOW,
        )
    ]


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


def _round(site: Site, cookies: list[str], seconds: float) -> tuple[list[float], Load]:
    page = threads.url(filling.petition())
    refreshers = loading.start(
        f"{site.public}{page}", seconds=seconds + 1, connections=16
    )
    try:
        times = asyncio.run(_talk(site, f"{page}write/", cookies, seconds))
        seen = refreshers.result()
    finally:
        refreshers.stop()
    site.look_after()
    _all_counted(len(times))
    return times, seen


async def _talk(
    site: Site, path: str, cookies: list[str], seconds: float
) -> list[float]:
    """Seconds from due to answered, of each comment."""
    times: list[float] = []
    async with arriving.readers(site.public) as readers:

        async def say(number: int, due: float) -> None:
            forwarded = site.forwarded(visiting.network())
            answered = await _ask(readers, path, cookies[number], forwarded)
            times.append(answered - due)

        await arriving.arrive(arriving.evenly(RATE, seconds), say)
    return times


async def _ask(readers: Readers, path: str, cookie: str, forwarded: str) -> float:
    form = {"text": "I have a room, and two beds in it."}
    answer = await readers.ask(
        arriving.written("POST", path, form=form, forwarded=forwarded, cookie=cookie)
    )
    if answer.status != 302:
        raise WrongAnswer(f"A comment was answered {answer.status}")
    return answer.at


def _all_counted(answered: int) -> None:
    thread = threads.of(filling.petition())
    counting.drain()
    thread.tally.refresh_from_db()
    stored = Comment.objects.published().filter(thread=thread).count()
    if not answered == stored == thread.tally.comments:
        raise WrongAnswer(
            f"{answered} answered, {stored} stored, {thread.tally.comments} counted"
        )
    if not recounting.recount(thread, repair=False).is_none:
        raise WrongAnswer("The thread's counts have drifted")
