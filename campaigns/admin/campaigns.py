"""The desk for campaigns and their phases."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import buttons, ending, previews, search, taking_down, timeline
from campaigns.admin import end
from campaigns.admin.taken_down import TakesDown
from campaigns.models import Campaign, Phase
from config import public_pages

PICTURE_FIELDS = ("picture_file", "picture_alt", "picture_caption", "picture_credit")


def preview_link(url: str) -> SafeString:
    """A link that shows a draft to whoever holds it, for a fortnight."""
    text = _("Preview (this link works for %d days)") % previews.PREVIEW_DAYS
    return format_html('<a href="{}">{}</a>', previews.link(url), text)


class PhaseInline(admin.StackedInline):
    model = Phase
    extra = 0
    fieldsets = [
        (None, {"fields": ["title", ("started_on", "ended_on"), "summary"]}),
        (
            _("A petition that ran elsewhere"),
            {
                "classes": ["collapse"],
                "fields": [
                    "recorded_title",
                    ("recorded_count", "recorded_on"),
                    "recorded_next_goal",
                    "recorded_source",
                ],
            },
        ),
    ]


@admin.register(Campaign)
class CampaignAdmin(TakesDown, admin.ModelAdmin):
    change_form_template = "admin/campaigns/campaign/change_form.html"
    list_display = ["title", "slug", "is_published", "position", "ended_on"]
    list_filter = ["is_published"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["preview", "taking_down"]
    inlines = [PhaseInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", "standfirst", "body"]}),
        (_("Lead picture"), {"fields": PICTURE_FIELDS}),
        (
            _("On the site"),
            {
                "fields": [
                    *("is_published", "position", "ended_on", "preview"),
                    "taking_down",
                ]
            },
        ),
    ]

    @admin.display(description=_("preview"))
    def preview(self, campaign: Campaign) -> str:
        return preview_link(campaign.url) if campaign.pk else "-"

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: object,
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        campaign = form.instance
        if campaign.is_public:
            taking_down.came_back(campaign)
        search.refresh("campaign", campaign.pk)
        search.refresh("story", *campaign.stories.values_list("pk", flat=True))
        public_pages.forget(campaign.get_absolute_url(), *ending.pages_of_lists())

    def get_urls(self) -> list[URLPattern]:
        end_page = self.admin_site.admin_view(end.page)
        own = [path("<int:pk>/end/", end_page, name="campaign_end")]
        return own + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        campaign = kwargs.get("obj")
        if campaign:
            context |= {
                "buttons": buttons.of(campaign, request.user),
                "drafts_waiting": timeline.waiting(campaign),
            }
        return super().render_change_form(request, context, *args, **kwargs)
