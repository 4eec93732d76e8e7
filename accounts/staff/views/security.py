"""How one signs in oneself: passkeys, the app, codes, a password, one's sessions."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.models import DeskSession, User
from accounts.models.desk import DeskSessionQuerySet
from accounts.staff import factors, passkeys, sessions, telling
from accounts.staff.forms import NewAppForm, NewPasskeyForm, PasswordForm
from accounts.staff.rechecking import fresh
from accounts.staff.views.enrolling import show_codes


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponseBase:
    """All of it on one page."""
    return _page(request)


@never_cache
@require_POST
@fresh
def ask_for_new_passkey(request: HttpRequest) -> JsonResponse:
    return JsonResponse(factors.ask_for_new_passkey(_person(request)))


@require_POST
@fresh
def add_passkey(request: HttpRequest) -> HttpResponseBase:
    person = _person(request)
    form = NewPasskeyForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, status=422, new_passkey=form)
    name = form.cleaned_data["name"] or _("Passkey")
    is_first = not factors.has_any(person)
    factors.add_passkey(person, name, form.cleaned_data["credential"])
    return _tell(request, _("A passkey was added: %s.") % name, with_codes=is_first)


@never_cache
@sensitive_post_parameters()
@fresh
def add_app(request: HttpRequest) -> HttpResponseBase:
    """A page of its own: it shows a secret."""
    person = _person(request)
    secret = factors.new_app_secret(anew=request.method != "POST")
    form = NewAppForm(request.POST or None, person=person, secret=secret)
    if form.is_bound and form.is_valid():
        is_first = not factors.has_any(person)
        factors.add_app(request, person, secret)
        return _tell(
            request, _("An authenticator app was set up."), with_codes=is_first
        )
    context = {
        "form": form,
        "secret": secret,
        "picture": factors.app_picture(factors.app_address(person, secret)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/add_app.html", context, status=status)


@require_POST
@fresh
def remove_step(request: HttpRequest, pk: int) -> HttpResponseBase:
    name = factors.remove(_person(request), pk)
    if not name:
        messages.error(request, _("The last second step stays; add another one first."))
        return redirect("desk:security")
    return _tell(request, _("A second step was removed: %s.") % name)


@require_POST
@fresh
def new_recovery_codes(request: HttpRequest) -> HttpResponseBase:
    if not factors.has_any(_person(request)):
        return redirect("desk:security")
    return _tell(request, _("New recovery codes were made."), with_codes=True)


@require_POST
@sensitive_post_parameters("password")
@fresh
def set_password(request: HttpRequest) -> HttpResponseBase:
    """All other sessions end with it."""
    person = _person(request)
    form = PasswordForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, status=422, password=form)
    person.set_password(form.cleaned_data["password"])
    person.save(update_fields=["password"])
    update_session_auth_hash(request, person)
    sessions.end_all(person, but=_session(request))
    return _tell(request, _("The password was changed."))


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponseBase:
    """Oneself, everywhere else."""
    sessions.end_all(_person(request), but=_session(request))
    messages.success(request, _("You are signed in here only."))
    return redirect("desk:security")


def _tell(
    request: HttpRequest, about: str, *, with_codes: bool = False
) -> HttpResponseBase:
    """Say it here, on the record, and to the owners."""
    person = _person(request)
    messages.success(request, about)
    telling.note(person, about, by=person)
    telling.tell_owners(about, person=person.email, by=person)
    response = redirect("desk:security")
    if not with_codes:
        return response
    codes = factors.new_recovery_codes(person)
    return show_codes(request, codes, instead_of=response)


def _page(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    person = _person(request)
    rows = factors.of(person)
    context = {
        "person": person,
        "steps": [
            {
                "pk": row.pk,
                "name": factors.name_of(row),
                "is_passkey": row.type == factors.Type.WEBAUTHN,
                "added_at": row.created_at,
                "used_at": row.last_used_at,
            }
            for row in rows
        ],
        "may_remove": len(rows) > 1,
        "has_app": any(row.type == factors.Type.TOTP for row in rows),
        "codes_left": factors.recovery_codes_left(person),
        "here": _session(request),
        "others": _others(request),
        "new_passkey": NewPasskeyForm(person=person),
        "password": PasswordForm(person=person),
        "better_address": passkeys.better_address(request),
        **forms,
    }
    return render(request, "desk/security.html", context, status=status)


def _others(request: HttpRequest) -> DeskSessionQuerySet:
    live = DeskSession.objects.live()
    return live.filter(person=_person(request)).exclude(pk=_session(request).pk)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _session(request: HttpRequest) -> DeskSession:
    return cast(DeskSession, request.desk_session)  # type: ignore[attr-defined]
