"""What moderators did press by press: to be read, and undone as a whole."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from comments.models import Batch
from config.paging import BoundedPaginator

COLUMNS = ("at", "by", "kind", "reason", "size", "undone_at", "undone_by")
SHOWN = 50


@admin.register(Batch)
class BatchAdmin(admin.ModelAdmin):
    list_display = COLUMNS
    list_filter = ["kind"]
    list_select_related = ["by", "undone_by"]
    show_full_result_count = False
    paginator = BoundedPaginator
    fields = readonly_fields = (*COLUMNS, "comments")
    change_form_template = "admin/comments/batch/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        found: QuerySet[Batch] = super().get_queryset(request)
        return found.annotate(size=Count("items"))

    @admin.display(description=_("comments"))
    def size(self, batch: Batch) -> int:
        return int(getattr(batch, "size", 0))

    @admin.display(description=_("which"))
    def comments(self, batch: Batch) -> str:
        items = batch.items.select_related("comment")[:SHOWN]
        return format_html_join(
            "",
            '<div><a href="{}">{}</a></div>',
            ((it.comment.get_absolute_url(), it.comment) for it in items),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Batch | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Batch | None = None
    ) -> bool:
        return False
