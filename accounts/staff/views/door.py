"""The staff's door: address and password and a second step, or a passkey at once."""

import time
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import personal
from accounts.models import DeskSession, User
from accounts.staff import (
    demo,
    factors,
    holding,
    identifying,
    pacing,
    passkeys,
    sessions,
)
from accounts.staff.forms import CodeForm, SignInForm

# A person whose password was right, and who has not made the second step.
HALF = "desk-half"
HALF_SECONDS = 10 * 60


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The first step. Nobody is signed in by it."""
    form = SignInForm(request.POST or None)
    if request.method != "POST":
        if sessions.current(request):
            return redirect(_next(request))
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    address, password = form.cleaned_data["email"], form.cleaned_data["password"]
    if wait := pacing.wait_for_password(request, address):
        return _slow_down(request, form, wait)
    person = identifying.person_of(request, address, password)
    if person is None:
        form.add_error(None, _("This address and this password do not go together."))
        return _page(request, form, status=422)
    if demo.lets_in(request, person):
        return let_in(request, person, DeskSession.OpenedBy.PASSWORD)
    request.session.cycle_key()
    request.session[HALF] = {
        "person": person.pk,
        "at": time.time(),
        "next": _next(request),
    }
    return redirect("desk:second_step")


@never_cache
def second_step(request: HttpRequest) -> HttpResponseBase:
    """A passkey, or a code; for who has neither, the way to get one."""
    person = _half_in(request)
    if person is None:
        return redirect("desk:sign_in")
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not factors.takes_codes(person):
        return _second_page(request, person, form)
    if not form.is_valid():
        return _second_page(request, person, form, status=422)
    if wait := pacing.wait_for_code(request, person):
        return _slow_second_step(request, person, form, wait)
    try:
        opened_by = factors.check_code(person, form.cleaned_data["code"])
    except factors.NotProven:
        form.add_error("code", _("This code does not work. Type the newest one."))
        return _second_page(request, person, form, status=422)
    return let_in(request, person, opened_by)


@never_cache
@require_POST
def ask_for_passkey(request: HttpRequest) -> JsonResponse:
    """What a browser needs to ask for a passkey; the same for everybody."""
    return JsonResponse(factors.ask_for_passkey())


@never_cache
@require_POST
def use_passkey(request: HttpRequest) -> HttpResponseBase:
    """A passkey is both steps at once."""
    if wait := pacing.wait_for_passkey(request):
        return _slow_down(request, SignInForm(), wait)
    try:
        person = factors.person_with_passkey(request.POST.get("credential", ""))
    except factors.NotProven:
        person = None
    if person is None or not (person.is_staff and person.is_active):
        form = SignInForm()
        told = _("This passkey does not open the desk. Try another one.")
        return _page(request, form, status=422, passkey_problem=told)
    return let_in(request, person, DeskSession.OpenedBy.PASSKEY)


def let_in(request: HttpRequest, person: User, opened_by: str) -> HttpResponseBase:
    """Begin the session at the desk, and go where the person wanted to go."""
    half: dict[str, Any] = request.session.pop(HALF, None) or {}
    wanted = holding.desk_path(half.get("next") or _next(request))
    sessions.begin(request, person, opened_by)
    is_held = holding.offered(request) is not None
    response = redirect("desk:send_again" if is_held else wanted)
    personal.invite(response)
    pacing.remember(request, response, person)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    sessions.end(request)
    return redirect("desk:signed_out")


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/signed_out.html")


def _half_in(request: HttpRequest) -> User | None:
    """Who gave the right password in this browser a moment ago."""
    half: dict[str, Any] = request.session.get(HALF) or {}
    if time.time() - half.get("at", 0) > HALF_SECONDS:
        return None
    return User.objects.filter(pk=half["person"], is_staff=True, is_active=True).first()


def _next(request: HttpRequest) -> str:
    return holding.desk_path(request.POST.get("next") or request.GET.get("next"))


def _page(
    request: HttpRequest, form: Form, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "next": _next(request),
        "better_address": passkeys.better_address(request),
        **more,
    }
    return render(request, "desk/sign_in.html", context, status=status)


def _second_page(
    request: HttpRequest, person: User, form: Form, *, status: int = 200
) -> HttpResponse:
    kinds = {row.type for row in factors.of(person)}
    context = {
        "form": form,
        "has_passkey": factors.Type.WEBAUTHN in kinds,
        "takes_codes": factors.takes_codes(person),
        "has_none": not kinds,
        "better_address": passkeys.better_address(request),
    }
    return render(request, "desk/second_step.html", context, status=status)


def _slow_down(request: HttpRequest, form: Form, wait: int) -> HttpResponse:
    form.full_clean()
    response = _page(request, form, status=429, wait_seconds=wait)
    response["Retry-After"] = str(wait)
    return response


def _slow_second_step(
    request: HttpRequest, person: User, form: Form, wait: int
) -> HttpResponse:
    told = _("Too many tries. Please wait %d seconds, then try again.") % wait
    form.add_error("code", told)
    response = _second_page(request, person, form, status=429)
    response["Retry-After"] = str(wait)
    return response
