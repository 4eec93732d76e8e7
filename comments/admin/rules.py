"""The rules of the forum, and of single threads."""

from django.contrib import admin
from django.http import HttpRequest

from comments.models import ForumRules, Thread
from config.paging import BoundedPaginator


@admin.register(ForumRules)
class ForumRulesAdmin(admin.ModelAdmin):
    fields = [
        *("mode", "closed_words", "close_after_days", "first_held", "hold_at"),
        *("banned_words", "suspect_words"),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one set of them."""
        may = super().has_add_permission(request)
        return may and not ForumRules.objects.exists()

    def has_delete_permission(
        self, request: HttpRequest, obj: ForumRules | None = None
    ) -> bool:
        return False


@admin.register(Thread)
class ThreadAdmin(admin.ModelAdmin):
    list_display = ["__str__", "mode", "opened_at"]
    list_filter = ["mode"]
    list_select_related = ["story", "campaign", "petition"]
    show_full_result_count = False
    paginator = BoundedPaginator
    fields = ["mode", "closed_words", "opened_at"]
    readonly_fields = ["opened_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Thread | None = None
    ) -> bool:
        return False
