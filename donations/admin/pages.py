"""What the pages of the Finance desk share: rows nobody writes, forms with a reason."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ReadOnly(admin.ModelAdmin):
    """Nobody writes these rows by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Goes on record with your name and the time."),
        widget=forms.TextInput({"class": "vTextField"}),
    )


class DaysForm(forms.Form):
    """Some days, and what a list of them is for."""

    starts_on = forms.DateField(
        label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("To"),
        help_text=_("Both days are part of it."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = forms.CharField(
        label=_("What is this list for?"),
        max_length=300,
        help_text=_("Goes on record with your name and the time."),
        widget=forms.TextInput({"class": "vTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned


def require(request: HttpRequest, permission: str) -> User:
    """Who asks, if they may. Raises PermissionDenied."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return cast(User, request.user)


def draw(
    request: HttpRequest,
    name: str,
    *,
    title: Any,
    about: type[Model],
    form: forms.Form,
    **more: Any,
) -> HttpResponse:
    """A page with a form; 422 when it was sent and is shown again."""
    context = admin.site.each_context(request) | {
        "title": title,
        "form": form,
        "opts": about._meta,
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"admin/donations/{name}.html", context, status=status)


def log(request: HttpRequest, row: Model, words: str) -> None:
    """Into the desk's history of a row."""
    LogEntry.objects.log_actions(
        cast(int, request.user.pk),
        [row],
        CHANGE,
        change_message=words,
        single_object=True,
    )
