"""Taking pages down and putting them back, at the desk."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.staff.rechecking import fresh
from campaigns import taking_down
from campaigns.models import TakenDown


class TakesDown:
    """For the desk's page of something public: the way to take it down.

    List `taking_down` among its read-only fields. What is deleted there answers "gone"
    afterwards.
    """

    @admin.display(description=gettext_lazy("taking down"))
    def taking_down(self, shown: Any) -> str:
        if not shown.pk:
            return "-"
        if taken := TakenDown.objects.filter(path=shown.get_absolute_url()).first():
            url = reverse("admin:campaigns_takendown_change", args=[taken.pk])
            told = _("This page was taken down.")
            return format_html('{} <a href="{}">{}</a>', told, url, _("See why"))
        if not shown.is_public:
            return "-"
        kind = taking_down.kind_of(shown)
        url = reverse("admin:take_down", args=[kind.name, shown.pk])
        return format_html('<a href="{}">{}</a>', url, _("Take this page down"))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        taking_down.note_deleted(obj, by=cast(User, request.user))
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for shown in queryset:
            taking_down.note_deleted(shown, by=cast(User, request.user))
        super().delete_queryset(request, queryset)  # type: ignore[misc]


class TakeDownForm(forms.ModelForm):
    class Meta:
        model = TakenDown
        fields = ["reason", "note"]
        widgets = {
            "reason": forms.TextInput({"class": "vTextField"}),
            "note": forms.TextInput({"class": "vTextField"}),
        }


@admin.register(TakenDown)
class TakenDownAdmin(admin.ModelAdmin):
    list_display = ["title", "kind", "path", "at", "by", "reason"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["title", "path"]
    readonly_fields = ["title", "kind", "path", "reason", "at", "by", "putting_back"]
    fields = [*readonly_fields[:3], "reason", "note", "at", "by", "putting_back"]

    @admin.display(description=gettext_lazy("putting back"))
    def putting_back(self, taken: TakenDown) -> str:
        if taken.object_id is None:
            return _("It was deleted: there is nothing left to put back.")
        url = reverse("admin:put_back", args=[taken.pk])
        return format_html('<a href="{}">{}</a>', url, _("Put this page back"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: TakenDown | None = None
    ) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("take/<str:name>/<int:pk>/", wrap(_take_down), name="take_down"),
            path("<int:pk>/put-back/", wrap(_put_back), name="put_back"),
        ]
        return own + super().get_urls()


@fresh
def _take_down(request: HttpRequest, name: str, pk: int) -> HttpResponseBase:
    """Ask for the reason, then do it."""
    shown = taking_down.find(name, pk)
    if shown is None:
        raise Http404
    _require(request, shown)
    form = TakeDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            by = cast(User, request.user)
            taking_down.take_down(shown, by=by, **form.cleaned_data)
        except taking_down.NotPublic:
            messages.error(request, _("This page was not public any more."))
        else:
            _log(request, shown, "Taken down.")
            messages.success(request, _("The page was taken down."))
        return redirect(_desk_page(shown))
    status = 422 if form.is_bound else 200
    context = {
        "shown": shown,
        "kind": name,
        "form": form,
        "title": _("Take this page down"),
    }
    return _page(request, "take_down.html", context, status=status)


@fresh
def _put_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    taken = get_object_or_404(TakenDown, pk=pk)
    shown = taking_down.find(taken.kind, taken.object_id or 0)
    if shown is None:
        raise Http404
    _require(request, shown)
    if request.method == "POST":
        try:
            taking_down.put_back(taken)
        except taking_down.NothingToPutBack:
            messages.error(request, _("It was changed since; look at its own page."))
        else:
            _log(request, shown, "Put back.")
            messages.success(request, _("The page is public again."))
        return redirect(_desk_page(shown))
    context = {"taken": taken, "shown": shown, "title": _("Put this page back")}
    return _page(request, "put_back.html", context)


def _require(request: HttpRequest, shown: Model) -> None:
    """Who may move the page itself, and may take pages down at all."""
    verb = "move" if shown._meta.model_name == "petition" else "change"
    own = f"{shown._meta.app_label}.{verb}_{shown._meta.model_name}"
    if not request.user.has_perms([own, "campaigns.add_takendown"]):
        raise PermissionDenied


def _log(request: HttpRequest, shown: Any, words: str) -> None:
    """In the history of the page itself, which outlives the row of what is gone."""
    admin.site.get_model_admin(TakenDown).log_change(request, shown, words)


def _desk_page(shown: Model) -> str:
    name = f"admin:{shown._meta.app_label}_{shown._meta.model_name}_change"
    try:
        return reverse(name, args=[shown.pk])
    except NoReverseMatch:
        return reverse("admin:campaigns_takendown_changelist")


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    whole = admin.site.each_context(request) | {"opts": TakenDown._meta} | context
    return render(
        request, f"admin/campaigns/takendown/{template}", whole, status=status
    )
