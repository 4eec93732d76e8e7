"""The demo's payment page and portal, in the place of Stripe's."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from donations import events, recurring, standin
from donations.standin.server import event
from donations.standin.shelf import Row


@csrf_exempt
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, session_id: str) -> HttpResponse:
    """Pay, or go back; what happens is told to the site by a signed event.

    Nobody pays at a checkout that was closed.
    """
    session = _found(session_id, "checkout.session")
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    if pressed == "back":
        return HttpResponseRedirect(session["cancel_url"])
    if pressed == "pay" and session["status"] != "expired":
        return _pay(session)
    if pressed == "decline" and session["status"] != "expired":
        _decline(session)
        session = _found(session_id, "checkout.session")
    context = {
        "session": session,
        "is_over": session["status"] == "expired",
        "amount": recurring.told(
            session["amount_total"], session["currency"].upper(), session["interval"]
        ),
        "is_declined": pressed == "decline",
    }
    return render(request, "donations/standin_pay.html", context)


def _found(row_id: str, kind: str) -> Row:
    row = standin.client().shelf.get(row_id) if settings.STRIPE_STANDIN else None
    if not row or row["object"] != kind:
        raise Http404
    return row


def _decline(session: Row) -> None:
    _tell("charge.failed", standin.client().decline(session["id"]))


def _pay(session: Row) -> HttpResponse:
    standin.client().pay(session["id"])
    paid = standin.client().shelf.get(session["id"]) or {}
    _tell("checkout.session.completed", paid)
    thanks = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return HttpResponseRedirect(thanks)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def portal(request: HttpRequest, portal_id: str) -> HttpResponse:
    """Change the card of a gift, cancel it, or let its next charge come."""
    session = _found(portal_id, "billing_portal.session")
    subscription = _of_customer(session["customer"])
    if request.method == "POST":
        _do(request.POST.get("do", ""), subscription["id"])
        return HttpResponseRedirect(request.path)
    context = {
        "session": session,
        "subscription": subscription,
        "is_over": subscription["status"] == "canceled",
        "has_good_card": (standin.client().shelf.get(session["customer"]) or {})[
            "has_good_card"
        ],
        "told": recurring.told(
            subscription["amount"],
            subscription["currency"].upper(),
            subscription["interval"],
        ),
    }
    return render(request, "donations/standin_portal.html", context)


def _of_customer(customer_id: str) -> Row:
    """Each of our customers has one: a checkout makes both."""
    rows = standin.client().shelf.of("subscription")
    return next(each for each in rows if each["customer"] == customer_id)


def _do(what: str, subscription_id: str) -> None:
    server = standin.client()
    if what == "cancel":
        server.cancel(subscription_id)
        _tell("customer.subscription.deleted", server.shelf.get(subscription_id) or {})
    elif what == "pass":
        _tell_of_invoice(server.let_period_pass(subscription_id))
    elif what in ("good card", "bad card"):
        is_good = what == "good card"
        _tell_of_invoice(server.change_card(subscription_id, is_good=is_good))


def _tell_of_invoice(invoice: Row) -> None:
    is_paid = invoice["status"] == "paid"
    _tell("invoice.paid" if is_paid else "invoice.payment_failed", invoice)


def _tell(kind: str, about: Row) -> None:
    events.receive(*event(kind, about))
