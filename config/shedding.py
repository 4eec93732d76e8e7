"""What happens while the database is away, full or slow: an honest 503, at once.

A thread that waits for a slow database serves nobody. When all of a process's threads
but one have waited too long, the last one turns requests away that would wait as well,
and goes on answering what needs no database: the public pages as they were made last.
"""

import logging
import threading
import time
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

# When each request began that this process is working on, by thread.
_began: dict[int, float] = {}
_room = threading.Condition()


@sync_only_middleware
def turn_away_what_would_hang(get_response: Answer) -> Answer:
    """Keep one thread of the process free while the others are stuck.

    A rush of quick requests turns nobody away: the last thread waits for the next one
    to end, which takes milliseconds.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _enter():
            return public_pages.kept_answer(request) or _turn_away(request)
        try:
            return get_response(request)
        finally:
            _leave()

    return middleware


def _enter() -> bool:
    """Take one of the places, all threads but one; False when none comes free soon."""
    places = max(1, settings.WEB_THREADS - 1)
    until = time.monotonic() + SLOW_SECONDS
    with _room:
        while len(_began) >= places:
            # When even the youngest is slow, all of them are stuck.
            until = min(until, max(_began.values()) + SLOW_SECONDS)
            if not _room.wait(max(0.0, until - time.monotonic())):
                return False
        _began[threading.get_ident()] = time.monotonic()
        return True


def _leave() -> None:
    with _room:
        del _began[threading.get_ident()]
        _room.notify()


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
