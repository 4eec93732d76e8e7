"""The shortlist for print at the desk: to look at, and to take along."""

import csv
import io
from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff.rechecking import fresh
from comments import queues, shortlisting
from comments.models import Comment, PrintExport, PrintPick

SHOWN = 200
FORMATS = {"csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8"}


def show(request: HttpRequest) -> HttpResponse:
    _require(request)
    context = admin.site.each_context(request) | {
        "title": _("Comments for print"),
        "picks": shortlisting.listed()[:SHOWN],
        "taken": PrintExport.objects.select_related("by")[:10],
        "opts": Comment._meta,
    }
    return render(request, "admin/comments/printing.html", context)


def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a comment on the list, or take it off. Takes a post."""
    _require(request)
    comment = get_object_or_404(Comment.objects.select_related("author"), pk=pk)
    if request.method == "POST":
        if "drop" in request.POST:
            shortlisting.drop(comment)
        elif shortlisting.pick(comment, cast(User, request.user)) is None:
            words = gettext("Only what is published, by an author who is still here.")
            messages.warning(request, words)
        else:
            words = gettext("It is on the list, and its author is asked by letter.")
            messages.success(request, words)
    name = request.POST.get("queue", "")
    if name in queues.ALL:
        return redirect("admin:comments_queue", name)
    return redirect("admin:comments_printing")


@fresh
def take(request: HttpRequest) -> HttpResponseBase:
    """The list as a file. Taking it is put on record, so it takes a post."""
    _require(request)
    format = request.POST.get("format", "")
    if request.method != "POST" or format not in FORMATS:
        return redirect("admin:comments_printing")
    by = cast(User, request.user)
    agreed_only = "agreed_only" in request.POST
    export, picks = shortlisting.take(by, format, agreed_only=agreed_only)
    content = (
        _csv(picks) if format == "csv" else "".join(shortlisting.paragraphs(picks))
    )
    day = timezone.localdate(export.at)
    return HttpResponse(
        content.encode("utf-8-sig" if format == "csv" else "utf-8"),
        content_type=FORMATS[format],
        headers={
            "Content-Disposition": f'attachment; filename="for-print-{day}.{format}"',
            "Cache-Control": "private, no-store",
        },
    )


def _csv(picks: list[PrintPick]) -> str:
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(shortlisting.HEAD)
    lines.writerows(map(shortlisting.cells, picks))
    return file.getvalue()


def _require(request: HttpRequest) -> None:
    if not request.user.has_perm(shortlisting.PERMISSION):
        raise PermissionDenied
