"""An author at the desk: what they said, what was decided, and what can be done.

Whatever is decided about a person here waits for a fresh second step.
"""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff.rechecking import fresh
from comments import authors, queues, sanctioning
from comments.models import Comment, Report, Sanction
from comments.reasons import Reason

Kind = Sanction.Kind
ON_A_PAGE = 25
LONGEST_DAYS = 3650


class SanctionForm(forms.Form):
    """What to do about a reader, and the reason, which the reader is told."""

    kind = forms.ChoiceField(
        label=_("What"), choices=Kind.choices, widget=forms.RadioSelect
    )
    days = forms.IntegerField(
        label=_("For so many days"),
        help_text=_("Empty: until somebody lifts it. A suspension needs an end."),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The reader is told these words."),
        max_length=300,
        widget=forms.TextInput({"class": "vLargeTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == Kind.SUSPENDED and not given.get("days"):
            self.add_error("days", _("Say for how many days."))
        return given


def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything about one author; a post decides something about them."""
    if not request.user.has_perm("comments.view_sanction"):
        raise PermissionDenied
    author = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        return _decide(request, author)
    return _page(request, author, SanctionForm(), 200)


def _page(
    request: HttpRequest, author: User, form: SanctionForm, status: int
) -> HttpResponseBase:
    own = Comment.objects.filter(author=author).order_by("-pk")
    comments = own.select_related(*queues.WITH_PLACES).prefetch_related("actions")
    against = Report.objects.filter(comment__author=author).order_by("-pk")
    sanctions = Sanction.objects.filter(reader=author).select_related("by", "lifted_by")
    context = admin.site.each_context(request) | {
        "title": gettext("Author: %(name)s") % {"name": author},
        "author": author,
        "facts": authors.facts([author])[author.pk],
        "page": Paginator(comments, ON_A_PAGE).get_page(request.GET.get("page")),
        "sanctions": sanctions,
        "reports": [
            (it, Reason(it.reason).label)
            for it in against.select_related("comment")[:ON_A_PAGE]
            if it.reason in Reason.values
        ],
        "report_counts": {
            "right": against.filter(was_right=True).count(),
            "wrong": against.filter(was_right=False).count(),
            "open": against.filter(decided_at=None).count(),
        },
        "form": form,
        "may_decide": request.user.has_perm("comments.add_sanction"),
        "opts": Comment._meta,
    }
    return render(request, "admin/comments/author.html", context, status=status)


@fresh
def _decide(request: HttpRequest, author: User) -> HttpResponseBase:
    if not request.user.has_perm("comments.add_sanction"):
        raise PermissionDenied
    form = SanctionForm(request.POST)
    if not form.is_valid():
        return _page(request, author, form, 422)
    given = form.cleaned_data
    days = given["days"]
    until = timezone.now() + timedelta(days=days) if days else None
    try:
        sanctioning.decide(
            author,
            given["kind"],
            reason=given["reason"],
            until=until,
            by=cast(User, request.user),
        )
    except sanctioning.NotPossible:
        form.add_error(None, _("Not about the staff, nor about yourself."))
        return _page(request, author, form, 422)
    messages.success(request, gettext("It is on record, and holds from now on."))
    return redirect("admin:comments_author", author.pk)


@fresh
def lift(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a sanction. Takes a post."""
    if not request.user.has_perm("comments.change_sanction"):
        raise PermissionDenied
    sanction = get_object_or_404(Sanction, pk=pk)
    if request.method == "POST" and sanctioning.lift(
        sanction, cast(User, request.user)
    ):
        messages.success(request, gettext("It is lifted."))
    return redirect("admin:comments_author", sanction.reader_id)
