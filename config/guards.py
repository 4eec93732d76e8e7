"""What every request passes before any page: hostile bytes, sizes, other sites."""

import codecs
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import sync_only_middleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from config import client
from config.short_way import rests_on_no_session

Answer = Callable[[HttpRequest], HttpResponse]

FORM_TYPES = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
# Python does not read a number of thousands of digits.
_LENGTH = re.compile(r"[0-9]{1,18}")


@sync_only_middleware
def refuse_bad_requests(get_response: Answer) -> Answer:
    """Refuse what no reader's browser sends, before anything is read or parsed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or _has_null(request.META.get("QUERY_STRING", "")):
            return render(request, "400.html", status=400)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not _LENGTH.fullmatch(length):
            return _close(render(request, "400.html", status=400))
        if not _is_utf8(request):
            return _close(render(request, "415.html", status=415))
        if request.method == "POST" and not request.path.startswith(
            settings.STAFF_PATHS
        ):
            if int(length) > settings.PUBLIC_BODY_LIMIT_BYTES:
                return _close(render(request, "413.html", status=413))
            if not _is_taken(request):
                return render(request, "415.html", status=415)
        return get_response(request)

    return middleware


def _is_taken(request: HttpRequest) -> bool:
    """A form; where programs post, JSON."""
    if request.path in settings.SIGNED_JSON_PATHS:
        return request.content_type == "application/json"
    return request.content_type in FORM_TYPES


def _has_null(query: str) -> bool:
    return "\x00" in query or "%00" in query


def _is_utf8(request: HttpRequest) -> bool:
    """What every browser sends for our pages.

    Django decodes a multipart form as it is told to: "unicode_escape" would bring half
    a surrogate pair in, and "rot13" is no text encoding at all.
    """
    charset = request.encoding
    return charset is None or codecs.lookup(charset).name == "utf-8"


def _close(response: HttpResponse) -> HttpResponse:
    """Tell the server not to read the rest of a body that is refused."""
    response["Connection"] = "close"
    return response


def post_from_own_site(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """A change that a page of ours asks for, without a token in that page.

    The browser itself says where a post comes from (`client.is_cross_site`), so that
    one cached page serves every reader. Nothing here rests on a session: what a post
    may do, its own fields or the token in its address allow.

    The address of a form is no page of its own: who opens it, as by entering it again
    after a mistake was shown there, is taken to the page above it.
    """
    return rests_on_no_session(post_of_whoever_is_in(view))


def post_of_whoever_is_in(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """The same for a post that asks who is signed in.

    The session's cookie is `SameSite=Lax`, so no other site's form carries it, and what
    the browser says of where the post comes from is a second lock.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect("../")
        if client.is_cross_site(request):
            return render(request, "403.html", status=403)
        if len(request.POST) > settings.PUBLIC_FORM_FIELD_LIMIT:
            return render(request, "400.html", status=400)
        return view(request, *args, **kwargs)

    return wrapper


def at_secret_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address of this page is a key: no other site and no search may learn it.

    `strict-origin` never tells the path. `no-referrer` would not either, but browsers
    then post with `Origin: null`, which tells our own pages from no other site's.
    """

    @rests_on_no_session
    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


@sync_only_middleware
def remember_client_address(get_response: Answer) -> Answer:
    """Put the address that our own proxy saw where everything looks for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = client.address(
            request.META, trusted_proxies=settings.TRUSTED_PROXY_COUNT
        )
        return get_response(request)

    return middleware
