"""The demo's payment page, in the place of Stripe's."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from donations import events, money, standin
from donations.standin.server import event
from donations.standin.shelf import Row


@csrf_exempt
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, session_id: str) -> HttpResponse:
    """Pay, or go back; what happens is told to the site by a signed event."""
    if not settings.STRIPE_STANDIN:
        raise Http404
    session = standin.client().shelf.get(session_id)
    if not session or session["object"] != "checkout.session":
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "pay":
        return _pay(session)
    if request.method == "POST" and request.POST.get("do") == "back":
        return HttpResponseRedirect(session["cancel_url"])
    context = {
        "session": session,
        "amount": money.shown(session["amount_total"], session["currency"].upper()),
        "is_declined": request.method == "POST",
    }
    return render(request, "donations/standin_pay.html", context)


def _pay(session: Row) -> HttpResponse:
    standin.client().pay(session["id"])
    paid = standin.client().shelf.get(session["id"]) or {}
    events.receive(*event("checkout.session.completed", paid))
    thanks = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return HttpResponseRedirect(thanks)
