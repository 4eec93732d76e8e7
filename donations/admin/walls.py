"""Names on the wall, for moderators and Finance: let through, or hidden with a reason.

Neither address nor sum is told here, and no signature: who looks after names need not
know more of a donor than everybody may read.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from donations import walls
from donations.models import WallName

Status = WallName.Status


class WallNameForm(forms.ModelForm):
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(Status.SHOWN, _("shown")), (Status.HIDDEN, _("hidden"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = WallName
        fields = ["status", "hidden_because"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_hidden = cleaned.get("status") == Status.HIDDEN
        if is_hidden and not cleaned.get("hidden_because"):
            self.add_error("hidden_because", _("Say why: the donor reads it."))
        if cleaned.get("status") == Status.SHOWN and not self.instance.name:
            self.add_error("status", _("Its donor took the name off."))
        return cleaned


@admin.register(WallName)
class WallNameAdmin(admin.ModelAdmin):
    form = WallNameForm
    list_display = ["shown_as", "channel", "status", "held_because", "chosen_at"]
    list_filter = ["status", "channel"]
    list_select_related = ["channel"]
    search_fields = ["name"]
    fields = ["shown_as", "channel", "held_because", "status", "hidden_because"]
    readonly_fields = ["shown_as", "channel", "held_because"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WallName]:
        """Those whose gift is here: what was never paid is nobody's business."""
        found: QuerySet[WallName] = super().get_queryset(request)
        return found.filter(donation__counts=True)

    @admin.display(description=_("name"), ordering="name")
    def shown_as(self, wall_name: WallName) -> str:
        return wall_name.name or "-"

    def save_model(
        self, request: HttpRequest, obj: WallName, form: WallNameForm, change: bool
    ) -> None:
        if obj.status == Status.HIDDEN:
            walls.hide(obj, because=obj.hidden_because)
        else:
            walls.show(obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: WallName | None = None
    ) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}
