"""The few bits of a page that differ from reader to reader, in one small answer.

Public pages are the same bytes for everybody (promise 6). Who has something of their
own here carries a cookie that says just that; a script sees it and asks this address.
A reader without it asks nothing. Other apps register what they know of a browser.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.home import devices

Bit = Callable[[HttpRequest], object]
# Says nothing else, and is no secret: static/js/personal-bits.js reads it.
COOKIE = "known-here"
LIFE = timedelta(days=14)
_bits: dict[str, Bit] = {}


def tell(name: str, bit: Bit) -> None:
    """Register a bit; an empty value stands for "nothing about this browser"."""
    _bits[name] = bit


def invite(response: HttpResponse) -> None:
    """Have this browser ask from now on: there is something to tell it."""
    response.set_cookie(
        COOKIE, "1", max_age=LIFE, secure=settings.IS_HTTPS, samesite="Lax"
    )


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What this browser may be told; with nothing to tell, it need not ask again."""
    told = {name: bit(request) for name, bit in _bits.items()}
    # Coming in made a new one, which the forms of an older tab lack.
    if request.user.is_authenticated:
        told["token"] = get_token(request)
    response = JsonResponse(told)
    if not any(told.values()) and COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def reader(request: HttpRequest) -> dict[str, object]:
    """Who is signed in; empty for everybody else."""
    if not request.user.is_authenticated:
        return {}
    devices.note(request)
    return {"name": str(request.user), "is_staff": request.user.is_staff}


tell("reader", reader)
