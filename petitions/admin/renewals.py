"""Renewing a campaign at the desk, and the letter to those who agreed to hear of it."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.staff.rechecking import fresh
from campaigns.buttons import Button
from campaigns.models import Campaign, Phase
from petitions import renewal_letters, renewing
from petitions.models import Petition, Renewal, RenewalLetter

PERMISSIONS = (
    *("campaigns.change_campaign", "campaigns.add_phase"),
    *("petitions.add_petition", "petitions.move_petition"),
)


class RenewForm(forms.ModelForm):
    """The run that begins; the words of the old petition, to be edited."""

    phase_title = forms.CharField(
        label=_("Name of the new phase"),
        max_length=Phase._meta.get_field("title").max_length,
        help_text=_("Such as “Ukraine 2022”."),
        widget=forms.TextInput({"class": "vTextField"}),
    )
    started_on = forms.DateField(
        label=_("It starts on"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    body = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown."),
        widget=forms.Textarea({"rows": 14, "class": "vLargeTextField"}),
    )
    is_opened = forms.BooleanField(
        label=_("Open the new petition at once"),
        required=False,
        help_text=_("Otherwise it is a draft, to be opened on its own page."),
    )
    writes = forms.BooleanField(
        label=_("Write to those who agreed to hear about this campaign"),
        required=False,
        help_text=_(
            "You write the letter on the next page, and see it before it goes."
        ),
    )
    # The newest phase that the editor saw.
    after = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Petition
        fields = ["title", "slug", "target", "standfirst"]
        widgets = {
            name: forms.TextInput({"class": "vTextField"})
            for name in ("title", "slug", "target", "standfirst")
        }

    field_order = [
        *("phase_title", "started_on", "title", "slug", "target", "standfirst"),
        *("body", "is_opened", "writes", "after"),
    ]

    def given(self) -> renewing.Next:
        cleaned = self.cleaned_data
        return renewing.Next(
            text=cleaned["body"],
            **{name: cleaned[name] for name in renewing.Next._fields if name != "text"},
        )


class LetterForm(forms.ModelForm):
    class Meta:
        model = RenewalLetter
        fields = ["subject", "words"]
        widgets = {
            "subject": forms.TextInput({"class": "vTextField"}),
            "words": forms.Textarea({"rows": 14, "class": "vLargeTextField"}),
        }
        help_texts = {
            "words": _(
                "Markdown. “Hello” and the name stand above it; the link to sign"
                " again, and the one that stops these letters, below."
            )
        }


def buttons(campaign: Campaign, user: User | AnonymousUser) -> list[Button]:
    """What may be done on the campaign's page at the desk."""
    if not user.has_perms(PERMISSIONS):
        return []
    renew = reverse("admin:campaign_renew", args=[campaign.pk])
    own = [Button(gettext("Renew this campaign"), renew)]
    renewal = Renewal.objects.filter(campaign=campaign).first()
    if renewal:
        letter = reverse("admin:renewal_letter", args=[renewal.pk])
        own.append(Button(gettext("The letter about the renewal"), letter))
    return own


# Renewing


def renew(request: HttpRequest, campaign_pk: int) -> HttpResponse:
    """The form; the same again, with what to do, when the campaign moved meanwhile."""
    _require_permission(request)
    campaign = get_object_or_404(Campaign, pk=campaign_pk)
    try:
        old = renewing.old_petition(campaign)
    except renewing.SeveralOpen:
        messages.error(
            request,
            _("Several petitions of this campaign are open. Close all but one first."),
        )
        return redirect("admin:campaigns_campaign_change", campaign.pk)
    form = RenewForm(request.POST or None, initial=_initial(campaign, old))
    if request.method == "POST" and form.is_valid():
        return _renew(request, campaign, form)
    return _renew_page(request, campaign, old, form)


def _initial(campaign: Campaign, old: Petition | None) -> dict[str, Any]:
    words: dict[str, Any] = {"after": renewing.newest_phase(campaign)}
    if old:
        text = old.text
        words |= {
            name: getattr(old, name) for name in ("title", "target", "standfirst")
        }
        words |= {"body": text.body if text else ""}
    return words


