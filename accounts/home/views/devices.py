"""Ending sessions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.home import devices
from accounts.home.guarding import reader, readers_only


@require_POST
@readers_only
def end(request: HttpRequest, pk: int) -> HttpResponse:
    devices.end(reader(request), pk)
    messages.success(request, _("That device is signed out."))
    return redirect(f"{reverse('home:index')}#devices")


@require_POST
@readers_only
def end_others(request: HttpRequest) -> HttpResponse:
    count = devices.end_others(request, reader(request))
    words = ngettext(
        "%(count)s other device is signed out.",
        "%(count)s other devices are signed out.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect(f"{reverse('home:index')}#devices")
