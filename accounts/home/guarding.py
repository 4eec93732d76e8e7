"""Who may see the pages of the reader's home."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from config import client

DOOR = "/accounts/"
View = Callable[..., HttpResponse]


def readers_only(view: View) -> View:
    """Let in whoever is signed in, and send all others through the door and back.

    Nothing of these pages is kept by any cache, nor found by a search.
    """

    @never_cache
    @login_required(login_url=DOOR)
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


def not_for_staff(view: View) -> View:
    """An account of the staff is changed by its owners, not from here."""

    @readers_only
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_staff:
            return render(request, "accounts/home/staff.html", status=403)
        return view(request, *args, **kwargs)

    return wrapper


def reader(request: HttpRequest) -> Any:
    """The reader who is signed in; behind `readers_only` somebody always is."""
    return request.user


def from_own_site(view: View) -> View:
    """A post of the door's page, which is the same for everybody and has no token.

    The browser itself says which site's page sent it, as for signing.
    """

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and client.is_cross_site(request):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return wrapper
