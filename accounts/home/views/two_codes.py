"""What asking two mailboxes for codes looks like, whatever the codes are for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.home.forms import CodesForm
from accounts.models.changes import TwoCodes


def form_of(request: HttpRequest, wish: TwoCodes) -> CodesForm:
    """The two fields, each with the address to which its letter went."""
    sent_to = {"own": wish.user.email, "other": wish.other_email}
    return CodesForm(request.POST or None, sent_to=sent_to)


def page(request: HttpRequest, template: str, form: CodesForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form}, status=status)


def asked_too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "accounts/home/too_often.html", status=429)
    response["Retry-After"] = "3600"
    return response


def begin_anew(request: HttpRequest, name: str) -> HttpResponse:
    """No codes are on their way: used, too old, or tried too often."""
    messages.error(request, _("Those codes no longer work. Ask for new ones here."))
    return redirect(name)
