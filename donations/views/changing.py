"""Another sum for a monthly or yearly gift: the same two doors as its portal.

Opening the page changes nothing; its button does, once.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.home.guarding import from_own_site, reader, readers_only
from config.guards import at_secret_address
from donations import changing, own, recurring, stripe_api, syncing
from donations.models import Subscription
from donations.sum_forms import SumForm
from mailroom.tokens import BadToken

CHANGED = "changed"


@from_own_site
@readers_only
def change(request: HttpRequest, donation: UUID) -> HttpResponse:
    """For the reader whose gift it is; signed out, by way of the door."""
    rows = own.of_reader(reader(request))
    about = ("channel__campaign", "subscription")
    found = get_object_or_404(rows.select_related(*about), pk=donation)
    subscription = recurring.of(found)
    if subscription is None:
        raise Http404
    page = recurring.path(subscription)
    return _answer(request, subscription, page=page, most_minor=None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_secret_address
@from_own_site
def by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The same from a letter, with a limit to what it may be raised to."""
    try:
        subscription = recurring.read_link(token)
    except BadToken:
        return render(request, "donations/manage_nothing.html", status=404)
    page = reverse("donations:manage_link", args=[token])
    most = changing.most_by_link(subscription)
    return _answer(request, subscription, page=page, most_minor=most)


def _answer(
    request: HttpRequest,
    subscription: Subscription,
    *,
    page: str,
    most_minor: int | None,
) -> HttpResponse:
    if not changing.may_change(subscription):
        return redirect(page)
    sent = request.POST if request.method == "POST" else None
    form = SumForm(subscription.donation, sent, most_minor=most_minor)
    status = 200
    if form.is_bound and form.is_valid():
        said, status = _change(subscription, form.cleaned_data["amount_minor"])
        if not said:
            return redirect(f"{page}?{CHANGED}=1")
    else:
        said, status = "", 422 if form.is_bound else 200
    donation = subscription.donation
    context = {
        "form": form,
        "said": said,
        "page": page,
        "donation": donation,
        "channel": donation.channel,
        "subscription": subscription,
        "told": recurring.told(
            donation.total_minor, donation.currency, donation.interval
        ),
        "is_link": most_minor is not None,
    }
    return render(request, "donations/sum.html", context, status=status)


def _change(subscription: Subscription, amount_minor: int) -> tuple[str, int]:
    """What went wrong, with the status of a page that says so; "" if nothing did."""
    try:
        changing.change(subscription, amount_minor)
    except changing.NotNow:
        return "not now", 429
    except stripe_api.Away:
        return "away", 503
    except (stripe_api.Refused, syncing.NotOurs):
        return "refused", 503
    return "", 302
