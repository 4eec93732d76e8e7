"""The page of an enrolment link. Opening it changes nothing; using it is a post."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.models import DeskSession, EnrolmentLink, User
from accounts.staff import enrolling, factors, links, passkeys
from accounts.staff.forms import AppForm, PasskeyForm
from accounts.staff.views import door

OpenedBy = DeskSession.OpenedBy
# Told once, right after they were made.
CODES = "desk-recovery-codes"


@never_cache
@sensitive_post_parameters()
def enrol(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose a passkey, or an authenticator app with a password."""
    link = links.find(token)
    if link is None:
        return _secret(render(request, "desk/link_ended.html", status=410))
    secret = factors.new_app_secret(anew=request.method != "POST")
    person = link.person
    with_passkey = "credential" in request.POST
    passkey = PasskeyForm(request.POST if with_passkey else None, person=person)
    app_data = request.POST if request.POST and not with_passkey else None
    app = AppForm(app_data, person=person, secret=secret, prefix="app")
    chosen = passkey if with_passkey else app
    if not chosen.is_bound or not chosen.is_valid():
        status = 422 if chosen.is_bound else 200
        return _page(request, link, passkey, app, secret, status=status)
    return _enrol(request, link, chosen, secret)


def _enrol(
    request: HttpRequest,
    link: EnrolmentLink,
    form: PasskeyForm | AppForm,
    secret: str,
) -> HttpResponseBase:
    given = form.cleaned_data

    def add_step(person: User) -> None:
        if isinstance(form, PasskeyForm):
            factors.add_passkey(
                person, given["name"] or _("Passkey"), given["credential"]
            )
        else:
            factors.add_app(request, person, secret)

    how = OpenedBy.PASSKEY if isinstance(form, PasskeyForm) else OpenedBy.APP
    try:
        codes = enrolling.enrol(
            link, password=given["password"], add_step=add_step, how=str(how.label)
        )
    except links.LinkSpent:
        return _secret(render(request, "desk/link_ended.html", status=410))
    response = door.let_in(request, link.person, how)
    return show_codes(request, codes, instead_of=response)


def _page(
    request: HttpRequest,
    link: EnrolmentLink,
    passkey: PasskeyForm,
    app: AppForm,
    secret: str,
    *,
    status: int,
) -> HttpResponse:
    context: dict[str, Any] = {
        "person": link.person,
        "passkey": passkey,
        "app": app,
        "secret": secret,
        "picture": factors.app_picture(factors.app_address(link.person, secret)),
        "better_address": passkeys.better_address(request),
    }
    return _secret(render(request, "desk/enrol.html", context, status=status))


@never_cache
@require_POST
def ask_for_new_passkey(request: HttpRequest, token: str) -> HttpResponse:
    """What a browser needs to make a passkey for this link's person."""
    link = links.find(token)
    if link is None:
        return JsonResponse({}, status=410)
    return _secret(JsonResponse(factors.ask_for_new_passkey(link.person)))


def _secret(response: HttpResponse) -> HttpResponse:
    """The address is a key; see `config.guards.at_secret_address`."""
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


# The recovery codes, once


def show_codes(
    request: HttpRequest, codes: list[str], *, instead_of: HttpResponseBase
) -> HttpResponseBase:
    """Go to the page with fresh codes; cookies come along, the way on is kept."""
    request.session[CODES] = codes
    instead_of["Location"] = redirect("desk:recovery_codes")["Location"]
    return instead_of


@never_cache
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Seen until the person goes on; never again."""
    codes = cast("list[str] | None", request.session.get(CODES))
    if not codes:
        return redirect("desk:security")
    return render(request, "desk/recovery_codes.html", {"codes": codes})


@require_POST
def codes_are_kept(request: HttpRequest) -> HttpResponseBase:
    request.session.pop(CODES, None)
    return redirect("admin:index")
