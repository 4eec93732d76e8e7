"""What happens while the database is away, full or slow: an honest 503, at once.

A thread that waits for a slow database serves nobody. When all of a process's threads
but one have waited too long, the last one turns requests away that would wait as well,
and goes on answering what needs no database: the public pages in memory.
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

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

RETRY_AFTER_SECONDS = 5
# A request that takes longer waits for something; signing takes some milliseconds.
SLOW_SECONDS = 1.0

# When each request began that this process is working on, by thread.
_began: dict[int, float] = {}


@sync_only_middleware
def turn_away_what_would_hang(get_response: Answer) -> Answer:
    """Keep one thread of the process free while the others are stuck."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _all_others_are_stuck():
            logger.warning("Turned a request away: the database is slow")
            return busy(request)
        thread = threading.get_ident()
        _began[thread] = time.monotonic()
        try:
            return get_response(request)
        finally:
            del _began[thread]

    return middleware


def _all_others_are_stuck() -> bool:
    slow_since = time.monotonic() - SLOW_SECONDS
    stuck = sum(began < slow_since for began in list(_began.values()))
    return bool(stuck >= max(1, settings.WEB_THREADS - 1))


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
