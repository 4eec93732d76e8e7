"""The desk for ways to give, with their figures and who gets the money."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet, Sum
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns import search
from config import public_pages
from donations import books, money
from donations.admin import forms
from donations.models import (
    BeneficiaryPeriod,
    Channel,
    MatchPledge,
    RaisedFigure,
    TogetherFigure,
)


class RaisedFigureInline(admin.TabularInline):
    """Only added to: what readers were told stays on record."""

    model = RaisedFigure
    form = forms.RaisedFigureForm
    formset = forms.OfChannel
    fields = ["amount", "as_of", "source", "entered_at", "entered_by"]
    readonly_fields = ["entered_at", "entered_by"]
    extra = 1
    can_delete = False

    @admin.display(description=_("amount"))
    def amount(self, figure: RaisedFigure) -> str:
        """Of a row that is there; a new one has a field of this name."""
        return money.shown(figure.amount_minor, figure.channel.currency)

    def has_change_permission(
        self, request: HttpRequest, obj: Channel | None = None
    ) -> bool:
        return False


class BeneficiaryInline(admin.TabularInline):
    model = BeneficiaryPeriod
    extra = 0


class PledgeInline(admin.TabularInline):
    model = MatchPledge
    form = forms.MatchPledgeForm
    formset = forms.OfChannel
    fields = ["pledged_by", "amount", "note"]
    extra = 0


class TogetherInline(admin.TabularInline):
    model = TogetherFigure
    form = forms.TogetherFigureForm
    formset = forms.OfChannel
    fields = ["partner", "amount", "is_least", "source"]
    extra = 0


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):
    form = forms.ChannelForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["title", "campaign", "leads_to", "raised", "is_published", "visits"]
    list_filter = ["campaign", "is_published"]
    list_select_related = ["campaign"]
    search_fields = ["title"]
    inlines = [RaisedFigureInline, BeneficiaryInline, PledgeInline, TogetherInline]
    readonly_fields = ["visits"]
    fieldsets = [
        (None, {"fields": ["campaign", "title", "kind", "url", "note"]}),
        (
            _("Money"),
            {
                "fields": [
                    *("currency", "amount"),
                    *("suggested", "suggested_monthly", "suggested_yearly"),
                ]
            },
        ),
        (
            _("On the site"),
            {"fields": ["is_published", "ended_on", "position", "visits"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        channels: QuerySet[Channel] = super().get_queryset(request)
        with_hops = channels.annotate(hop_count=Sum("hops__count"))
        return with_hops.prefetch_related("figures")

    @admin.display(description=_("leads to"))
    def leads_to(self, channel: Channel) -> str:
        return channel.host or "-"

    @admin.display(description=_("raised"))
    def raised(self, channel: Channel) -> str:
        return books.of(channel).raised or "-"

    @admin.display(description=_("readers led there"))
    def visits(self, channel: Channel) -> int:
        return getattr(channel, "hop_count", None) or 0

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm,
        formset: BaseModelFormSet,
        change: bool,
    ) -> None:
        for row in formset.save(commit=False):
            if isinstance(row, RaisedFigure):
                row.entered_by_id = request.user.pk
            row.save()
        for row in formset.deleted_objects:
            row.delete()

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        campaign = form.instance.campaign
        search.refresh("giving", campaign.pk)
        public_pages.forget(
            reverse("donations:give", args=[campaign.slug]), campaign.url, "/"
        )

    def has_delete_permission(
        self, request: HttpRequest, obj: Channel | None = None
    ) -> bool:
        """Only one that readers never saw."""
        is_known = obj is not None and (obj.is_published or obj.figures.exists())
        return not is_known and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}
