"""A cache that may be away, and public pages made from it."""

import hashlib
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

FRESH_SECONDS = 2
STALE_SECONDS = 24 * 60 * 60
LOCK_SECONDS = 5


class FailOpenRedisCache(RedisCache):
    """Redis as a cache only: while it is away, everything is a miss.

    A cache that raises takes the site down with it
    (suitenumerique/conversations#721).
    """

    def _tolerate(self, method: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), method)(*args, **kwargs)
        except (RedisError, OSError):
            logger.warning("Cache away")
            return default

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerate("add", True, *args, **kwargs))  # noqa: FBT003

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tolerate("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerate("touch", False, *args, **kwargs))  # noqa: FBT003

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._tolerate("delete", False, *args, **kwargs))  # noqa: FBT003

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._tolerate("incr", delta, key, delta, version))

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate("get_many", {}, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._tolerate("set_many", [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate("delete_many", None, *args, **kwargs)


class Page(NamedTuple):
    """The bytes that every anonymous reader gets."""

    body: bytes
    content_type: str
    etag: str
    made_at: float


def page_key(path: str) -> str:
    """Where the page of `path` is kept; publishing deletes it to show the change."""
    return f"page:{hashlib.sha256(path.encode()).hexdigest()}"


def forget(*paths: str) -> None:
    """Let the pages at these paths be made again at the next request."""
    cache.delete_many([page_key(path) for path in paths])


def public_page(
    *, open_to_other_sites: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Serve one rendering of a page to everybody for a few seconds.

    The page is the same bytes for every anonymous reader, sets no cookie and does not
    vary by one (promise 6). One request makes a stale page anew while the others go
    on serving it; while the database is away, all do, for up to a day. A view that
    must not be shared answers anything but 200, or sets `Cache-Control` itself, and is
    passed through untouched.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD") or "preview" in request.GET:
                return view(request, *args, **kwargs)
            key = page_key(request.path)
            page: Page | None = cache.get(key)
            if page is None or _is_ours_to_refresh(page, key):
                try:
                    response = view(request, *args, **kwargs)
                except (OperationalError, InterfaceError):
                    if page is None:
                        raise
                    connection.close()
                else:
                    if response.status_code != 200 or "Cache-Control" in response:
                        cache.delete(key)
                        return response
                    page = _keep(key, response)
            return _answer(request, page, open_to_other_sites=open_to_other_sites)

        return wrapper

    return decorate


def _is_ours_to_refresh(page: Page, key: str) -> bool:
    is_stale = time.time() - page.made_at > FRESH_SECONDS
    return is_stale and cache.add(f"{key}:lock", 1, LOCK_SECONDS)


def _keep(key: str, response: HttpResponse) -> Page:
    body = response.content
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    page = Page(body, response["Content-Type"], etag, time.time())
    cache.set(key, page, STALE_SECONDS)
    cache.delete(f"{key}:lock")
    return page


def _send_no_cookie(request: HttpRequest) -> None:
    """Keep the middleware from mending a broken cookie on a page that is shared."""
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)


def _answer(
    request: HttpRequest, page: Page, *, open_to_other_sites: bool
) -> HttpResponse:
    _send_no_cookie(request)
    response = HttpResponse(page.body, content_type=page.content_type)
    response["ETag"] = page.etag
    response["Cache-Control"] = (
        f"public, max-age=1, s-maxage={FRESH_SECONDS}, "
        f"stale-while-revalidate=10, stale-if-error={STALE_SECONDS}"
    )
    if open_to_other_sites:
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return get_conditional_response(request, page.etag, None, response) or response
