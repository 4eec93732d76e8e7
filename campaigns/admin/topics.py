"""The desk for the sections of the paper and the topics of its stories."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.models import Section, Topic


class NamedAdmin(admin.ModelAdmin):
    """Something with a name, and an address that stays once it was given."""

    list_display = ["name", "slug", "story_count"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        named: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = named.annotate(story_count=Count("stories"))
        return counted

    @admin.display(description=_("stories"), ordering="story_count")
    def story_count(self, named: Any) -> int:
        return int(named.story_count)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Section | Topic | None = None
    ) -> list[str]:
        return ["slug"] if obj else []

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Section | Topic | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ["name"]}


admin.site.register([Section, Topic], NamedAdmin)
