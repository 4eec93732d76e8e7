"""What moderators decide about readers; each stays on record."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff import rechecking
from comments.models import Sanction
from config.paging import BoundedPaginator


@admin.register(Sanction)
class SanctionAdmin(admin.ModelAdmin):
    list_display = ["reader", "kind", "reason", "at", "until", "by", "lifted_at"]
    list_filter = ["kind"]
    list_select_related = ["reader", "by"]
    show_full_result_count = False
    paginator = BoundedPaginator
    raw_id_fields = ["reader"]
    actions = ["lift"]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What is decided about a person waits for a fresh second step."""
        check = rechecking.ask(request)
        return check or super().changeform_view(request, *args, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Sanction | None = None) -> Any:
        if obj is None:
            return ["reader", "kind", "until", "reason"]
        return ["reader", "kind", "until", "reason", "by", "at", "lifted_at"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Sanction | None = None
    ) -> Any:
        """What was decided is not rewritten; only its end may be moved."""
        if obj is None:
            return []
        return ["reader", "kind", "reason", "by", "at", "lifted_at"]

    def save_model(
        self, request: HttpRequest, obj: Sanction, form: Any, change: bool
    ) -> None:
        if not change:
            obj.by = cast(User, request.user)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Lift"), permissions=["change"])
    def lift(self, request: HttpRequest, sanctions: Any) -> None:
        sanctions.filter(lifted_at=None).update(
            lifted_at=timezone.now(), lifted_by=request.user
        )

    def has_delete_permission(
        self, request: HttpRequest, obj: Sanction | None = None
    ) -> bool:
        return False
