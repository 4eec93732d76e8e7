"""The second step once more, before what could do great harm.

Taking a list out of the site, changing many rows at once, changing what people may do:
a cookie that was stolen must not be enough. Such a view is wrapped in `fresh`; it is
reached when the second step was made within five minutes. Bulk actions of the admin are
found by the guard (`is_bulk`), so no list can forget it; one whose actions harm nobody
and can be undone may say that few rows need none (`spare_few`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.models import DeskSession, User
from accounts.staff import holding

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
# How many rows the actions of a list, by its name, may change without the step.
_spared: dict[str, int] = {}


def fresh(view: View) -> View:
    """Have a post wait for the second step; the form comes back afterwards."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ask(request) or view(request, *args, **kwargs)

    return cast(View, wrapper)


def ask(request: HttpRequest) -> HttpResponseBase | None:
    """The way to the check, with the form kept; None when nothing need be asked."""
    if request.method != "POST":
        return None
    session: DeskSession | None = getattr(request, "desk_session", None)
    if session is None:
        raise PermissionDenied
    if session.is_fresh:
        holding.drop(request)
        return None
    holding.keep(request, cast(User, request.user))
    return redirect("desk:check")


def spare_few(view_name: str, most: int) -> None:
    """Let the actions of a list of the admin change up to `most` rows at once."""
    _spared[view_name] = most


def is_bulk(request: HttpRequest) -> bool:
    """Whether a list of the admin is asked to do something with its rows."""
    if request.method != "POST" or not any(request.POST.getlist("action")):
        return False
    return not _is_spared(request)


def _is_spared(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or match.view_name not in _spared:
        return False
    is_all = request.POST.get("select_across", "0") != "0"
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    return len(chosen) <= _spared[match.view_name] and not is_all
