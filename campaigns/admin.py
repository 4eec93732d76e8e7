"""The desk for campaigns and their phases."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import previews
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
class CampaignAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "is_published", "position"]
    list_filter = ["is_published"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["preview"]
    inlines = [PhaseInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", "standfirst", "body"]}),
        (_("Lead picture"), {"fields": PICTURE_FIELDS}),
        (_("On the site"), {"fields": ["is_published", "position", "preview"]}),
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
        public_pages.forget(form.instance.get_absolute_url(), "/")
