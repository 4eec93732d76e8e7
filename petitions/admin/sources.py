"""At the desk: where signatures came from, and links that will tell."""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns import qr, sources
from petitions import beside, next_steps
from petitions.models import Petition

SHOWN = 50
FILES = {"svg": (qr.svg_file, "image/svg+xml"), "png": (qr.png_file, "image/png")}


class Row(NamedTuple):
    """A source in words, its signatures that count, and their share in per cent."""

    words: str
    url: str
    signatures: int
    percent: float
    # What else it brought, in the order of the table's headings.
    beside: list[int]


class Table(NamedTuple):
    headings: list[str]
    rows: list[Row]


def table(petition: Petition) -> Table:
    """What each source brought, most signatures first; the tail in one row."""
    tallies = petition.source_tallies.exclude(count=0).order_by("-count", "source")
    counted = dict(tallies.values_list("source", "count"))
    columns = beside.columns()
    others = [column.counted(petition) for column in columns]
    found = [*counted, *sorted({it for by in others for it in by} - set(counted))]
    whole, named = sum(counted.values()), sources.names(found[:SHOWN])

    def row(words: str, url: str, those: list[str]) -> Row:
        count = sum(counted.get(source, 0) for source in those)
        share = 100 * count / whole if whole else 0.0
        more = [sum(by.get(source, 0) for source in those) for by in others]
        return Row(words, url, count, share, more)

    rows = [row(*named[source], [source]) for source in found[:SHOWN]]
    if tail := found[SHOWN:]:
        rows.append(row(_("everything else"), "", tail))
    return Table([str(column.heading) for column in columns], rows)


class LinkForm(forms.Form):
    """What a link is for; its name becomes part of the address."""

    kind = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[
            ("newsletter", gettext_lazy("a newsletter")),
            ("qr", gettext_lazy("a QR code")),
        ],
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy(
            "As it shall stand in the table, such as “march” or “town hall poster”."
            " Never the name or address of a reader."
        ),
    )

    def clean_name(self) -> str:
        """In the letters that an address keeps. Raises ValidationError."""
        ref: str = slugify(self.cleaned_data["name"]).replace("_", "-").strip("-")
        if not sources.clean(f"newsletter.{ref}"):
            raise forms.ValidationError(
                _("Enter a name with letters from a to z or digits.")
            )
        return ref


@require_safe
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for a newsletter, or a code for a poster; nothing is stored."""
    petition = get_object_or_404(Petition, pk=pk)
    if not request.user.has_perm("petitions.view_petition"):
        raise PermissionDenied
    form = LinkForm(request.GET) if "kind" in request.GET else LinkForm()
    if request.GET.get("as") and form.is_valid():
        return _file(petition, form.cleaned_data["name"], request.GET["as"])
    context = {
        **admin.site.each_context(request),
        "title": _("Links and QR codes"),
        "opts": Petition._meta,
        "petition": petition,
        "form": form,
        **(_made(petition, **form.cleaned_data) if form.is_valid() else {}),
    }
    status = 422 if form.is_bound and form.errors else 200
    template = "admin/petitions/petition/links.html"
    return render(request, template, context, status=status)


def _made(petition: Petition, *, kind: str, name: str) -> dict[str, Any]:
    address = settings.SITE_URL + petition.get_absolute_url()
    link = sources.link(address, kind, name)
    code = qr.svg(link) if kind == "qr" else ""
    return {"kind": kind, "name": name, "link": link, "code": code}


def _file(petition: Petition, name: str, extension: str) -> HttpResponse:
    if extension not in FILES:
        raise Http404
    write, content_type = FILES[extension]
    file_name = f"{petition.slug}-{name}.{extension}"
    return HttpResponse(
        write(next_steps.qr_link(petition, name)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
