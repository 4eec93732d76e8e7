"""The short way to a view that rests on no session.

Signing, confirming and a signer's own pages know their reader by what was posted, by
the token in the address or by a signed cookie, never by an account. Sessions, accounts,
messages and static files are of no use to them, and with what each middleware costs by
being there at all they took half of the time of a signature.
"""

from collections.abc import Callable
from functools import cache, lru_cache, reduce
from typing import Any, TypeVar

from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.decorators import sync_only_middleware
from django.utils.module_loading import import_string

from config import shedding

Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])

# Addresses whose view is remembered; a flood of odd ones only makes it forget.
MOST_ADDRESSES = 1024


def rests_on_no_session(view: View) -> View:
    """Mark a view that asks neither for `request.user` nor `request.session`.

    No CSRF token guards it either, so one that changes anything must be wrapped by
    `guards.post_from_own_site`. Its answers carry the usual policy of the site's pages;
    one of its own (`csp_update`, `xframe_options_exempt`) would not be heard.
    """
    view.rests_on_no_session = True  # type: ignore[attr-defined]
    return view


@sync_only_middleware
def take_the_short_way(get_response: Answer) -> Answer:
    """Answer a marked view here, past all middleware but that of SHORT_WAY."""
    answer = _behind(settings.SHORT_WAY, _answer)

    def middleware(request: HttpRequest) -> HttpResponse:
        match = _match(request.path_info, settings.ROOT_URLCONF)
        if match is None or not hasattr(match.func, "rests_on_no_session"):
            return get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return get_response(request)
        request.resolver_match = match
        try:
            # Raises DisallowedHost, as Django's own middleware would.
            request.get_host()
            response = answer(request)
        except Exception as error:  # noqa: BLE001 (as Django does around each middleware)
            response = response_for_exception(request, error)
        for name, value in _usual_headers(request.is_secure()):
            response.headers.setdefault(name, value)
        return response

    return middleware


def _behind(names: list[str], answer: Answer) -> Answer:
    """An answer behind the middleware of these names, the first one outermost."""
    factories = [import_string(name) for name in reversed(names)]
    return reduce(lambda inner, factory: factory(inner), factories, answer)


@lru_cache(maxsize=MOST_ADDRESSES)
def _match(path: str, urlconf: str) -> ResolverMatch | None:
    try:
        return resolve(path, urlconf)
    except Resolver404:
        return None


def _answer(request: HttpRequest) -> HttpResponse:
    match: Any = request.resolver_match
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except shedding.DATABASE_AWAY as error:
        return shedding.answer_busy(request, error)
    if not response.streaming and "Content-Length" not in response:
        response["Content-Length"] = str(len(response.content))
    return response  # type: ignore[no-any-return]


@cache
def _usual_headers(is_secure: bool) -> list[tuple[str, str]]:
    """What the middleware of USUAL_HEADERS says of an answer that says nothing itself.

    The same for every answer, and so asked once.
    """
    request = HttpRequest()
    scheme = "https" if is_secure else "http"
    request._get_scheme = lambda: scheme  # type: ignore[attr-defined]
    answer = _behind(settings.USUAL_HEADERS, lambda _request: HttpResponse())
    response = answer(request)
    del response["Content-Type"]
    return list(response.items())
