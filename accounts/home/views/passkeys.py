"""Adding, naming and removing passkeys, and coming in with one."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import passkeys
from accounts.home import devices
from accounts.home.forms import PasskeyForm, PasskeyNameForm
from accounts.home.guarding import DOOR, from_own_site, not_for_staff, reader


class SignIn(LoginWebAuthnView):
    """allauth's own; after a passkey that opens nothing, `next` is kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return redirect(DOOR) if answer.status_code == 302 else answer

    def form_invalid(self, form: Any) -> HttpResponse:
        words = _("That passkey did not open an account. A code by letter will.")
        messages.error(self.request, words)
        back_to = self.request.POST.get("next", "")
        query = f"?{urlencode({'next': back_to})}" if back_to else ""
        return redirect(f"{DOOR}{query}")


sign_in = from_own_site(never_cache(SignIn.as_view()))


@not_for_staff
def add(request: HttpRequest) -> HttpResponse:
    """A name, and a button that asks the device; needs JavaScript, and says so."""
    user = reader(request)
    suggested = {"name": devices.name(request.META.get("HTTP_USER_AGENT", ""))}
    form = PasskeyForm(request.POST or None, initial=suggested)
    if form.is_valid():
        try:
            passkeys.add(user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your passkey is added."))
            return redirect(f"{reverse('home:index')}#passkeys")
    context = {"form": form, "options": passkeys.begin(user)}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/home/passkey_add.html", context, status=status)


@not_for_staff
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    passkey = _own(request, pk)
    form = PasskeyNameForm(request.POST or None, initial={"name": str(passkey)})
    if form.is_valid():
        passkeys.rename(passkey, form.cleaned_data["name"])
        return redirect(f"{reverse('home:index')}#passkeys")
    context = {"form": form, "passkey": passkey}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/home/passkey_rename.html", context, status=status)


@not_for_staff
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once; pressing the button removes it."""
    passkey = _own(request, pk)
    if request.method != "POST":
        context = {"passkey": passkey}
        return render(request, "accounts/home/passkey_remove.html", context)
    passkeys.remove(reader(request), passkey)
    messages.success(request, _("The passkey is removed."))
    return redirect(f"{reverse('home:index')}#passkeys")


def _own(request: HttpRequest, pk: int) -> Authenticator:
    passkey = passkeys.of(reader(request)).filter(pk=pk).first()
    if passkey is None:
        raise Http404
    return passkey
