"""The pages of the door: address, code, and a password for those who have one."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits, pending, returning
from accounts.door import codes, entering, passwords, visits
from accounts.door.forms import (
    AddressForm,
    CodeForm,
    NewPasswordForm,
    PasswordForm,
    too_often,
)
from accounts.door.visits import Visit
from config import client
from mailroom import slips

View = Callable[..., HttpResponse]
PAGE_METHODS = ["GET", "HEAD", "POST"]
# How fresh a code must be to set a new password without the old one.
FRESH_SECONDS = 15 * 60
# static/js/door.js asks with it, and is told where to go instead of being sent there.
IN_DIALOG = "X-Door"


def at_the_door(view: View) -> View:
    """For nobody who is in already; from our own pages; kept by no cache."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and client.is_cross_site(request):
            return render(request, "403.html", status=403)
        if request.user.is_authenticated:
            return _answer(request, redirect(returning.asked_for(request)))
        return _answer(request, view(request, *args, **kwargs))

    return wrapper


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the dialog where to go next; a page is sent there."""
    is_inside = request.path.startswith("/accounts/") and IN_DIALOG in request.headers
    if not is_inside or not isinstance(response, HttpResponseRedirect):
        return response
    told = JsonResponse({"location": response.url})
    told.cookies = response.cookies
    return told


@require_http_methods(PAGE_METHODS)
@at_the_door
def door(request: HttpRequest) -> HttpResponse:
    """Type an address; new and known readers go the same way from here."""
    back_to, action = returning.asked_for(request), visits.action_of(request)
    if request.method != "POST":
        return _address_page(request, AddressForm(initial=_to_correct(request)))
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _address_page(request, form, status=422)
    address = form.cleaned_data["email"]
    visit = Visit(address.mail_to, address.canonical, next=back_to, action=action)
    try:
        codes.send(request, visit)
    except codes.TooManyLetters as error:
        return _refuse(request, form, error.seconds, _address_page)
    return redirect(visit.code_url)


@require_http_methods(PAGE_METHODS)
@at_the_door
def code(request: HttpRequest) -> HttpResponse:
    """Type the code; a browser that asked for none is shown how to get one."""
    visit = Visit.find(request)
    if visit is None:
        status = 422 if request.method == "POST" else 200
        return _address_page(request, AddressForm(), status=status, is_unknown=True)
    if request.method != "POST":
        return _code_page(request, visit, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, visit, form, status=422)
    if seconds := _wait_for_codes(request):
        return _refuse_code(request, visit, form, seconds)
    verdict = codes.look_at(request, visit, form.cleaned_data["code"])
    if verdict is codes.Verdict.RIGHT:
        try:
            return entering.by_code(request, visit)
        except entering.NotThisDoor:
            verdict = codes.Verdict.WRONG
    form.refuse(verdict)
    return _code_page(request, visit, form, status=422)


@require_POST
@at_the_door
def send_again(request: HttpRequest) -> HttpResponse:
    """One more letter to the same address."""
    visit = Visit.find(request)
    if visit is None:
        back_to, action = returning.asked_for(request), visits.action_of(request)
        return redirect(visits.place("door", next=back_to, action=action))
    try:
        codes.send(request, visit)
    except codes.TooManyLetters as error:
        return _refuse_code(request, visit, CodeForm(request.POST), error.seconds)
    return redirect(visit.code_url)


@require_http_methods(PAGE_METHODS)
@at_the_door
def password(request: HttpRequest) -> HttpResponse:
    """For readers who set one; a code always does as well."""
    if request.method != "POST":
        return _password_page(request, PasswordForm())
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _password_page(request, form, status=422)
    typed = form.cleaned_data
    try:
        user = passwords.check(request, typed["email"], typed["password"])
    except passwords.TooManyTries as error:
        return _refuse(request, form, error.seconds, _password_page)
    if user is None:
        form.refuse()
        return _password_page(request, form, status=422)
    return entering.by_password(request, user, back_to=returning.asked_for(request))


@require_http_methods(PAGE_METHODS)
@never_cache
@login_required(login_url="door:door")
def new_password(request: HttpRequest) -> HttpResponse:
    """Choose a password, the old one forgotten: a fresh code stands for it."""
    user: Any = request.user
    if not _came_by_code_lately(request):
        is_known = user.has_usable_password()
        return redirect(
            "account_change_password" if is_known else "account_set_password"
        )
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        return render(request, "account/password_is_new.html")
    status = 422 if request.method == "POST" else 200
    context = {"form": form}
    return render(request, "account/new_password.html", context, status=status)


def _came_by_code_lately(request: HttpRequest) -> bool:
    return any(
        record.get("method") == "code" and time.time() - record["at"] < FRESH_SECONDS
        for record in get_authentication_records(request, request.user)
    )


def _to_correct(request: HttpRequest) -> dict[str, str]:
    """The address typed a moment ago: on the code page, or with what was pressed."""
    visit = Visit.find(request)
    is_fresh = visit is not None and time.time() - visit.made_at < FRESH_SECONDS
    typed = visit.mail_to if visit and is_fresh else pending.typed_address(request)
    return {"email": typed}


def _wait_for_codes(request: HttpRequest) -> int:
    network = limits.network(request)
    return limits.first_wait([("codes tried by a network", network)] if network else [])


def _refuse(request: HttpRequest, form: Form, seconds: int, page: View) -> HttpResponse:
    form.add_error("email", too_often(seconds))
    return _after(page(request, form, status=429), seconds)


def _refuse_code(
    request: HttpRequest, visit: Visit, form: CodeForm, seconds: int
) -> HttpResponse:
    form.errors.clear()
    form.add_error("code", too_often(seconds))
    return _after(_code_page(request, visit, form, status=429), seconds)


def _after(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


def _address_page(
    request: HttpRequest, form: Form, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _way_back(request) | {"form": form} | more
    return render(request, "account/door.html", context, status=status)


def _password_page(
    request: HttpRequest, form: Form, *, status: int = 200
) -> HttpResponse:
    context = _way_back(request) | {"form": form}
    return render(request, "account/password.html", context, status=status)


def _code_page(
    request: HttpRequest, visit: Visit, form: CodeForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "mail_to": visit.mail_to,
        "meant": slips.did_you_mean(visit.mail_to),
        "next": visit.next,
        "action": visit.action,
        "door_url": visits.place("door", next=visit.next, action=visit.action),
        "delay_minutes": codes.delay_minutes(),
        "is_held_up": codes.is_held_up(visit),
    }
    return render(request, "account/code.html", context, status=status)


def _way_back(request: HttpRequest) -> dict[str, str]:
    """Where this reader goes, for the hidden fields and links of each page."""
    back_to, action = returning.asked_for(request), visits.action_of(request)
    forgotten = visits.place("new_password", next=back_to)
    return {
        "next": back_to,
        "action": action,
        "door_url": visits.place("door", next=back_to, action=action),
        "password_url": visits.place("password", next=back_to, action=action),
        "forgotten_url": visits.place("door", next=forgotten, action=action),
    }
