"""What happens while the database is away, full or slow: an honest 503, at once.

A thread that waits for a slow database serves nobody. When all of a process's threads
but one have waited too long, the last one turns requests away that would wait as well,
and goes on answering what needs no database: the public pages as they were made last.
"""

import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import sync_only_middleware

from config import kept_forms, public_pages, turned_away
from config.context import without_database

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 5
# A request that takes longer waits for something; signing takes some milliseconds.
SLOW_SECONDS = 1.0
# In a crowd a request may wait in line so long before it is its turn; its reader is
# better told to come again than left until the proxy gives up.
LONGEST_IN_LINE_SECONDS = 5.0


_MOMENT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")


class _Place:
    """One request's place among those that are worked on, or its wait for one."""

    def __init__(self) -> None:
        self.began_at = 0.0
        # A bare lock, let go by whoever gives the place: each request in a crowd waits
        # once, and an Event would cost several times as much.
        self._turn = threading.Lock()
        self._turn.acquire()

    @property
    def is_given(self) -> bool:
        return self.began_at > 0

    def give(self) -> None:
        self.began_at = time.monotonic()
        _taken.append(self)
        self._turn.release()

    def wait(self, seconds: float) -> bool:
        """Whether it is given within this time."""
        return self._turn.acquire(timeout=seconds)


_taken: list[_Place] = []
# First come, first served: a thread that has just ended one request would otherwise be
# quicker than one that waits, again and again.
_waiting: deque[_Place] = deque()
_lock = threading.Lock()


@sync_only_middleware
def turn_away_what_would_hang(get_response: Answer) -> Answer:
    """Keep one thread of the process free while the others are stuck.

    A rush of quick requests turns nobody away: the last thread waits for the next one
    to end, which takes milliseconds.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_forgotten = _seconds_in_line(request) > LONGEST_IN_LINE_SECONDS
        place = None if was_forgotten and _is_crowded() else _enter()
        if place is None:
            return public_pages.kept_answer(request) or _turn_away(request)
        try:
            return get_response(request)
        finally:
            _leave(place)

    return middleware


def _seconds_in_line(request: HttpRequest) -> float:
    """How long ago our own proxy got this request; 0 when no proxy says so."""
    said = request.META.get("HTTP_X_REQUEST_START", "")
    if not settings.TRUSTED_PROXY_COUNT or not _MOMENT.fullmatch(said):
        return 0.0
    return time.time() - float(said)


def _is_crowded() -> bool:
    """Whether others wait too: two clocks that disagree alone turn nobody away."""
    return len(_taken) >= _places()


def _places() -> int:
    threads: int = settings.WEB_THREADS
    return max(1, threads - 1)


def _enter() -> _Place | None:
    """Take one of the places, all threads but one; None when none comes free soon."""
    place = _Place()
    with _lock:
        if not _waiting and len(_taken) < _places():
            place.give()
        else:
            _waiting.append(place)
        # When even the youngest is slow, all of them are stuck.
        youngest = max((taken.began_at for taken in _taken), default=0.0)
    now = time.monotonic()
    if place.wait(max(0.0, min(now, youngest) + SLOW_SECONDS - now)):
        return place
    with _lock:
        if place.is_given:
            return place
        _waiting.remove(place)
    return None


def _leave(place: _Place) -> None:
    with _lock:
        _taken.remove(place)
        if _waiting:
            _waiting.popleft().give()


def _turn_away(request: HttpRequest) -> HttpResponse:
    logger.warning("Turned a request away: too many, or the database is slow")
    return busy(request)


@sync_only_middleware
def answer_busy_when_the_database_is_away(get_response: Answer) -> Answer:
    """503 with Retry-After, never a 500, while the database restarts or is full."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(
        request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, DATABASE_AWAY):
            return None
        return answer_busy(request, error)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def answer_busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """Let go of a connection that failed, and ask the reader to come again."""
    logger.warning("Database away: %s", type(error).__name__)
    connection.close()
    return busy(request)


def busy(request: HttpRequest) -> HttpResponse:
    """ "The site is busy", with what was typed and a button that sends it again."""
    turned_away.note()
    is_of_staff = request.path.startswith(settings.STAFF_PATHS)
    posted = [] if is_of_staff else kept_forms.fields_of(request)
    context = {"posted": posted, "retry_url": request.path}
    with without_database():
        response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
