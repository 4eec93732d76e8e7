from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from branding import known
from branding.models import LegalText, Look
from config import page_memory, public_pages


@admin.register(Look)
class LookAdmin(admin.ModelAdmin):
    fieldsets = [
        (_("Marks"), {"fields": ["logo", "logo_dark", "icon"]}),
        (
            _("Colours"),
            {
                "fields": [
                    ("paper", "ink", "accent"),
                    ("paper_dark", "ink_dark", "accent_dark"),
                ],
                "description": _(
                    "All other colours are worked out from these three. What cannot be"
                    " read by everybody is refused."
                ),
            },
        ),
        (
            _("Type and shape"),
            {"fields": ["headlines", "text", "corners", "masthead", "foot_words"]},
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one look."""
        may = super().has_add_permission(request)
        return may and not Look.objects.exists()

    def has_delete_permission(
        self, request: HttpRequest, obj: Look | None = None
    ) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Look, form: ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        known.forget()
        page_memory.forget()


@admin.register(LegalText)
class LegalTextAdmin(admin.ModelAdmin):
    list_display = ["title", "slug", "place", "page"]
    list_editable = ["place"]
    prepopulated_fields = {"slug": ["title"]}

    @admin.display(description=_("page"))
    def page(self, text: LegalText) -> SafeString:
        address = reverse("branding:legal", args=[text.slug])
        return format_html('<a href="{}">{}</a>', address, address)

    def save_model(
        self, request: HttpRequest, obj: LegalText, form: ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        _show(obj)

    def delete_model(self, request: HttpRequest, obj: LegalText) -> None:
        super().delete_model(request, obj)
        _show(obj)


def _show(text: LegalText) -> None:
    known.forget()
    own = reverse("branding:legal", args=[text.slug])
    public_pages.forget(own, reverse("branding:accessibility"))
