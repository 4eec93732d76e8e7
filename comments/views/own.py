"""A reader's own comments: to see how they stand, to change, to take back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import select_template
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from accounts import limits, naming
from accounts.home.guarding import reader, readers_only
from accounts.models import User
from comments import deleting, editing, standing, waiting
from comments.forms import CommentForm, NameForm
from comments.models import Comment
from comments.models.comment import CommentQuerySet

ON_A_PAGE = 20
# How a comment stands, in words: with rule and appeal, where the desk's part is there.
STATES = ["comments/_state.html", "comments/_plain_state.html"]


def of(user: User) -> CommentQuerySet:
    """What this reader wrote and did not take back, the newest first."""
    own = Comment.objects.filter(author=user).exclude(status=Comment.Status.DELETED)
    about = ("story__campaign", "campaign", "petition")
    with_all = own.select_related(
        "appeal", "print_pick", *(f"thread__{what}" for what in about)
    )
    return with_all.order_by("-pk")


def state_template() -> Any:
    return select_template(STATES).template


@require_safe
@readers_only
def mine(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    page = Paginator(of(user), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": [_item(comment) for comment in page],
        "sent": _sent(request, user),
        "state": state_template(),
        "sanctions": standing.told(user),
    }
    return render(request, "comments/mine.html", context)


def _item(comment: Comment) -> dict[str, Any]:
    return {
        "comment": comment,
        "subject": comment.thread.subject,
        "may_edit": not editing.why_not(comment),
        "may_delete": deleting.may_delete(comment),
    }


def _sent(request: HttpRequest, user: User) -> Comment | None:
    """The comment of a moment ago, that is not out: its author is told why."""
    number = request.GET.get("sent", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    found = of(user).filter(pk=int(number)).first()
    return found if found and not found.is_published else None


def _own(request: HttpRequest, pk: int) -> Comment:
    """Another reader's comment is no page of this one's."""
    return get_object_or_404(of(reader(request)), pk=pk)


@readers_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _own(request, pk)
    is_sent = request.method == "POST"
    form = CommentForm(
        request.POST if is_sent else None, initial={"text": comment.body}
    )
    if words := editing.why_not(comment):
        return _too_late(request, comment, form, words)
    if not is_sent or not form.is_valid():
        status = 422 if is_sent else 200
        context = {"comment": comment, "form": form}
        return render(request, "comments/edit.html", context, status=status)
    try:
        changed = editing.edit(
            comment, form.cleaned_data["text"], network=limits.network(request)
        )
    except editing.Refused as refusal:
        return _too_late(request, comment, form, str(refusal))
    return redirect(waiting.lead_to(changed))


def _too_late(
    request: HttpRequest, comment: Comment, form: CommentForm, words: str
) -> HttpResponse:
    """What was typed stays, to be copied into a comment of its own."""
    context = {
        "comment": comment,
        "words": words,
        "typed": request.POST.get("text", ""),
        "may_delete": deleting.may_delete(comment),
    }
    return render(request, "comments/edit_ended.html", context, status=409)


@readers_only
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _own(request, pk)
    if request.method != "POST":
        context = {"comment": comment, "may_delete": deleting.may_delete(comment)}
        return render(request, "comments/delete.html", context)
    if deleting.delete(comment, by=reader(request)):
        messages.success(request, gettext("Your comment is deleted."))
    return redirect("comments:mine")


@readers_only
def name(request: HttpRequest) -> HttpResponse:
    """Asked for when a comment waits for it, and not before."""
    user = reader(request)
    if user.display_name:
        return redirect("comments:mine")
    unnamed = of(user).filter(status=Comment.Status.UNNAMED)
    form = NameForm(request.POST if request.method == "POST" else None, reader=user)
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "waiting": list(unnamed[:ON_A_PAGE])}
        status = 422 if form.is_bound else 200
        return render(request, "comments/name.html", context, status=status)
    return _give_name(request, user, form.cleaned_data["name"])


def _give_name(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """One comment leads to itself, several to the list of them."""
    unnamed = of(user).filter(status=Comment.Status.UNNAMED)
    pks = list(unnamed.values_list("pk", flat=True))
    naming.give(user, name)
    out = Comment.objects.published().filter(pk__in=pks)
    if len(pks) == 1 and (only := out.first()):
        return redirect(only)
    words = ngettext(
        "%(count)s comment is published.",
        "%(count)s comments are published.",
        out.count(),
    )
    messages.success(request, words % {"count": out.count()})
    return redirect("comments:mine")
