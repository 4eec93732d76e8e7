"""The desk's timeline: drafts that wait for an editor come first."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, URLField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns import timeline
from campaigns.models import TimelineEntry
from config import public_pages


class WaitingFilter(admin.SimpleListFilter):
    """Which lines readers see, and which wait."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting for you")), ("published", _("published"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[TimelineEntry]
    ) -> QuerySet[TimelineEntry]:
        if self.value() not in ("waiting", "published"):
            return queryset
        return queryset.filter(is_published=self.value() == "published")


@admin.register(TimelineEntry)
class TimelineEntryAdmin(admin.ModelAdmin):
    change_form_template = "admin/campaigns/timelineentry/change_form.html"
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_display = ["title", "kind", "happened_on", "campaign", "is_published"]
    list_filter = [WaitingFilter, "campaign", "kind"]
    list_select_related = ["campaign"]
    search_fields = ["title", "text"]
    ordering = ["is_published", "-happened_on", "-pk"]
    actions = ["publish"]
    fieldsets = [
        (None, {"fields": ["campaign", "phase", "kind", "happened_on"]}),
        (_("Words"), {"fields": ["title", "text"]}),
        (_("Where it leads"), {"fields": ["story", "link"]}),
        (_("On the site"), {"fields": ["is_published"]}),
    ]

    @admin.action(description=_("Publish the chosen lines"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        count = timeline.publish(queryset)
        said = ngettext("%s line is published.", "%s lines are published.", count)
        messages.success(request, said % count)

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(self.publish_one)
        own = [path("<int:pk>/publish/", publish, name="timeline_publish")]
        return own + super().get_urls()

    def publish_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._publish_one)(request, pk)

    def _publish_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("campaigns.change_timelineentry"):
            raise PermissionDenied
        self.publish(request, TimelineEntry.objects.filter(pk=pk))
        return redirect("admin:campaigns_timelineentry_changelist")

    def save_model(
        self, request: HttpRequest, obj: TimelineEntry, form: ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        public_pages.forget(obj.campaign.get_absolute_url())

    def delete_model(self, request: HttpRequest, obj: TimelineEntry) -> None:
        super().delete_model(request, obj)
        public_pages.forget(obj.campaign.get_absolute_url())
