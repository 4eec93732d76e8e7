"""A password, for those who want one."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.home import devices, letters
from accounts.home.forms import PasswordForm
from accounts.home.guarding import not_for_staff, reader
from accounts.home.views import two_codes
from accounts.models import User


@not_for_staff
def password(request: HttpRequest) -> HttpResponse:
    """Sets or changes it, and signs out all other devices."""
    user = reader(request)
    if request.method == "POST" and not _may_try(request):
        return two_codes.asked_too_often(request)
    form = PasswordForm(user, request.POST or None)
    if form.is_valid():
        user.set_password(form.cleaned_data["new"])
        _save(request, user, letters.PASSWORD_SET)
        messages.success(request, _("Your password is set."))
        return redirect("home:index")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/home/password.html", {"form": form}, status=status)


def _may_try(request: HttpRequest) -> bool:
    """Nobody guesses the old password at a reader's open browser."""
    return bool(ratelimit.consume(request, action="reauthenticate", user=request.user))


@not_for_staff
def remove(request: HttpRequest) -> HttpResponse:
    """Asks once; the account then opens by a code or a passkey alone."""
    user = reader(request)
    if request.method != "POST":
        return render(request, "accounts/home/password_remove.html")
    user.set_unusable_password()
    _save(request, user, letters.PASSWORD_REMOVED)
    messages.success(request, _("Your password is removed."))
    return redirect("home:index")


@transaction.atomic
def _save(request: HttpRequest, user: User, letter: str) -> None:
    user.save(update_fields=["password"])
    devices.end_others(request, user)
    update_session_auth_hash(request, user)
    letters.post(letter, user.pk, user.email)
