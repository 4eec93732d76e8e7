"""Public pages: made at most once a second, the same bytes for every anonymous reader.

Two stores stand in front of a view. The shared cache holds the page for all processes;
one of them makes a stale page anew while the others serve it. Each process's memory, in
the outermost middleware, answers before anything else of a request is looked at.

A page that an editor changes shows within `FRESH_SECONDS` and `MEMORY_SECONDS`
together, and sooner where `forget` is called.
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.decorators import sync_only_middleware

View = Callable[..., HttpResponse]

FRESH_SECONDS = 1
MEMORY_SECONDS = 0.5
STALE_SECONDS = 24 * 60 * 60
# Who makes a page holds its lock no longer; a process that died lets go by then.
LOCK_SECONDS = 5
# How long a reader of a page that nobody has made yet waits for whoever makes it.
FIRST_SECONDS = 3
POLL_SECONDS = 0.02
MOST_IN_MEMORY = 256
SAFE_METHODS = ("GET", "HEAD")
# Below this, compressing costs more bytes than it saves.
SMALLEST_COMPRESSED_BYTES = 200
GZIP = "gzip"
OF_ONE_ENCODING = {"etag", "content-length", "content-encoding"}


class Page(NamedTuple):
    """The bytes that every anonymous reader gets, plain and compressed."""

    body: bytes
    gzipped: bytes
    content_type: str
    etag: str
    made_at: float
    is_open_to_other_sites: bool


class InMemory(NamedTuple):
    """A page with all headers that the middleware gave it, until a moment."""

    page: Page
    headers: list[tuple[str, str]]
    until: float


_memory: dict[tuple[str | None, str], InMemory] = {}


def page_key(path: str) -> str:
    """Where the shared cache keeps the page of `path`."""
    return f"page:{hashlib.sha256(path.encode()).hexdigest()}"


def forget(*paths: str) -> None:
    """Let the pages at these paths be made again at the next request."""
    cache.delete_many([page_key(path) for path in paths])
    forget_memory()


def forget_memory() -> None:
    """Empty this process's own store; those of the others are soon too old."""
    _memory.clear()


# The nearer store


@sync_only_middleware
def answer_from_memory(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with a page of a moment ago, before any other middleware runs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        kept = _find_in_memory(request)
        if kept:
            return _encoded(request, kept.page, kept.headers)
        response = get_response(request)
        _put_in_memory(request, response)
        return response

    return middleware


def _find_in_memory(request: HttpRequest) -> InMemory | None:
    if request.method not in SAFE_METHODS or request.META.get("QUERY_STRING"):
        return None
    kept = _memory.get((request.scheme, request.path))
    if kept is None or kept.until < time.time():
        return None
    try:
        request.get_host()
    except DisallowedHost:
        return None
    return kept


def _put_in_memory(request: HttpRequest, response: HttpResponse) -> None:
    page: Page | None = getattr(response, "public_page", None)
    if page is None or response.status_code != 200 or response.cookies:
        return
    if request.META.get("QUERY_STRING"):
        return
    if len(_memory) >= MOST_IN_MEMORY:
        _memory.clear()
    headers = [
        (name, value)
        for name, value in response.items()
        if name.lower() not in OF_ONE_ENCODING
    ]
    until = time.time() + MEMORY_SECONDS
    _memory[request.scheme, request.path] = InMemory(page, headers, until)


# The farther store


def public_page(*, open_to_other_sites: bool = False) -> Callable[[View], View]:
    """Serve one rendering of a page to everybody for a moment.

    The page sets no cookie and does not vary by one (promise 6). One request makes a
    stale page anew while the others go on serving it; while the database is away, all
    do, for up to a day. A view that must not be shared answers anything but 200, or
    sets `Cache-Control` itself, and is passed through untouched.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in SAFE_METHODS or "preview" in request.GET:
                return view(request, *args, **kwargs)
            key = page_key(request.path)
            page = _find(key)
            if page is None or _is_ours_to_refresh(page, key):
                try:
                    response = _make(key, view, request, *args, **kwargs)
                except (OperationalError, InterfaceError):
                    if page is None:
                        raise
                    connection.close()
                else:
                    if response.status_code != 200 or "Cache-Control" in response:
                        cache.delete_many([key, _lock(key)])
                        return response
                    page = _keep(key, response, open_to_other_sites=open_to_other_sites)
            return _answer(request, page)

        return wrapper

    return decorate


def _make(
    key: str, view: View, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Exception:
        # Nobody shall wait for a page that does not come.
        cache.delete(_lock(key))
        raise


def _find(key: str) -> Page | None:
    """The page, if there is one or somebody is making it; None: it is ours to make."""
    page: Page | None = cache.get(key)
    if page or cache.add(_lock(key), 1, LOCK_SECONDS):
        return page
    until = time.monotonic() + FIRST_SECONDS
    while page is None and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
        page = cache.get(key)
        if page is None and cache.get(_lock(key)) is None:
            break
    return page


def _is_ours_to_refresh(page: Page, key: str) -> bool:
    is_stale = time.time() - page.made_at > FRESH_SECONDS
    return is_stale and cache.add(_lock(key), 1, LOCK_SECONDS)


def _lock(key: str) -> str:
    return f"{key}:lock"


def _keep(key: str, response: HttpResponse, *, open_to_other_sites: bool) -> Page:
    body = response.content
    page = Page(
        body=body,
        gzipped=gzip.compress(body, mtime=0),
        content_type=response["Content-Type"],
        etag=hashlib.sha256(body).hexdigest()[:32],
        made_at=time.time(),
        is_open_to_other_sites=open_to_other_sites,
    )
    cache.set(key, page, STALE_SECONDS)
    cache.delete(_lock(key))
    return page


# Answering


def kept_answer(request: HttpRequest) -> HttpResponse | None:
    """The page of this address as it was made last, however old; None without one."""
    if request.method not in SAFE_METHODS or "preview" in request.GET:
        return None
    page: Page | None = cache.get(page_key(request.path))
    return _answer(request, page) if page else None


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    _send_no_cookie(request)
    headers = [
        ("Content-Type", page.content_type),
        (
            "Cache-Control",
            f"public, max-age=1, s-maxage={FRESH_SECONDS}, "
            f"stale-while-revalidate=10, stale-if-error={STALE_SECONDS}",
        ),
    ]
    if page.is_open_to_other_sites:
        headers += [
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ]
    response = _encoded(request, page, headers)
    response.public_page = page  # type: ignore[attr-defined]
    return response


def _send_no_cookie(request: HttpRequest) -> None:
    """Keep the middleware from mending a broken cookie on a page that is shared."""
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)


def _encoded(
    request: HttpRequest, page: Page, headers: list[tuple[str, str]]
) -> HttpResponse:
    """The page as this browser takes it: compressed if it can, 304 if it has it."""
    is_gzipped = len(
        page.body
    ) > SMALLEST_COMPRESSED_BYTES and GZIP in request.META.get(
        "HTTP_ACCEPT_ENCODING", ""
    )
    response = HttpResponse(page.gzipped if is_gzipped else page.body)
    for name, value in headers:
        response[name] = value
    patch_vary_headers(response, ["Accept-Encoding"])
    # Each form of the page has its own (RFC 9110, 8.8.3.3).
    etag = f'"{page.etag}-{GZIP}"' if is_gzipped else f'"{page.etag}"'
    response["ETag"] = etag
    if is_gzipped:
        response["Content-Encoding"] = GZIP
    return get_conditional_response(request, etag, None, response) or response
