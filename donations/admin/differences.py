"""Differences from Stripe's books, and saying why one is settled."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from donations import alerting
from donations.admin import pages
from donations.models import BookDifference


class SettledFilter(admin.SimpleListFilter):
    title = _("settled")
    parameter_name = "settled"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[Any, Any]]:
        return [("no", _("No")), ("yes", _("Yes"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[BookDifference]
    ) -> QuerySet[BookDifference]:
        if self.value() not in ("no", "yes"):
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "no")


@admin.register(BookDifference)
class BookDifferenceAdmin(pages.ReadOnly):
    change_form_template = "admin/donations/bookdifference/change_form.html"
    list_display = ["charge_id", "found_at", "settled_at", "settled_by", "reason"]
    list_filter = [SettledFilter]
    list_select_related = ["settled_by"]
    search_fields = ["charge_id"]
    fields = ["charge_id", "found_at", "settled_at", "settled_by", "reason"]

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/settle/",
                self.admin_site.admin_view(settle),
                name="bookdifference_settle",
            )
        ]
        return own + super().get_urls()


def settle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Finance says why a difference needs no more looking at."""
    person = pages.require(request, "donations.change_bookdifference")
    difference = get_object_or_404(BookDifference, pk=pk)
    form = pages.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if alerting.settle(difference, by=person, reason=reason):
            pages.log(request, difference, f"Settled: {reason}")
            messages.success(request, _("It is settled."))
        return redirect("admin:donations_bookdifference_changelist")
    return pages.draw(
        request,
        "bookdifference/settle",
        title=_("Settle a difference"),
        about=BookDifference,
        form=form,
        difference=difference,
    )
