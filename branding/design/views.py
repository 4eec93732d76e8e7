"""The page of all parts, for staff and in the demo; elsewhere it does not exist."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.staff import sessions
from branding import known
from branding.design import own, specimens, tokens

SCHEMES = (("light", "In the light", False), ("dark", "In the dark", True))
Page = Callable[..., HttpResponse]


def for_staff_and_demo(view: Page) -> Page:
    """Nobody else learns that there is such a page, and no search engine lists it."""

    @never_cache
    @require_safe
    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO and sessions.current(request) is None:
            raise Http404
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper


@for_staff_and_demo
def page(request: HttpRequest) -> HttpResponse:
    """Every part in every state, drawn by the site's own templates."""
    brand = known.brand()
    told = {
        "sizes": tokens.named("size-"),
        "spaces": tokens.named("space-"),
        "measure": tokens.value("measure"),
        "schemes": [
            (key, title, list(tokens.pairs(brand, is_dark=is_dark)))
            for key, title, is_dark in SCHEMES
        ],
        "chapters": list(specimens.chapters(request)),
        "letters": list(specimens.letters()),
    }
    return render(request, "branding/design/page.html", told)


@for_staff_and_demo
def whole(request: HttpRequest, name: str) -> HttpResponse:
    """A page that says what went wrong, with its frame and without anything wrong.

    Its status is not that of the page: nobody is to be alarmed by a look at it.
    """
    if name not in own.PAGES:
        raise Http404
    return render(request, f"{name}.html", own.told(name))


@xframe_options_sameorigin
@csp_replace({"style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]})
@for_staff_and_demo
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter as it is written, for a sandboxed frame; no script runs in it."""
    told = specimens.letters().get(name)
    if told is None:
        raise Http404
    return HttpResponse(render_to_string(f"emails/{name}.html", dict(told), request))
