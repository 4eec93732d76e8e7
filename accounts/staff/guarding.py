"""No page of the desk without a session that passed both steps of the staff's door.

The one place that decides it, for every address under STAFF_PATHS, whoever wrote the
page and whoever asks: a superuser with a password alone is a stranger here.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import sync_only_middleware

from accounts.models import User
from accounts.staff import holding, rechecking, sessions

Answer = Callable[[HttpRequest], HttpResponse]
# The door itself: what is seen before it has opened.
DOOR = {
    "desk:sign_in",
    "desk:ask_for_passkey",
    "desk:use_passkey",
    "desk:second_step",
    "desk:enrol",
    "desk:ask_for_new_passkey",
    "desk:signed_out",
}
# Where readers keep second steps; staff keep theirs at the desk.
OF_READERS = "/accounts/2fa/"


@sync_only_middleware
def guard_the_desk(get_response: Answer) -> Answer:
    """After the sessions and the check of tokens: a stranger's form is no form yet."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.path_info.startswith(settings.STAFF_PATHS):
            return _stop_strangers(request)
        if request.path_info.startswith(OF_READERS):
            return _send_staff_to_the_desk(request)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _stop_strangers(request: HttpRequest) -> HttpResponseBase | None:
    match = request.resolver_match
    if match and match.view_name in DOOR:
        return None
    session = sessions.current(request)
    if session is None:
        return _to_the_door(request)
    request.desk_session = session  # type: ignore[attr-defined]
    return rechecking.ask(request) if rechecking.is_bulk(request) else None


def _to_the_door(request: HttpRequest) -> HttpResponseBase:
    """With the page that was wanted; a form of somebody who rested too long is kept."""
    person = request.user
    if isinstance(person, User) and person.is_staff:
        sessions.end(request)
        holding.keep(request, person)
    wanted = request.get_full_path() if request.method == "GET" else ""
    door = reverse("desk:sign_in")
    return redirect(f"{door}?next={quote(wanted)}" if wanted else door)


def _send_staff_to_the_desk(request: HttpRequest) -> HttpResponseBase | None:
    person = request.user
    is_of_staff = isinstance(person, User) and person.is_staff
    return redirect("desk:security") if is_of_staff else None
