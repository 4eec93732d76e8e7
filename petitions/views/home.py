"""What a reader's home changes of their signatures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.home.guarding import reader, readers_only
from petitions import belonging


@require_POST
@readers_only
def letters(request: HttpRequest) -> HttpResponse:
    """Which petitions' letters this reader wants: the boxes that are ticked."""
    belonging.choose_letters(reader(request), set(request.POST.getlist("letters")))
    messages.success(request, _("Your choices are saved."))
    return redirect("home:index")
