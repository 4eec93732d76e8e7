"""Finance's desk: what came in, read only, and giving money back."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.staff.rechecking import fresh
from config import wording
from donations import deciding, money, refunding, standing, stripe_api
from donations.admin import decisions
from donations.admin.pages import ReadOnly
from donations.models import Dispute, Payment, PaymentDecision, Refund


class RefundForm(forms.Form):
    amount = forms.CharField(
        label=_("Amount"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=_("In digits, such as 10 or 10.50; the whole rest is filled in."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Goes on record with your name and the time."),
    )

    def __init__(self, payment: Payment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payment = payment
        rest = standing.left(payment)
        self.fields["amount"].initial = money.plain(rest, payment.currency)

    def clean_amount(self) -> int:
        currency = self.payment.currency
        try:
            minor = money.parse(self.cleaned_data["amount"], currency)
        except (money.NotAnAmount, money.TooPrecise) as fault:
            raise forms.ValidationError(money.WORDS[type(fault)]) from fault
        rest = standing.left(self.payment)
        if not 0 < minor <= rest:
            raise forms.ValidationError(
                gettext("Not more than %s can be given back.")
                % money.shown(rest, currency)
            )
        return minor


@admin.register(Payment)
class PaymentAdmin(ReadOnly):
    change_form_template = "admin/donations/payment/change_form.html"
    list_display = [
        *("paid_at", "amount", "interval", "channel", "receipt_number"),
        *("back", "remarks"),
    ]
    list_filter = [
        *(decisions.WaitsFilter, "is_odd", "has_fraud_warning"),
        *("donation__interval", "donation__channel"),
    ]
    list_select_related = ["donation__channel"]
    search_fields = [
        *("receipt_number", "charge_id", "donation__email", "donation__id"),
    ]
    fields = [
        *("paid_at", "amount", "interval", "fee", "channel", "back", "remarks"),
        *("donor", "receipt_number", "donation", "charge_id", "decided"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        payments: QuerySet[Payment] = super().get_queryset(request)
        return payments.select_related("donation__channel").prefetch_related(
            "refunds", "disputes"
        )

    @admin.display(description=_("amount"), ordering="amount_minor")
    def amount(self, payment: Payment) -> str:
        return money.shown(payment.amount_minor, payment.currency)

    @admin.display(description=_("how often"), ordering="donation__interval")
    def interval(self, payment: Payment) -> str:
        return payment.donation.get_interval_display()

    @admin.display(description=_("Stripe's fee"))
    def fee(self, payment: Payment) -> str:
        fee = payment.fee_minor
        return "-" if fee is None else money.shown(fee, payment.currency)

    @admin.display(description=_("way to give"))
    def channel(self, payment: Payment) -> str:
        return payment.donation.channel.title

    @admin.display(description=_("given back or disputed"))
    def back(self, payment: Payment) -> str:
        gone = payment.amount_minor - standing.left(payment)
        return money.shown(gone, payment.currency) if gone else "-"

    @admin.display(description=_("to look at"))
    def remarks(self, payment: Payment) -> str:
        """What was ever the matter with it, decided or not."""
        about = PaymentDecision.About
        flags = ((payment.has_fraud_warning, about.WARNED), (payment.is_odd, about.ODD))
        return wording.listed(each.label for flag, each in flags if flag) or "-"

    @admin.display(description=_("donor"))
    def donor(self, payment: Payment) -> str:
        name, email = payment.donation.name, payment.donation.email
        return f"{name} <{email}>".strip() if email else gettext("not kept any more")

    @admin.display(description=_("looked into"))
    def decided(self, payment: Payment) -> str:
        return decisions.told(payment)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        payment = self.get_object(request, object_id)
        waits = bool(payment and deciding.abouts(payment))
        more = (extra_context or {}) | {"waits": waits}
        return super().change_view(request, object_id, form_url, more)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/refund/",
                self.admin_site.admin_view(refund),
                name="payment_refund",
            ),
            path(
                "<int:pk>/decide/",
                self.admin_site.admin_view(decisions.decide),
                name="payment_decide",
            ),
        ]
        return own + super().get_urls()


@fresh
def refund(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a payment back, in whole or in part; waits for a fresh second step."""
    if not request.user.has_perm("donations.add_refund"):
        raise PermissionDenied
    payment = get_object_or_404(Payment.objects.select_related("donation"), pk=pk)
    form = RefundForm(payment, request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _give_back(request, form)
        if answer:
            return answer
    context = admin.site.each_context(request) | {
        "title": _("Give money back"),
        "payment": payment,
        "shown": money.shown(payment.amount_minor, payment.currency),
        "form": form,
        "opts": Payment._meta,
    }
    return render(request, "admin/donations/payment/refund.html", context)


def _give_back(request: HttpRequest, form: RefundForm) -> HttpResponse | None:
    payment, amount = form.payment, form.cleaned_data["amount"]
    try:
        refunding.refund(
            payment, amount_minor=amount, reason=form.cleaned_data["reason"]
        )
    except stripe_api.Away:
        form.add_error(
            None, _("Stripe does not answer. Nothing was given back; try again later.")
        )
        return None
    except (stripe_api.Refused, refunding.Disputed):
        form.add_error(
            None,
            _("Stripe does not give this back: look at the payment there, and here."),
        )
        return None
    shown = money.shown(amount, payment.currency)
    LogEntry.objects.log_actions(
        cast(int, request.user.pk),
        [payment],
        CHANGE,
        change_message=f"Gave back {shown}: {form.cleaned_data['reason']}",
        single_object=True,
    )
    messages.success(request, _("%s is on its way back to the donor.") % shown)
    return redirect("admin:donations_payment_change", payment.pk)


@admin.register(Refund)
class RefundAdmin(ReadOnly):
    list_display = ["created_at", "payment", "amount", "status", "reason"]
    list_filter = ["status"]
    list_select_related = ["payment"]

    @admin.display(description=_("amount"))
    def amount(self, refund: Refund) -> str:
        return money.shown(refund.amount_minor, refund.payment.currency)


@admin.register(Dispute)
class DisputeAdmin(ReadOnly):
    list_display = ["created_at", "payment", "out", "status"]
    list_filter = ["status"]
    list_select_related = ["payment"]

    @admin.display(description=_("taken"))
    def out(self, dispute: Dispute) -> str:
        return money.shown(dispute.out_minor, dispute.payment.currency)
