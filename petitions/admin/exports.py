"""Which lists left the site: to be read, never changed."""

from django.contrib import admin
from django.http import HttpRequest

from config.paging import BoundedPaginator
from petitions.models import Export

COLUMNS = (
    "started_at",
    "petition",
    "exported_by",
    "purpose",
    "columns",
    "state",
    "row_count",
)


@admin.register(Export)
class ExportAdmin(admin.ModelAdmin):
    list_display = COLUMNS
    show_full_result_count = False
    paginator = BoundedPaginator
    list_filter = ["petition", "state"]
    list_select_related = ["petition", "exported_by"]
    fields = readonly_fields = (*COLUMNS, "sha256", "finished_at")

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
