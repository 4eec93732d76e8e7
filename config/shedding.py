"""What happens while the database is away, full or slow: an honest 503, at once.

A thread that waits for a slow database serves nobody. When all of a process's threads
but one have waited too long, the last one turns requests away that would wait as well,
and goes on answering what needs no database: the public pages as they were made last.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import sync_only_middleware

from config import public_pages

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

RETRY_AFTER_SECONDS = 5
# A request that takes longer waits for something; signing takes some milliseconds.
SLOW_SECONDS = 1.0


class _Place:
    """One request's place among those that are worked on, or its wait for one."""

    def __init__(self) -> None:
        self.began_at = 0.0
        self.is_given = threading.Event()

    def give(self) -> None:
        self.began_at = time.monotonic()
        _taken.append(self)
        self.is_given.set()


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
        place = _enter()
        if place is None:
            return public_pages.kept_answer(request) or _turn_away(request)
        try:
            return get_response(request)
        finally:
            _leave(place)

    return middleware


def _enter() -> _Place | None:
    """Take one of the places, all threads but one; None when none comes free soon."""
    place = _Place()
    with _lock:
        if not _waiting and len(_taken) < max(1, settings.WEB_THREADS - 1):
            place.give()
        else:
            _waiting.append(place)
        # When even the youngest is slow, all of them are stuck.
        youngest = max((taken.began_at for taken in _taken), default=0.0)
    now = time.monotonic()
    if place.is_given.wait(max(0.0, min(now, youngest) + SLOW_SECONDS - now)):
        return place
    with _lock:
        if place.is_given.is_set():
            return place
        _waiting.remove(place)
    return None


def _leave(place: _Place) -> None:
    with _lock:
        _taken.remove(place)
        if _waiting:
            _waiting.popleft().give()


def _turn_away(request: HttpRequest) -> HttpResponse:
    logger.warning("Turned a request away: the database is slow")
    return busy(request)


@sync_only_middleware
def answer_busy_when_the_database_is_away(get_response: Answer) -> Answer:
    """503 with Retry-After, never a 500, while the database restarts or is full."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(
        request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, (OperationalError, InterfaceError)):
            return None
        logger.warning("Database away: %s", type(error).__name__)
        connection.close()
        return busy(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def busy(request: HttpRequest) -> HttpResponse:
    """ "The site is busy", with what was typed and a button that sends it again."""
    is_of_staff = request.path.startswith(settings.STAFF_PATHS)
    posted = (
        [(name, value) for name, values in request.POST.lists() for value in values]
        if request.method == "POST" and not is_of_staff
        else []
    )
    context = {"posted": posted, "retry_url": request.path}
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
