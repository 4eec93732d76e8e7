"""A notice of illegal content: for anybody, without an account, without a script."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import limits
from accounts.door.forms import too_often
from accounts.home.guarding import from_own_site
from comments import complaining
from comments.complaining import Told
from comments.forms import ComplaintForm
from mailroom import addresses


@never_cache
@from_own_site
def complain(request: HttpRequest) -> HttpResponse:
    """The form; `?comment=` says which comment it was opened for."""
    if request.method != "POST":
        return _page(request, ComplaintForm(initial=_begun(request)), 200)
    form = ComplaintForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    given = form.cleaned_data
    if seconds := limits.first_wait(_asked(request, given)):
        form.add_error(None, too_often(seconds))
        response = _page(request, form, 429)
        response["Retry-After"] = str(seconds)
        return response
    complaining.complain(Told(**{name: given[name] for name in Told._fields}))
    return redirect("comments:complained")


def _begun(request: HttpRequest) -> dict[str, str]:
    text = request.GET.get("comment", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return {}
    page = reverse("comments:comment", args=[int(text)])
    return {"place": settings.SITE_URL + page}


def _asked(request: HttpRequest, given: dict[str, Any]) -> list[tuple[str, str]]:
    """Whose share it takes: the network's, the mailbox's, everybody's."""
    asked = [(complaining.OF_EVERYBODY, limits.EVERYBODY)]
    if given["email"]:
        mailbox = addresses.parse(given["email"]).mailbox
        asked.insert(0, (complaining.OF_MAILBOX, mailbox))
    if network := limits.network(request):
        asked.insert(0, (complaining.OF_NETWORK, network))
    return asked


def _page(request: HttpRequest, form: ComplaintForm, status: int) -> HttpResponse:
    return render(request, "comments/complain.html", {"form": form}, status=status)


@require_safe
def complained(request: HttpRequest) -> HttpResponse:
    """Thanks, the same for everybody."""
    return render(request, "comments/complained.html")
