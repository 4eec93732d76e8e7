"""Changing or stopping a monthly or yearly gift, at Stripe's portal.

Opening a page changes nothing here: it shows one button, whose press leads there.
"""

from uuid import UUID

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.home.guarding import from_own_site, readers_only
from donations import changing, recurring, stripe_api, syncing
from donations.models import Donation, Subscription
from mailroom.tokens import BadToken

PORTAL = "https://billing.stripe.com"
allows_portal = csp_update({"form-action": [PORTAL]})


@from_own_site
@allows_portal
@readers_only
def manage(request: HttpRequest, donation: UUID) -> HttpResponse:
    """For the reader whose address the gift came from.

    Who is signed out goes through the door, and ends at the button.
    """
    rows = Donation.objects.select_related("channel__campaign", "subscription")
    found = get_object_or_404(rows, pk=donation)
    subscription = recurring.of(found)
    if subscription is None or not recurring.of_reader(request, found):
        raise Http404
    if request.method == "POST":
        return _lead_on(request, subscription)
    return _page(request, subscription)


@from_own_site
@allows_portal
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def manage_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same from a letter, for whoever holds its mailbox.

    Its address is a key, as those of `guards.at_secret_address`; its policy is one of
    its own, which the short way of those would not hear.
    """
    try:
        subscription = recurring.read_link(token)
    except BadToken:
        return render(request, "donations/manage_nothing.html", status=404)
    is_press = request.method == "POST"
    response = (_lead_on if is_press else _page)(request, subscription)
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _lead_on(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    try:
        portal = recurring.open_portal(subscription, page=request.path)
    except (stripe_api.Away, stripe_api.Refused):
        return _page(request, subscription, is_away=True, status=503)
    return HttpResponseRedirect(portal)


def _page(
    request: HttpRequest,
    subscription: Subscription,
    *,
    is_away: bool = False,
    status: int = 200,
) -> HttpResponse:
    is_back = recurring.BACK in request.GET
    if is_back:
        subscription = _looked_up(subscription)
    donation = subscription.donation
    context = {
        "campaign": donation.channel.campaign,
        "channel": donation.channel,
        "subscription": subscription,
        "told": recurring.told(
            donation.total_minor, donation.currency, donation.interval
        ),
        "is_away": is_away,
        "is_back": is_back,
        "is_changed": "changed" in request.GET,
        "may_change": changing.may_change(subscription),
    }
    return render(request, "donations/manage.html", context, status=status)


def _looked_up(subscription: Subscription) -> Subscription:
    """As Stripe says now: events of what was just done may be on their way."""
    try:
        syncing.sync_subscription(subscription.subscription_id)
    except (stripe_api.Away, stripe_api.Refused, syncing.NotOurs):
        return subscription
    rows = Subscription.objects.select_related("donation__channel__campaign")
    return rows.get(pk=subscription.pk)
