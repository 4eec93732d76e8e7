"""The desk's view of letters: what is waiting, what failed, and sending one again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.paging import BoundedPaginator
from mailroom import addresses, delays, outbox
from mailroom.models import Letter

COLUMNS = (
    "kind",
    "masked_address",
    "state",
    "lane",
    "created_at",
    "due_at",
    "sent_at",
    "attempts",
    "last_error",
)


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    """Read-only; a letter changes only by being sent."""

    list_display = COLUMNS
    list_filter = ["state", "kind", "lane"]
    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    actions = ["send_again"]
    fields = COLUMNS
    readonly_fields = COLUMNS

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, and above it how long a reader waits for a confirmation now."""
        told = {"subtitle": delays.told_to_editors(), **(extra_context or {})}
        return super().changelist_view(request, told)

    @admin.display(description=_("address"))
    def masked_address(self, letter: Letter) -> str:
        return addresses.masked(letter.address)

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        again = sum(1 for letter in letters if outbox.send_again(letter))
        said = ngettext("%d letter will be sent.", "%d letters will be sent.", again)
        messages.success(request, said % again)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mailroom.resend_letter")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Letter | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Letter | None = None
    ) -> bool:
        return False
