"""An author appeals a decision about a comment of theirs, once."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from accounts import limits, pending
from accounts.door.forms import too_often
from accounts.home.guarding import from_own_site, reader, readers_only
from comments import appealing, posting
from comments.forms import AppealForm
from comments.models import Comment
from comments.views import own


@never_cache
@from_own_site
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """The form. Whoever was signed out meanwhile sends it through the door."""
    if request.method == "POST" and not request.user.is_authenticated:
        return _to_the_door(request, pk)
    return _of_reader(request, pk)


def _to_the_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody is told whose comment it is, nor that there is one."""
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _page(request, None, form, 422)
    payload = {"comment": pk, "text": form.cleaned_data["text"]}
    try:
        action = pending.save(request, appealing.KIND, payload, request.path)
    except pending.TooMany as error:
        return _wait(request, None, form, error.seconds)
    return HttpResponseRedirect(pending.door(action))


@readers_only
def _of_reader(request: HttpRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(own.of(reader(request)), pk=pk)
    if not appealing.may_appeal(comment):
        return redirect(appealing.mine_url(comment))
    form = AppealForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, comment, form, 422 if form.is_bound else 200)
    asked = [(appealing.LIMIT, str(reader(request).pk))]
    if seconds := limits.first_wait(asked):
        return _wait(request, comment, form, seconds)
    try:
        appealing.appeal(comment, reader(request), form.cleaned_data["text"])
    except posting.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, comment, form, 409)
    return redirect(appealing.mine_url(comment))


def _wait(
    request: HttpRequest, comment: Comment | None, form: AppealForm, seconds: int
) -> HttpResponse:
    form.add_error(None, too_often(seconds))
    response = _page(request, comment, form, 429)
    response["Retry-After"] = str(seconds)
    return response


def _page(
    request: HttpRequest, comment: Comment | None, form: AppealForm, status: int
) -> HttpResponse:
    context = {"comment": comment, "form": form, "title": gettext("Appeal")}
    return render(request, "comments/appeal.html", context, status=status)
