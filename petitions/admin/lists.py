"""Taking the signature list out of the site: the form, the file, a spreadsheet's page.

Who may export sees the form; a spreadsheet is its own asker's affair, and an owner's.
Asking and taking wait for a fresh second step.
"""

from typing import cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from accounts.staff.rechecking import fresh
from petitions import exporting, figures
from petitions.exporting import keeping
from petitions.models import Export, Petition

Format = Export.Format
PRIVATE = "private, no-store"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    purpose = forms.CharField(
        label=_("What is this list for?"),
        max_length=300,
        help_text=_("Goes on record with your name and the time."),
        widget=forms.TextInput({"class": "vTextField"}),
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(name, label) for name, (label, _value) in exporting.COLUMNS.items()],
        initial=exporting.USUAL_COLUMNS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take no more than the purpose needs."),
    )
    format = forms.ChoiceField(
        label=_("File"),
        choices=[
            (Format.CSV, _("CSV: comes at once")),
            (Format.XLSX, _("Spreadsheet (XLSX): is made first, then kept for a day")),
        ],
        initial=Format.CSV,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_format(self) -> Format:
        return Format(self.cleaned_data["format"] or Format.CSV)


@fresh
def ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form; a good one is answered with the file, or the way to it."""
    _require_permission(request)
    petition = get_object_or_404(Petition, pk=pk)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, petition, form)
    context = admin.site.each_context(request) | {
        "title": _("Export the signature list"),
        "petition": petition,
        "count": figures.of(petition).count,
        "form": form,
        "opts": Petition._meta,
    }
    status = 422 if form.is_bound else 200
    return render(
        request, "admin/petitions/petition/export.html", context, status=status
    )


def _answer(
    request: HttpRequest, petition: Petition, form: ExportForm
) -> HttpResponseBase:
    export = exporting.start(petition, by=_person(request), **form.cleaned_data)
    if export.format == Format.XLSX:
        return redirect("admin:petition_spreadsheet", petition.pk, export.pk)
    return StreamingHttpResponse(
        exporting.stream(export),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{_file_name(export)}"',
            "Cache-Control": PRIVATE,
        },
    )


def _file_name(export: Export) -> str:
    day = timezone.localdate(export.started_at)
    return f"{export.petition.slug}-signatures-{day}.{export.format}"


# A spreadsheet on its way


def spreadsheet(request: HttpRequest, pk: int, export_pk: int) -> HttpResponse:
    """How far it is, and in the end its file. The page looks again by itself."""
    return _page(request, _find(request, pk, export_pk))


def progress(request: HttpRequest, pk: int, export_pk: int) -> JsonResponse:
    """The same in figures, for the page's script."""
    export = _find(request, pk, export_pk)
    return JsonResponse(
        {
            "state": export.state,
            "is_over": export.is_over,
            "rows": export.row_count,
            "rows_expected": export.rows_expected,
        },
        headers={"Cache-Control": PRIVATE},
    )


@fresh
def download(request: HttpRequest, pk: int, export_pk: int) -> HttpResponseBase:
    """The file. Taking it is put on record, so it takes a post."""
    export = _find(request, pk, export_pk)
    if request.method != "POST" or export.state != Export.State.FINISHED:
        return redirect("admin:petition_spreadsheet", pk, export_pk)
    try:
        file = keeping.take(export, by=_person(request))
    except keeping.FileGone:
        return _page(request, export, status=410)
    except keeping.FileMissing:
        return _page(request, export, status=404, is_missing=True)
    return FileResponse(
        file,
        as_attachment=True,
        filename=_file_name(export),
        content_type=XLSX_TYPE,
        headers={"Cache-Control": PRIVATE},
    )


def _page(
    request: HttpRequest, export: Export, *, status: int = 200, is_missing: bool = False
) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Spreadsheet of the signature list"),
        "petition": export.petition,
        "export": export,
        "is_gone": keeping.is_gone(export),
        "is_missing": is_missing,
        "kept_until": keeping.expires_at(export),
        "opts": Petition._meta,
    }
    template = "admin/petitions/petition/spreadsheet.html"
    response = render(request, template, context, status=status)
    response["Cache-Control"] = PRIVATE
    return response


# Who may


def may_take(user: User | AnonymousUser, export: Export) -> bool:
    """Who asked for a spreadsheet, and owners; both with the permission."""
    is_own = export.exported_by_id == user.pk or roles.is_owner(user)
    return is_own and user.has_perm("petitions.export_signatures")


def _find(request: HttpRequest, pk: int, export_pk: int) -> Export:
    """The spreadsheet of this petition, for those who may know that it is there."""
    _require_permission(request)
    spreadsheets = Export.objects.filter(format=Format.XLSX, petition=pk)
    export = get_object_or_404(
        spreadsheets.select_related("petition", "exported_by"), pk=export_pk
    )
    if not may_take(request.user, export):
        raise Http404
    return export


def _require_permission(request: HttpRequest) -> None:
    if not request.user.has_perm("petitions.export_signatures"):
        raise PermissionDenied


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
