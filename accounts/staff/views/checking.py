"""The second step once more, and the form that waited for it."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.models import DeskSession, User
from accounts.staff import factors, holding, pacing, passkeys, sessions
from accounts.staff.forms import CodeForm


class _PasswordOfDemo(CodeForm):
    """In the demonstration there is nothing but the password to ask for."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"] = forms.CharField(
            label=_("Password"),
            strip=False,
            widget=forms.PasswordInput({"autocomplete": "current-password"}),
        )


@never_cache
@sensitive_post_parameters("code")
def check(request: HttpRequest) -> HttpResponseBase:
    """By a code of the app or for recovery; a passkey goes to `check_passkey`."""
    session, person = _session(request), cast(User, request.user)
    kind = _PasswordOfDemo if session.is_of_demo else CodeForm
    form = kind(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    if wait := pacing.wait_for_code(request, person):
        form.add_error(
            "code", _("Too many tries. Please wait %d seconds, then try again.") % wait
        )
        return _page(request, form, status=429)
    if not _is_proven(session, person, form.cleaned_data["code"]):
        form.add_error("code", _("This does not work. Please try once more."))
        return _page(request, form, status=422)
    return _go_on(request, session)


def _is_proven(session: DeskSession, person: User, code: str) -> bool:
    if session.is_of_demo:
        return person.check_password(code)
    try:
        factors.check_code(person, code)
    except factors.NotProven:
        return False
    return True


@never_cache
@require_POST
def check_passkey(request: HttpRequest) -> HttpResponseBase:
    """By a passkey of the same person."""
    try:
        person = factors.person_with_passkey(request.POST.get("credential", ""))
    except factors.NotProven:
        person = None
    if person is None or person.pk != request.user.pk:
        told = _("This passkey is not yours, or it was not read. Try once more.")
        return _page(request, CodeForm(), status=422, passkey_problem=told)
    return _go_on(request, _session(request))


def _go_on(request: HttpRequest, session: DeskSession) -> HttpResponseBase:
    sessions.check(request, session)
    is_held = holding.offered(request) is not None
    return redirect("desk:send_again" if is_held else "desk:security")


@never_cache
@require_safe
def send_again(request: HttpRequest) -> HttpResponseBase:
    """The form that waited, with a button: nothing is sent by itself."""
    held = holding.offered(request)
    if held is None:
        return redirect("admin:index")
    return render(request, "desk/send_again.html", {"held": held})


def _page(
    request: HttpRequest,
    form: CodeForm,
    *,
    status: int = 200,
    passkey_problem: str = "",
) -> HttpResponse:
    person = cast(User, request.user)
    session = _session(request)
    kinds = {row.type for row in factors.of(person)}
    context = {
        "form": form,
        "passkey_problem": passkey_problem,
        "has_passkey": factors.Type.WEBAUTHN in kinds,
        "takes_codes": session.is_of_demo or factors.takes_codes(person),
        "held": holding.offered(request),
        "better_address": passkeys.better_address(request),
    }
    return render(request, "desk/check.html", context, status=status)


def _session(request: HttpRequest) -> DeskSession:
    return cast(DeskSession, request.desk_session)  # type: ignore[attr-defined]
