"""The page of something pressed while signed out: to be done, or why it was not."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import pending
from accounts.models import PendingAction, User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the reader wrote stays here to be copied; a press does what waits."""
    reader = cast(User, request.user)
    found = get_object_or_404(PendingAction.objects.open_to(reader), pk=pk)
    if found.went_to:
        return redirect(found.went_to)
    if request.method == "POST":
        return redirect(pending.do(found.pk, reader) or found)
    context = {
        "action": found,
        "words": pending.words(found),
        "button": pending.button(found),
    }
    return render(request, "accounts/pending.html", context)
