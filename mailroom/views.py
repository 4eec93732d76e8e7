"""The demo's inbox. Outside demo mode these pages do not exist."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mailroom import inbox


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@demo_only
def letters(request: HttpRequest) -> HttpResponse:
    return render(request, "mailroom/inbox.html", {"letters": inbox.newest()})


@demo_only
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    found = _find(letter_id)
    return render(request, "mailroom/inbox_letter.html", {"letter": found})


@xframe_options_sameorigin
@csp_replace({"style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]})
@demo_only
def html(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter's HTML alone, for a sandboxed frame: no script runs in it."""
    return HttpResponse(_find(letter_id).html)


def _find(letter_id: int) -> inbox.KeptLetter:
    found = inbox.find(letter_id)
    if found is None:
        raise Http404
    return found
