"""A process's own memory of public pages: the nearer of the two stores.

In the outermost middleware, it answers before anything else of a request is looked at.
"""

import re
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware

from config.caching import stamp_of
from config.page_bytes import FRESH_SECONDS, Page, encoded, page_key

MEMORY_SECONDS = 0.25
MOST_IN_MEMORY = 256
# A page at which nobody looked for so long is not taken on trust.
LOOKED_SECONDS = 2
SAFE_METHODS = ("GET", "HEAD")
# Which link brought a reader (`?via=…`) changes nothing of a page: whoever follows the
# newsletter of a launch gets the bytes that are there for everybody.
LONGEST_VIA = 80
VIA_ALONE = re.compile(rf"via=[a-z0-9.-]{{1,{LONGEST_VIA}}}")
OF_ONE_ENCODING = {"etag", "content-length", "content-encoding"}


class InMemory(NamedTuple):
    """A page with all headers that the middleware gave it, until a moment."""

    page: Page
    headers: list[tuple[str, str]]
    put_at: float
    until: float


Place = tuple[str | None, str]
_memory: dict[Place, InMemory] = {}
# Places for which a thread of this process is on its way to the farther store.
_looking: set[Place] = set()
_looking_lock = threading.Lock()


def forget() -> None:
    """Empty it; those of the other processes are soon too old."""
    _memory.clear()


@sync_only_middleware
def answer_from_memory(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with a page of a moment ago, before any other middleware runs.

    When its moment is over, one request at a time goes and looks for a later one; the
    others make sure that there is none yet.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        place = _place(request)
        if place is None:
            return get_response(request)
        kept, now = _memory.get(place), time.time()
        if kept and kept.until >= now:
            return encoded(request, kept.page, kept.headers)
        is_first = _goes_first(place)
        try:
            if kept and not is_first and _is_newest(kept, request.path, now):
                return encoded(request, kept.page, kept.headers)
            response = get_response(request)
            _put_in_memory(place, response)
        finally:
            if is_first:
                _looking.discard(place)
        return response

    return middleware


def _place(request: HttpRequest) -> Place | None:
    """Where the memory keeps what is asked for; None of what it never keeps."""
    if request.method not in SAFE_METHODS or not _asks_for_the_plain_page(request):
        return None
    try:
        request.get_host()
    except DisallowedHost:
        return None
    return request.scheme, request.path


def _asks_for_the_plain_page(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return not query or VIA_ALONE.fullmatch(query) is not None


def _goes_first(place: Place) -> bool:
    with _looking_lock:
        if place in _looking:
            return False
        _looking.add(place)
        return True


def _is_newest(kept: InMemory, path: str, now: float) -> bool:
    """Whether no process has made a later page; asks the cache for a moment alone.

    Where nobody has looked for a while, the page may be of an hour ago.
    """
    if now - kept.put_at > LOOKED_SECONDS:
        return False
    newest = stamp_of(page_key(path))
    return newest is None or newest <= kept.page.made_at


def _put_in_memory(place: Place, response: HttpResponse) -> None:
    page: Page | None = getattr(response, "public_page", None)
    if page is None or response.status_code != 200 or response.cookies:
        return
    kept = _memory.get(place)
    # A thread that was held up must not bring an older number back.
    if kept and kept.page.made_at > page.made_at:
        return
    if len(_memory) >= MOST_IN_MEMORY:
        _memory.clear()
    headers = [
        (name, value)
        for name, value in response.items()
        if name.lower() not in OF_ONE_ENCODING
    ]
    now = time.time()
    # From then on another process may show a later page, and the number would fall.
    last = page.made_at + FRESH_SECONDS
    _memory[place] = InMemory(page, headers, now, min(now + MEMORY_SECONDS, last))
