"""The home itself, the reader's name, and the page that others may see."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import naming, passkeys
from accounts.home import sections, showing
from accounts.home.forms import NameForm
from accounts.home.guarding import reader, readers_only
from accounts.models import Profile, User


@require_safe
@readers_only
def index(request: HttpRequest) -> HttpResponse:
    """What belongs to this reader, part by part."""
    user = reader(request)
    context = {
        "groups": sections.drawn(request, user),
        "offers_passkey": passkeys.should_be_offered(user),
    }
    return render(request, "accounts/home/index.html", context)


@readers_only
def name(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    is_sent = request.method == "POST"
    form = NameForm(request.POST, user=user) if is_sent else NameForm.of(user)
    if not form.is_bound:
        return render(request, "accounts/home/name.html", {"form": form})
    if not form.is_valid():
        return render(request, "accounts/home/name.html", {"form": form}, status=422)
    _save_name(user, **form.cleaned_data)
    messages.success(request, _("Your name is saved."))
    return redirect("home:index")


def _save_name(user: User, *, display_name: str, **shown: Any) -> None:
    naming.give(user, display_name)
    Profile.objects.update_or_create(user=user, defaults=shown)


@never_cache
@require_safe
def public(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A reader as others may see them; whoever did not choose so has no such page."""
    profile = get_object_or_404(showing.public(), public_id=public_id)
    context = {"profile": profile, "shown": showing.drawn(request, profile)}
    return render(request, "accounts/home/public.html", context)


@require_POST
@readers_only
def passkey_later(request: HttpRequest) -> HttpResponse:
    passkeys.offer_no_more(reader(request))
    return redirect("home:index")
