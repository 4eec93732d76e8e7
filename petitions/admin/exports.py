"""Which lists left the site: to be read, never changed."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.paging import BoundedPaginator
from petitions.admin import lists
from petitions.models import Export

COLUMNS = (
    *("started_at", "state", "rows", "format"),
    *("exported_by", "purpose", "petition", "columns"),
)
SHOWN = (*COLUMNS, "sha256", "finished_at")
OF_SPREADSHEETS = ("problem", "file_deleted_at", "downloads")


@admin.register(Export)
class ExportAdmin(admin.ModelAdmin):
    list_display = COLUMNS
    show_full_result_count = False
    paginator = BoundedPaginator
    list_filter = ["petition", "format", "state"]
    list_select_related = ["petition", "exported_by"]

    @admin.display(description=_("rows"), ordering="row_count")
    def rows(self, export: Export) -> str:
        """How many, and of how many while they are being made."""
        count = formats.number_format(export.row_count)
        if export.is_over or not export.rows_expected:
            return count
        return gettext("%(count)s of %(expected)s") % {
            "count": count,
            "expected": formats.number_format(export.rows_expected),
        }

    @admin.display(description=_("downloads of the file"))
    def downloads(self, export: Export) -> str:
        taken = export.downloads.select_related("downloaded_by")
        return format_html_join(
            "",
            "<div>{}, {}</div>",
            ((it.downloaded_by, formats.localize(it.downloaded_at)) for it in taken),
        )

    @admin.display(description=_("spreadsheet"))
    def page(self, export: Export) -> str:
        address = reverse(
            "admin:petition_spreadsheet", args=[export.petition_id, export.pk]
        )
        return format_html(
            '<a href="{}">{}</a>', address, _("See how far it is, and download it")
        )

    def get_fields(
        self, request: HttpRequest, obj: Export | None = None
    ) -> tuple[str, ...]:
        if obj is None or obj.format == Export.Format.CSV:
            return SHOWN
        page = ("page",) if lists.may_take(request.user, obj) else ()
        return (*SHOWN, *OF_SPREADSHEETS, *page)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Export | None = None
    ) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Export | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Export | None = None
    ) -> bool:
        return False
