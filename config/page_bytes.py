"""A public page as bytes: how it is kept, and how a browser gets it."""

import gzip
import hashlib
import time
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

FRESH_SECONDS = 1
# How long a reader's own browser keeps a page without asking.
BROWSER_SECONDS = 1
# Below this, compressing costs more bytes than it saves.
SMALLEST_COMPRESSED_BYTES = 200
GZIP = "gzip"
# What a view says of its page beside the type, and every reader is told.
KEPT_HEADERS = ("Content-Disposition", "Content-Security-Policy", "Link")


class Lifetime(NamedTuple):
    """For how long others keep a page, in seconds: browsers, and caches between.

    nginx in front of this site does not go by it (`X-Accel-Expires`), nor does memory.
    """

    in_browsers: int = BROWSER_SECONDS
    in_caches: int = FRESH_SECONDS


USUAL_LIFETIME = Lifetime()


class Page(NamedTuple):
    """The bytes that every anonymous reader gets, plain and compressed."""

    body: bytes
    gzipped: bytes
    content_type: str
    etag: str
    made_at: float
    is_open_to_other_sites: bool
    headers: tuple[tuple[str, str], ...] = ()
    lifetime: Lifetime = USUAL_LIFETIME
    may_be_framed: bool = False


def page_key(path: str) -> str:
    """Where the shared cache keeps the page of `path`, which may end in its form."""
    return f"page:{hashlib.sha256(path.encode()).hexdigest()}"


def made_of(
    response: HttpResponse,
    *,
    began_at: float,
    open_to_other_sites: bool,
    lifetime: Lifetime = USUAL_LIFETIME,
    may_be_framed: bool = False,
) -> Page:
    """The page that a view has answered with, compressed once."""
    body = response.content
    return Page(
        body=body,
        gzipped=gzip.compress(body, mtime=0),
        content_type=response["Content-Type"],
        etag=hashlib.sha256(body).hexdigest()[:32],
        made_at=began_at,
        is_open_to_other_sites=open_to_other_sites,
        headers=tuple(
            (name, response[name]) for name in KEPT_HEADERS if name in response
        ),
        lifetime=lifetime,
        may_be_framed=may_be_framed,
    )


def encoded(
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
    # nginx counts whole seconds: of "s-maxage=1" it makes up to two. This keeps the
    # page until the second ends. Only nginx reads it, and takes it away.
    response["X-Accel-Expires"] = f"@{int(time.time())}"
    if is_gzipped:
        response["Content-Encoding"] = GZIP
    return get_conditional_response(request, etag, None, response) or response