def _renew(request: HttpRequest, campaign: Campaign, form: RenewForm) -> HttpResponse:
    try:
        renewal = renewing.renew(
            campaign, form.cleaned_data["after"], form.given(), by=_person(request)
        )
    except (renewing.AlreadyRenewed, renewing.SeveralOpen):
        messages.error(
            request,
            _("Somebody else has just renewed this campaign; look at it first."),
        )
        return redirect("admin:campaigns_campaign_change", campaign.pk)
    messages.success(request, _("The campaign is renewed."))
    if form.cleaned_data["writes"]:
        return redirect("admin:renewal_letter", renewal.pk)
    return redirect("admin:petitions_petition_change", renewal.begun_id)


def _renew_page(
    request: HttpRequest, campaign: Campaign, old: Petition | None, form: RenewForm
) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Renew this campaign"),
        "campaign": campaign,
        "old": old,
        "takes_names": old is not None and old.status in renewing.TAKES_NAMES,
        "ending": campaign.phases.filter(ended_on=None),
        "form": form,
        "opts": Campaign._meta,
    }
    status = 422 if form.is_bound else 200
    template = "admin/petitions/renewal/renew.html"
    return render(request, template, context, status=status)


# The letter


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Written and kept, tried on oneself, and sent from the same page."""
    _require_permission(request)
    renewal = _renewal(pk)
    written = RenewalLetter.objects.filter(renewal=renewal).first()
    form = LetterForm(request.POST or None, instance=written)
    if request.method == "POST" and form.is_valid():
        return _keep(request, renewal, form)
    return _letter_page(request, renewal, written, form)


def _keep(request: HttpRequest, renewal: Renewal, form: LetterForm) -> HttpResponse:
    try:
        written = renewal_letters.write(renewal, **form.cleaned_data)
    except renewal_letters.AlreadySent:
        messages.error(request, _("The letter is on its way already."))
        return redirect("admin:renewal_letter", renewal.pk)
    if "test" in request.POST:
        renewal_letters.send_test(written, to=_person(request))
        said = _("The letter is kept, and a test letter is on its way to %s.")
        messages.success(request, said % _person(request).email)
    else:
        messages.success(request, _("The letter is kept."))
    return redirect("admin:renewal_letter", renewal.pk)


def _letter_page(
    request: HttpRequest,
    renewal: Renewal,
    written: RenewalLetter | None,
    form: LetterForm,
) -> HttpResponse:
    is_asked = written is not None and written.asked_at is not None
    context = admin.site.each_context(request) | {
        "title": _("The letter about the renewal"),
        "renewal": renewal,
        "written": written if written and written.words else None,
        "is_asked": is_asked,
        "count": 0 if is_asked else renewal_letters.count_recipients(renewal),
        "form": form,
        "opts": Campaign._meta,
    }
    status = 422 if form.is_bound else 200
    template = "admin/petitions/renewal/letter.html"
    return render(request, template, context, status=status)


@fresh
def send(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Thousands of letters leave: it waits for a fresh second step."""
    return require_POST(_send)(request, pk)


def _send(request: HttpRequest, pk: int) -> HttpResponse:
    _require_permission(request)
    written = get_object_or_404(
        RenewalLetter.objects.select_related("renewal__begun"), renewal=pk
    )
    if request.POST.get("edited_at") != written.edited_at.isoformat():
        messages.error(request, _("The letter was changed meanwhile: read it again."))
        return redirect("admin:renewal_letter", pk)
    try:
        renewal_letters.send(written, by=_person(request))
    except renewal_letters.AlreadySent:
        messages.error(request, _("The letter is on its way already."))
    except renewal_letters.NothingToSign:
        messages.error(
            request, _("Open the new petition first: the letter leads to it.")
        )
    else:
        messages.success(request, _("The letter is on its way."))
    return redirect("admin:renewal_letter", pk)


def _renewal(pk: int) -> Renewal:
    rows = Renewal.objects.select_related("campaign", "begun", "frozen")
    return get_object_or_404(rows, pk=pk)


def _require_permission(request: HttpRequest) -> None:
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
