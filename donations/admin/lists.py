"""Lists of money that leave the site: asking for one, and the record of all."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.staff.rechecking import fresh
from config.paging import BoundedPaginator
from donations import journal, listing
from donations.admin import pages
from donations.models import MoneyExport

COLUMNS = (
    *("started_at", "kind", "starts_on", "ends_on", "claim"),
    *("state", "row_count", "exported_by", "purpose"),
)


@admin.register(MoneyExport)
class MoneyExportAdmin(pages.ReadOnly):
    change_list_template = "admin/donations/moneyexport/change_list.html"
    list_display = COLUMNS
    list_filter = ["kind", "state"]
    list_select_related = ["exported_by", "claim"]
    show_full_result_count = False
    paginator = BoundedPaginator
    fields = (*COLUMNS, "sha256", "finished_at")

    def get_urls(self) -> list[URLPattern]:
        own = [path("take/", self.admin_site.admin_view(take), name="moneyexport_take")]
        return own + super().get_urls()


@fresh
def take(request: HttpRequest) -> HttpResponseBase:
    """All payments, refunds and disputes of some days, as CSV."""
    person = pages.require(request, "donations.add_moneyexport")
    form = pages.DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        export = listing.start(MoneyExport.Kind.BOOKS, by=person, **asked)
        rows = journal.rows(export.starts_on, export.ends_on)
        name = f"money-{export.starts_on}-to-{export.ends_on}"
        return as_file(export, journal.HEAD, rows, name)
    return pages.draw(
        request,
        "moneyexport/take",
        title=_("Take a list of money out"),
        about=MoneyExport,
        form=form,
    )


def as_file(
    export: MoneyExport, head: Iterable[str], rows: Iterable[Any], name: str
) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        listing.stream(export, head, rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "private, no-store",
        },
    )
