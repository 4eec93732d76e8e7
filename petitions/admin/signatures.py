"""Signatures as the desk sees them: found by address, released, never edited."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.paging import BoundedPaginator
from mailroom import addresses
from petitions import screening
from petitions.admin import removals
from petitions.models import Signature

SHOWN = (
    *("petition", "name", "email", "country", "postcode", "region", "reason"),
    *(
        "show_name",
        "newsletter",
        "open_account",
        "text",
        "wording",
        "status",
        "held_because",
    ),
    *("signed_at", "verified_at", "confirmed_at", "ended_at", "network"),
    "same_network",
)


@admin.register(Signature)
class SignatureAdmin(admin.ModelAdmin):
    list_display = [
        *("number", "name", "masked_address", "petition", "status", "country"),
        *("signed_at", "confirmed_at"),
    ]
    list_filter = ["status", "petition", "show_name", "newsletter", "held_because"]
    list_select_related = ["petition"]
    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    ordering = ["-pk"]
    search_fields = ["email"]
    search_help_text = _("An email address in full, in whatever spelling.")
    actions = ["release", "remove"]
    fields = readonly_fields = SHOWN

    @admin.display(description=_("number"), ordering="pk")
    def number(self, signature: Signature) -> int:
        return signature.pk

    @admin.display(description=_("from the same network"))
    def same_network(self, signature: Signature) -> str:
        """The list of what else came from there, to be looked at and acted upon."""
        if not signature.network:
            return "-"
        query = urlencode(
            {"petition__id__exact": signature.petition_id, "network": signature.network}
        )
        address = reverse("admin:petitions_signature_changelist")
        return format_html(
            '<a href="{}?{}">{}</a>', address, query, _("Show them in the list")
        )

    @admin.display(description=_("email address"))
    def masked_address(self, signature: Signature) -> str:
        return addresses.masked(signature.email) if signature.email else "-"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Signature], search_term: str
    ) -> tuple[QuerySet[Signature], bool]:
        """Finds a person by the key that uniqueness uses: alias spellings included.

        There is no search by part of an address, so no list of a provider's customers.
        """
        if not search_term.strip():
            return queryset, False
        try:
            address = addresses.parse(search_term)
        except addresses.AddressRefused:
            messages.warning(request, _("Search for one email address in full."))
            return queryset.none(), False
        person = Signature.objects.of_person(address.canonical).values("pk")
        return queryset.filter(pk__in=person), False

    @admin.action(description=_("Release from review"), permissions=["release"])
    def release(self, request: HttpRequest, signatures: QuerySet[Signature]) -> None:
        released = [row for row in signatures if screening.release(row)]
        for signature in released:
            self.log_change(request, signature, "Released from review.")
        said = ngettext(
            "%d signature was released.", "%d signatures were released.", len(released)
        )
        messages.success(request, said % len(released))

    @admin.action(description=_("Take out of the count…"), permissions=["remove"])
    def remove(
        self, request: HttpRequest, signatures: QuerySet[Signature]
    ) -> HttpResponse | None:
        return removals.ask(request, signatures)

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(removals.PERMISSION)

    def has_release_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("petitions.release_signature")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Signature | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Signature | None = None
    ) -> bool:
        return False
