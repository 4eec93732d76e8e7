"""Looking into payments that wait: the queue, and the page where Finance decides."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import formats
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff.rechecking import fresh
from donations import deciding, money, refunding, standing, stripe_api
from donations.admin import pages
from donations.models import Payment, PaymentDecision


class WaitsFilter(admin.SimpleListFilter):
    title = _("waits to be looked into")
    parameter_name = "waits"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[Any, Any]]:
        return list(PaymentDecision.About.choices)

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Payment]
    ) -> QuerySet[Payment]:
        if self.value() not in PaymentDecision.About.values:
            return queryset
        waiting = deciding.waiting(str(self.value()))
        return queryset.filter(pk__in=waiting.values("pk"))


def told(payment: Payment) -> str:
    """What was decided, by whom and why."""
    made = payment.decisions.select_related("decided_by")
    if not made:
        return "-"
    return format_html_join("", "<div>{}</div>", ((line,) for line in _told(made)))


def _told(made: QuerySet[PaymentDecision]) -> Iterator[str]:
    for each in made:
        yield gettext("%(about)s: %(verdict)s by %(person)s, %(day)s: %(reason)s") % {
            "about": each.get_about_display(),
            "verdict": each.get_verdict_display(),
            "person": each.decided_by,
            "day": formats.date_format(each.decided_at, "DATETIME_FORMAT"),
            "reason": each.reason,
        }


@fresh
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the whole rest back, or keep it; waits for a fresh second step."""
    person = pages.require(request, "donations.add_paymentdecision")
    payment = get_object_or_404(
        Payment.objects.select_related("donation__channel"), pk=pk
    )
    abouts = deciding.abouts(payment)
    if not abouts:
        messages.warning(request, _("Nothing waits to be decided about this payment."))
        return redirect("admin:donations_payment_change", pk)
    form = pages.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _carry_out(request, payment, form, by=person)
        if answer:
            return answer
    return pages.draw(
        request,
        "payment/decide",
        title=_("Look into a payment"),
        about=Payment,
        form=form,
        payment=payment,
        shown=money.shown(payment.amount_minor, payment.currency),
        asked=money.shown(payment.donation.total_minor, payment.donation.currency),
        rest=money.shown(standing.left(payment), payment.currency),
        is_warned=PaymentDecision.About.WARNED in abouts,
        is_odd=PaymentDecision.About.ODD in abouts,
    )


def _carry_out(
    request: HttpRequest, payment: Payment, form: pages.ReasonForm, *, by: User
) -> HttpResponse | None:
    """None where it could not be done; the form then says why."""
    reason = form.cleaned_data["reason"]
    try:
        if request.POST.get("do") == "back":
            words = _give_back(payment, reason, by=by)
        else:
            deciding.keep(payment, by=by, reason=reason)
            words = gettext("Looked at and kept.")
    except deciding.OtherCurrency:
        form.add_error(
            None,
            _(
                "It came in another currency than these books are kept in, so it can"
                " only be given back."
            ),
        )
        return None
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
    pages.log(request, payment, f"{words} {reason}")
    messages.success(request, words)
    return redirect("admin:donations_payment_change", payment.pk)


def _give_back(payment: Payment, reason: str, *, by: User) -> str:
    rest = deciding.give_back(payment, by=by, reason=reason)
    shown = money.shown(rest, payment.currency)
    return gettext("%s is on its way back to the donor.") % shown
