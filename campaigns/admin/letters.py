"""Writing to those who acted on a story that had something wrong.

A letter cannot be called back, so the page says first what it will say and to how many,
and the press waits for a fresh second step.
"""

from typing import cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff.rechecking import fresh
from campaigns import corrections
from campaigns.models import Correction, Story


@fresh
def ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page with the number; its button asks for the letters."""
    if not request.user.has_perm("campaigns.change_correction"):
        raise PermissionDenied
    known = Correction.objects.select_related("story__campaign")
    correction = get_object_or_404(known, pk=pk)
    if request.method == "POST" and correction.story.is_public:
        return _asked(request, correction)
    context = admin.site.each_context(request) | {
        "title": _("Write about a correction"),
        "correction": correction,
        "story": correction.story,
        "count": corrections.recipient_count(correction),
        "opts": Story._meta,
    }
    return render(request, "admin/campaigns/story/letters.html", context)


def _asked(request: HttpRequest, correction: Correction) -> HttpResponse:
    if corrections.ask(correction):
        LogEntry.objects.log_actions(
            cast(User, request.user).pk,
            [correction.story],
            CHANGE,
            change_message=gettext("Asked for letters about a correction."),
            single_object=True,
        )
        messages.success(request, _("The letters are on their way."))
    else:
        messages.info(request, _("Somebody has asked for these letters before."))
    return redirect("admin:campaigns_story_change", correction.story_id)
