"""The desk for petitions: words, preview, and the buttons of its life."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from campaigns.admin import PICTURE_FIELDS, preview_link
from campaigns.admin.taken_down import TakesDown
from petitions import destinations, embedding, next_steps, publishing
from petitions.admin import lists, renewals, sources
from petitions.models import Petition

Status = Petition.Status

# What an editor may press: the move, its name, and what it asks of the site.
MOVES = {
    "open": (Status.OPEN, _("Open"), publishing.open_petition),
    "pause": (Status.PAUSED, _("Pause"), publishing.pause),
    "close": (Status.CLOSED, _("Close"), publishing.close),
    "win": (Status.WON, _("Mark as won"), publishing.win),
}


class PetitionForm(forms.ModelForm):
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 16, "class": "vLargeTextField"}),
        help_text=_(
            "Markdown. Once the petition was open, a changed text is a new version;"
            " each signature goes on naming the one it signed."
        ),
    )

    class Meta:
        model = Petition
        fields = "__all__"  # noqa: DJ007 (the admin's fieldsets name them)
        widgets = {
            "next_step_url": forms.TextInput({"class": "vLargeTextField"}),
            "share_text": forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.instance.text if self.instance.pk else None
        if text and "body" in self.fields:
            self.fields["body"].initial = text.body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        phase, campaign = cleaned.get("phase"), cleaned.get("campaign")
        if phase and campaign and phase.campaign_id != campaign.pk:
            self.add_error("phase", gettext("Choose a phase of this campaign."))
        self._check_next_step(cleaned)
        return cleaned

    def _check_next_step(self, cleaned: dict[str, Any]) -> None:
        step, url = cleaned.get("next_step", ""), cleaned.get("next_step_url", "")
        if next_steps.needs_address(step) and not url:
            self.add_error("next_step_url", gettext("Say where this step leads."))
        if step != Petition.NextStep.WRITE and destinations.mailbox(url):
            self.add_error(
                "next_step_url",
                gettext("An email address is for writing to the target only."),
            )


@admin.register(Petition)
class PetitionAdmin(TakesDown, admin.ModelAdmin):
    form = PetitionForm
    change_form_template = "admin/petitions/petition/change_form.html"
    list_display = ["title", "campaign", "status", "count", "opened_at", "closes_at"]
    list_filter = ["status", "campaign"]
    list_select_related = ["campaign", "tally"]
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = [
        *("status", "count", "opened_at", "closed_at", "won_at", "names_until"),
        *("preview", "taking_down"),
    ]
    fieldsets = [
        (None, {"fields": ["title", "slug", "campaign", "phase"]}),
        (_("What is asked"), {"fields": ["target", "standfirst", "body"]}),
        (_("Lead picture"), {"fields": PICTURE_FIELDS}),
        (
            _("After signing"),
            {
                "fields": (
                    *("next_step", "next_step_url", "next_step_words"),
                    "share_text",
                )
            },
        ),
        (
            _("Life"),
            {
                "fields": (
                    *("status", "count", "goal", "opened_at", "closes_at"),
                    *("closed_at", "won_at", "names_until", "outcome", "preview"),
                    "taking_down",
                )
            },
        ),
    ]

    @admin.display(description=_("count"))
    def count(self, petition: Petition) -> int:
        return petition.tally.count if hasattr(petition, "tally") else 0

    @admin.display(description=_("names are kept until"))
    def names_until(self, petition: Petition) -> str:
        if petition.anonymised_at:
            return gettext("Deleted; the signatures go on counting.")
        if day := petition.anonymous_on:
            return str(formats.date_format(day, "DATE_FORMAT"))
        return gettext("%d days after its end") % int(settings.ENDED_KEPT_DAYS)

    @admin.display(description=_("preview"))
    def preview(self, petition: Petition) -> str:
        return preview_link(petition.url) if petition.pk else "-"

    def save_model(
        self,
        request: HttpRequest,
        obj: Petition,
        form: PetitionForm,
        change: bool,
    ) -> None:
        super().save_model(request, obj, form, change)
        publishing.write_text(obj, form.cleaned_data["body"])
        publishing.show(obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: Petition | None = None
    ) -> bool:
        """Only a petition that nobody could have signed."""
        was_open = obj is not None and obj.opened_at is not None
        return not was_open and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/move/<str:name>/", self._wrap(self.move), name="petition_move"
            ),
            path("<int:pk>/links/", self._wrap(sources.links), name="petition_links"),
            path("<int:pk>/export/", self._wrap(lists.ask), name="petition_export"),
            path(
                "<int:pk>/export/<int:export_pk>/",
                self._wrap(lists.spreadsheet),
                name="petition_spreadsheet",
            ),
            path(
                "<int:pk>/export/<int:export_pk>/progress.json",
                self._wrap(lists.progress),
                name="petition_spreadsheet_progress",
            ),
            path(
                "<int:pk>/export/<int:export_pk>/download/",
                self._wrap(lists.download),
                name="petition_spreadsheet_download",
            ),
            path(
                "renew/<int:campaign_pk>/",
                self._wrap(renewals.renew),
                name="campaign_renew",
            ),
            path(
                "renewal/<int:pk>/letter/",
                self._wrap(renewals.letter),
                name="renewal_letter",
            ),
            path(
                "renewal/<int:pk>/send/",
                self._wrap(renewals.send),
                name="renewal_send",
            ),
        ]
        return own + super().get_urls()

    def _wrap(self, view: Any) -> Any:
        return self.admin_site.admin_view(view)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        petition = kwargs.get("obj")
        if petition:
            context |= {
                "moves": self._moves(request, petition),
                "sources": sources.table(petition),
                "may_export": request.user.has_perm("petitions.export_signatures"),
            }
        if petition and petition.status != Status.DRAFT:
            context |= {
                "card_path": embedding.path(petition),
                "snippets": embedding.snippets(petition),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _moves(self, request: HttpRequest, petition: Petition) -> list[dict[str, Any]]:
        if not request.user.has_perm("petitions.move_petition"):
            return []
        return [
            {
                "url": reverse("admin:petition_move", args=[petition.pk, name]),
                "label": label,
            }
            for name, (to, label, _do) in MOVES.items()
            if petition.status in publishing.MOVES[to]
            and not (to == Status.OPEN and petition.is_frozen)
        ]

    def move(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        return require_POST(self._move)(request, pk, name)

    def _move(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        if not request.user.has_perm("petitions.move_petition") or name not in MOVES:
            raise PermissionDenied
        petition = get_object_or_404(Petition, pk=pk)
        _to, label, do = MOVES[name]
        try:
            do(petition)
        except publishing.NothingToSign:
            messages.error(request, _("Give the petition a text before you open it."))
        except publishing.HourHasPassed:
            messages.error(
                request, _("Its closing time is over: change or empty it, then open.")
            )
        except publishing.Frozen:
            messages.error(
                request, _("The campaign went on with another petition: open that one.")
            )
        except publishing.MoveNotAllowed:
            messages.error(request, _("The petition has moved on; look at it again."))
        else:
            self.log_change(request, petition, f"{label}: {petition.status}.")
            messages.success(
                request, _("The petition is now: %s.") % petition.get_status_display()
            )
        return redirect("admin:petitions_petition_change", pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Petition]:
        return super().get_queryset(request).select_related("tally", "campaign")
