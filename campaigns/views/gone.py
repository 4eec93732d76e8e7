"""An address that leads nowhere: not found, or taken down."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from campaigns import taking_down
from campaigns.models import TakenDown


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 404; "gone" (410) for what an editor took down."""
    taken = _taken(request.path_info)
    if taken is None:
        return page_not_found(request, exception)
    response = render(request, "410.html", {"taken": taken}, status=410)
    # Browsers would keep it for ever, also when the page has been put back.
    response["Cache-Control"] = "no-cache"
    return response


def _taken(path: str) -> TakenDown | None:
    """While the database is away nobody knows, and "not found" is true enough."""
    try:
        return taking_down.gone(path)
    except (OperationalError, InterfaceError):
        return None
