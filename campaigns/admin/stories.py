"""The desk for stories: the words, who wrote them, and the hour they come out."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet, URLField
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns import publishing, search, taking_down
from campaigns.admin import letters
from campaigns.admin.campaigns import PICTURE_FIELDS, preview_link
from campaigns.admin.forms import StoryForm
from campaigns.admin.taken_down import TakesDown
from campaigns.models import Byline, Correction, Story

# What an editor may press beside saving, and what is said when it is done.
STEPS = {
    "_publish": (_("Save and publish now"), _("The story is out.")),
    "_hold_back": (
        _("Save and hold back until the time above"),
        _("The story comes out at its hour."),
    ),
    "_keep_back": (
        _("Save and make it a draft again"),
        _("The story is a draft again and comes out at no hour."),
    ),
}
# The address of a story that was out, and the hour it came, stay for life.
FOR_LIFE = ["slug", "campaign", "published_at"]


class BylineInline(admin.TabularInline):
    model = Byline
    extra = 0
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


class CorrectionInline(admin.StackedInline):
    model = Correction
    extra = 0
    fields = ["text", "made_at", "letters"]
    readonly_fields = ["letters"]

    @admin.display(description=_("letters to signers"))
    def letters(self, correction: Correction) -> str:
        if correction.pk is None:
            return gettext("Save the story first.")
        if correction.mailed_at:
            return gettext("Written to everyone who came through this story.")
        if correction.mail_asked_at:
            return gettext("They are being written.")
        url = reverse("admin:correction_letters", args=[correction.pk])
        return format_html(
            '<a href="{}">{}</a>',
            url,
            gettext("Write to the people who signed through this story"),
        )


@admin.register(Story)
class StoryAdmin(TakesDown, admin.ModelAdmin):
    form = StoryForm
    list_display = ["headline", "campaign", "section", "state", "published_at"]
    list_filter = ["is_published", "campaign", "section"]
    list_select_related = ["campaign", "section"]
    search_fields = ["headline", "slug"]
    autocomplete_fields = ["topics", "related"]
    inlines = [BylineInline, CorrectionInline]
    fieldsets = [
        (None, {"fields": ["headline", "slug", "standfirst", "body"]}),
        (
            _("Where it belongs"),
            {"fields": ["campaign", "phase", "section", "topics", "related"]},
        ),
        (_("Lead picture"), {"fields": PICTURE_FIELDS}),
        (_("Contributors"), {"fields": ["agencies"]}),
        (
            _("On the site"),
            {
                "fields": [
                    *("state", "published_at", "revised_at", "is_update", "preview"),
                    "taking_down",
                ]
            },
        ),
    ]

    @admin.display(description=_("state"))
    def state(self, story: Story) -> str:
        if story.is_held_back:
            return gettext("held back")
        return gettext("published") if story.is_published else gettext("draft")

    @admin.display(description=_("preview"))
    def preview(self, story: Story) -> str:
        return preview_link(story.url) if story.pk else "-"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        return super().get_queryset(request).select_related("campaign")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Story | None = None
    ) -> list[str]:
        for_life = FOR_LIFE if obj and obj.has_been_out else []
        return ["state", "preview", "taking_down", *for_life]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Story | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj and obj.has_been_out else {"slug": ["headline"]}

    def has_delete_permission(
        self, request: HttpRequest, obj: Story | None = None
    ) -> bool:
        """Only a story that nobody could have read."""
        was_out = obj is not None and obj.has_been_out
        return not was_out and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "corrections/<int:pk>/letters/",
            self.admin_site.admin_view(letters.ask),
            name="correction_letters",
        )
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        steps = _steps(kwargs.get("obj"))
        context |= {"steps": [(name, STEPS[name][0]) for name in steps]}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Story, form: StoryForm, change: bool
    ) -> None:
        if form.cleaned_data.get("is_update"):
            obj.revised_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: StoryForm,
        formsets: list[BaseModelFormSet],
        change: bool,
    ) -> None:
        shown_before = publishing.pages_of(form.instance)
        super().save_related(request, form, formsets, change)
        story = form.instance
        if any(_is_new_correction(made) for each in formsets for made in _made(each)):
            publishing.update(story)
        _take_step(request, story)
        if story.is_public:
            taking_down.came_back(story)
        search.refresh("story", story.pk)
        publishing.show(story, also=shown_before)

    def response_add(
        self, request: HttpRequest, obj: Story, post_url_continue: str | None = None
    ) -> HttpResponse:
        stay = self._stay(request, obj)
        return stay or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Story) -> HttpResponse:
        return self._stay(request, obj) or super().response_change(request, obj)

    def _stay(self, request: HttpRequest, story: Story) -> HttpResponse | None:
        """Back to the story, to see what the press has done."""
        pressed = _pressed(request)
        if not pressed:
            return None
        messages.success(request, STEPS[pressed][1])
        return redirect("admin:campaigns_story_change", story.pk)


def _steps(story: Story | None) -> list[str]:
    """Which buttons make sense."""
    if story is None or not story.is_published:
        was_out = story is not None and story.has_been_out
        return ["_publish"] if was_out else ["_publish", "_hold_back"]
    return ["_publish", "_keep_back"] if story.is_held_back else []


def _pressed(request: HttpRequest) -> str:
    return next((name for name in STEPS if name in request.POST), "")


def _take_step(request: HttpRequest, story: Story) -> None:
    match _pressed(request):
        case "_publish":
            publishing.publish(story)
        case "_hold_back":
            publishing.publish(story, at=story.published_at)
        case "_keep_back":
            publishing.keep_back(story)


def _made(formset: BaseModelFormSet) -> list[Model]:
    made: list[Model] = getattr(formset, "new_objects", [])
    return made


def _is_new_correction(made: Model) -> bool:
    return isinstance(made, Correction)
