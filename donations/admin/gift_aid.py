"""Gift Aid at the desk: what donors declared, and the claims that are made of it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.staff.rechecking import fresh
from donations import listing, money
from donations.admin import lists, pages
from donations.gift_aid import claiming, declaring, offering, schedules
from donations.models import GiftAidClaim, GiftAidDeclaration, MoneyExport

MAY_CLAIM = "donations.add_giftaidclaim"


@admin.register(GiftAidDeclaration)
class DeclarationAdmin(pages.ReadOnly):
    change_form_template = "admin/donations/giftaiddeclaration/change_form.html"
    list_display = ["declared_at", "last_name", "charity_number", "cancelled_at"]
    list_filter = ["charity_number", "is_void"]
    search_fields = ["last_name", "postcode", "donation__id"]
    list_select_related = ["donation"]
    fields = [
        *("declared_at", "donation", "charity_number", "words"),
        *("title", "first_name", "last_name"),
        *("house", "address", "postcode", "is_abroad"),
        *("cancelled_at", "is_void", "cancelled_by", "cancel_reason"),
    ]

    @admin.display(description=_("what was agreed to"))
    def words(self, declaration: GiftAidDeclaration) -> str:
        return declaration.wording.text

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/cancel/",
                self.admin_site.admin_view(cancel),
                name="giftaiddeclaration_cancel",
            )
        ]
        return own + super().get_urls()


class CancelForm(pages.ReasonForm):
    is_void = forms.BooleanField(
        label=_("It was never right: claim nothing on it, also of earlier payments"),
        required=False,
    )


def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A donor has told us: nothing that is paid from now on is claimed."""
    person = pages.require(request, "donations.change_giftaiddeclaration")
    declaration = get_object_or_404(GiftAidDeclaration, pk=pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if declaring.cancel(declaration, by=person, **form.cleaned_data):
            words = f"Cancelled: {form.cleaned_data['reason']}"
            pages.log(request, declaration, words)
            messages.success(request, _("The declaration is cancelled."))
        return redirect("admin:donations_giftaiddeclaration_change", pk)
    return pages.draw(
        request,
        "giftaiddeclaration/cancel",
        title=_("Cancel a Gift Aid declaration"),
        about=GiftAidDeclaration,
        form=form,
        declaration=declaration,
    )


@admin.register(GiftAidClaim)
class ClaimAdmin(pages.ReadOnly):
    change_list_template = "admin/donations/giftaidclaim/change_list.html"
    change_form_template = "admin/donations/giftaidclaim/change_form.html"
    list_display = [
        *("made_at", "charity", "starts_on", "ends_on", "rows"),
        *("made_by", "taken_back_at"),
    ]
    list_filter = ["charity_number"]
    list_select_related = ["made_by"]
    fields = [
        *("made_at", "charity", "charity_number", "starts_on", "ends_on"),
        *("rows", "given", "gone", "purpose", "made_by"),
        *("taken_back_at", "taken_back_by", "taken_back_reason"),
    ]

    @admin.display(description=_("payments"))
    def rows(self, claim: GiftAidClaim) -> int:
        return claim.lines.count()

    @admin.display(description=_("given in all"))
    def given(self, claim: GiftAidClaim) -> str:
        return money.shown(claiming.sums(claim).given_minor, money.GBP)

    @admin.display(description=_("to be told to HMRC as claimed too much"))
    def gone(self, claim: GiftAidClaim) -> str:
        """Of what went back, was disputed or was never right since."""
        sums = claiming.sums(claim)
        if not sums.gone_rows:
            return "-"
        shown = money.shown(sums.gone_minor, money.GBP)
        return gettext("%(sum)s of %(rows)d payments") % {
            "sum": shown,
            "rows": sums.gone_rows,
        }

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("make/", view(make), name="giftaidclaim_make"),
            path("<int:pk>/schedule/", view(schedule), name="giftaidclaim_schedule"),
            path("<int:pk>/take-back/", view(take_back), name="giftaidclaim_take_back"),
        ]
        return own + super().get_urls()


class ClaimForm(pages.DaysForm):
    charity = forms.ChoiceField(label=_("Charity"))
    field_order = ("charity", "starts_on", "ends_on", "purpose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {each.number: each for each in offering.charities()}
        self.fields["charity"] = forms.ChoiceField(
            label=_("Charity"),
            choices=[
                (each.number, f"{each.name} ({each.number})")
                for each in self.known.values()
            ],
        )
        self.order_fields(self.field_order)


@fresh
def make(request: HttpRequest) -> HttpResponseBase:
    """Gather what may be claimed of some days; the schedule is the next step."""
    person = pages.require(request, MAY_CLAIM)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        charity = form.known[asked.pop("charity")]
        try:
            made = claiming.claim(charity, by=person, **asked)
        except (claiming.NothingToClaim, claiming.ClaimedMeanwhile):
            form.add_error(
                None, _("No payment of these days waits to be claimed for it.")
            )
        else:
            _tell(request, made)
            return redirect("admin:donations_giftaidclaim_change", made.pk)
    return pages.draw(
        request,
        "giftaidclaim/make",
        title=_("Make a Gift Aid claim"),
        about=GiftAidClaim,
        form=form,
        most=claiming.MOST_ROWS,
    )


def _tell(request: HttpRequest, made: GiftAidClaim) -> None:
    left = claiming.waiting(made.charity_number, made.starts_on, made.ends_on).count()
    messages.success(request, _("The claim is made. Download its schedule next."))
    if left:
        messages.warning(
            request,
            gettext(
                "%(left)d payments of these days are left: a schedule takes"
                " %(most)d. Make another claim for them."
            )
            % {"left": left, "most": claiming.MOST_ROWS},
        )


class PurposeForm(forms.Form):
    purpose = pages.DaysForm.base_fields["purpose"]


@fresh
def schedule(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The schedule of a claim, as often as it is needed; each time on record."""
    person = pages.require(request, MAY_CLAIM)
    claim = get_object_or_404(GiftAidClaim, pk=pk)
    form = PurposeForm(request.POST or None, initial={"purpose": claim.purpose})
    if request.method == "POST" and form.is_valid():
        export = listing.start(
            MoneyExport.Kind.SCHEDULE,
            starts_on=claim.starts_on,
            ends_on=claim.ends_on,
            by=person,
            purpose=form.cleaned_data["purpose"],
            claim=claim,
        )
        name = f"gift-aid-claim-{claim.pk}"
        return lists.as_file(export, schedules.HEAD, schedules.rows(claim), name)
    return _about(request, claim, form, "schedule", _("Download the schedule"))


@fresh
def take_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole claim, with a reason; its payments may then be claimed again."""
    person = pages.require(request, "donations.change_giftaidclaim")
    claim = get_object_or_404(GiftAidClaim, pk=pk)
    form = pages.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if claiming.take_back(claim, by=person, reason=reason):
            pages.log(request, claim, f"Taken back: {reason}")
            messages.success(request, _("The claim is taken back."))
        return redirect("admin:donations_giftaidclaim_change", pk)
    return _about(request, claim, form, "take_back", _("Take a claim back"))


def _about(
    request: HttpRequest, claim: GiftAidClaim, form: forms.Form, name: str, title: Any
) -> HttpResponse:
    return pages.draw(
        request,
        f"giftaidclaim/{name}",
        title=title,
        about=GiftAidClaim,
        form=form,
        claim=claim,
        sums=claiming.sums(claim),
    )
