"""Public pages: made at most once a second, the same bytes for every anonymous reader.

Two stores stand in front of a view. The shared cache holds the page for all processes;
one of them makes a stale page anew while the others serve it: that is this module. Each
process's memory (`page_memory`) answers before anything else is looked at.

A page that an editor changes shows within `FRESH_SECONDS` and `MEMORY_SECONDS`
together, and sooner where `forget` is called.
"""

import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from config import page_memory, policy
from config.caching import set_newest
from config.page_bytes import (
    FRESH_SECONDS,
    USUAL_LIFETIME,
    Lifetime,
    Page,
    encoded,
    made_of,
    page_key,
)
from config.page_memory import SAFE_METHODS

View = Callable[..., HttpResponse]
Make = Callable[[], HttpResponse]
# Which form of a page is asked for, as the end of its address; None: one of too many.
Form = Callable[[HttpRequest], str | None]
KeptAs = Callable[..., Page]

STALE_SECONDS = 24 * 60 * 60
# Who makes a page holds its lock no longer; a process that died lets go by then.
LOCK_SECONDS = 5
# Longer than it takes to make a page.
FORGOTTEN_SECONDS = 30
# How long a reader of a page that nobody has made yet waits for whoever makes it.
FIRST_SECONDS = 3
POLL_SECONDS = 0.02


def forget(*paths: str) -> None:
    """Let the pages at these paths be made again at the next request.

    Also those that are being made at this moment: they may show what was before.
    """
    keys = [page_key(path) for path in paths]
    now = time.time()
    cache.set_many({_forgotten(key): now for key in keys}, FORGOTTEN_SECONDS)
    cache.delete_many(keys)
    page_memory.forget()


def _was_forgotten(key: str, *, since: float) -> bool:
    forgotten_at = cache.get(_forgotten(key))
    return forgotten_at is not None and forgotten_at >= since


def _forgotten(key: str) -> str:
    return f"{key}:forgotten"


def one_form(request: HttpRequest) -> str:
    """The page is the same whatever is written behind its address."""
    return ""


def public_page(
    *,
    open_to_other_sites: bool = False,
    has_previews: bool = False,
    form: Form = one_form,
    lifetime: Lifetime = USUAL_LIFETIME,
    may_be_framed: bool = False,
) -> Callable[[View], View]:
    """Serve one rendering of a page to everybody for a moment.

    The page sets no cookie and does not vary by one (promise 6). One request makes a
    stale page anew while the others go on serving it; while the database is away, all
    do, for up to a day. A view that must not be shared answers anything but 200, or
    sets `Cache-Control` itself, and is passed through untouched.

    One that `has_previews` makes those itself, outside the cache, and sends whoever
    asks for a preview of what is public to the page that everybody gets.

    A page that has a few forms tells them apart by `form`. What it answers with None is
    made for each request and kept by nobody here, so that no flood of odd addresses
    fills the cache.

    One that `may_be_framed` stands in frames of other sites' pages; no other page does.
    """
    kept_as = partial(
        made_of,
        open_to_other_sites=open_to_other_sites,
        lifetime=lifetime,
        may_be_framed=may_be_framed,
    )

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_preview = has_previews and "preview" in request.GET
            if request.method not in SAFE_METHODS or is_preview:
                return view(request, *args, **kwargs)
            make = partial(view, request, *args, **kwargs)
            asked = form(request)
            if asked is None:
                found = _for_this_reader(make, kept_as)
            else:
                key = page_key(request.path + asked)
                found = _for_everybody(key, make, kept_as)
            return _answer(request, found) if isinstance(found, Page) else found

        wrapper.form = form  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _for_this_reader(make: Make, kept_as: KeptAs) -> Page | HttpResponse:
    response = make()
    if not _is_public(response):
        return response
    return kept_as(response, began_at=time.time())


def _for_everybody(key: str, make: Make, kept_as: KeptAs) -> Page | HttpResponse:
    """The page that is kept, made anew when it is old and nobody else is at it."""
    page: Page | None = cache.get(key)
    if page and _is_fresh(page):
        return page
    if cache.add(_lock(key), 1, LOCK_SECONDS):
        # Somebody may have ended between the look and the lock.
        page = cache.get(key)
        if page and _is_fresh(page):
            cache.delete(_lock(key))
            return page
    elif kept := page or _wait_for(key):
        return kept
    try:
        response, began_at = _make(key, make)
    except (OperationalError, InterfaceError):
        if page is None:
            raise
        # Nobody need try again for a moment.
        cache.set(_lock(key), 1, FRESH_SECONDS)
        connection.close()
        return page
    if not _is_public(response):
        cache.delete_many([key, _lock(key)])
        return response
    return _keep(key, kept_as(response, began_at=began_at))


def _is_fresh(page: Page) -> bool:
    return time.time() - page.made_at <= FRESH_SECONDS


def _is_public(response: HttpResponse) -> bool:
    return response.status_code == 200 and "Cache-Control" not in response


def _wait_for(key: str) -> Page | None:
    """The page that somebody else makes first; None when it does not come."""
    until = time.monotonic() + FIRST_SECONDS
    while time.monotonic() < until:
        time.sleep(POLL_SECONDS)
        # In this order: whoever makes it lets go only once it is there.
        is_being_made = cache.get(_lock(key)) is not None
        page: Page | None = cache.get(key)
        if page or not is_being_made:
            return page
    return None


def _make(key: str, make: Make) -> tuple[HttpResponse, float]:
    """The answer, and since when what it shows can have changed."""
    began_at = time.time()
    try:
        response = make()
        if _was_forgotten(key, since=began_at):
            began_at = time.time()
            response = make()
    except Exception:
        # Nobody shall wait for a page that does not come.
        cache.delete(_lock(key))
        raise
    return response, began_at


def _lock(key: str) -> str:
    return f"{key}:lock"


def _keep(key: str, page: Page) -> Page:
    """Unless somebody who began later was done sooner: a number must not fall."""
    if not set_newest(key, page, stamp=page.made_at, timeout=STALE_SECONDS):
        return cache.get(key) or page
    cache.delete(_lock(key))
    return page


# Answering


def kept_answer(request: HttpRequest) -> HttpResponse | None:
    """The page of this address as it was made last, however old; None without one."""
    if request.method not in SAFE_METHODS or "preview" in request.GET:
        return None
    asked = _form_of(request.path)(request)
    if asked is None:
        return None
    page: Page | None = cache.get(page_key(request.path + asked))
    return _answer(request, page) if page else None


def _form_of(path: str) -> Form:
    """How the view at this address tells the forms of its page apart."""
    try:
        view = resolve(path).func
    except Resolver404:
        return one_form
    form: Form = getattr(view, "form", one_form)
    return form


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    _send_no_cookie(request)
    headers = [
        ("Content-Type", page.content_type),
        (
            "Cache-Control",
            f"public, max-age={page.lifetime.in_browsers}, "
            f"s-maxage={page.lifetime.in_caches}, "
            f"stale-while-revalidate=10, stale-if-error={STALE_SECONDS}",
        ),
        *page.headers,
    ]
    if page.is_open_to_other_sites:
        headers += [
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ]
    response = encoded(request, page, headers)
    if page.may_be_framed:
        # Also of "not modified", or a cache would put the usual headers in their place.
        policy.let_be_framed(response)
    response.public_page = page  # type: ignore[attr-defined]
    return response


def _send_no_cookie(request: HttpRequest) -> None:
    """Keep the middleware from mending a broken cookie on a page that is shared."""
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
