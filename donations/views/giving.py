"""A campaign's page of giving, and the way through the own checkout."""

from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts import limits
from campaigns import sources
from campaigns.models import Campaign
from config.guards import post_of_whoever_is_in
from config.public_pages import public_page
from donations import books, giving, money, stripe_api, syncing
from donations.forms import GiftForm
from donations.models import Channel, Donation

# The form leads there: browsers hold a redirect to it against `form-action` too.
CHECKOUT = "https://checkout.stripe.com"
allows_checkout = csp_update({"form-action": [CHECKOUT]})


@allows_checkout
@require_safe
@public_page()
def give(request: HttpRequest, campaign: str) -> HttpResponse:
    """Every way to give to a campaign, and the books of each."""
    found = get_object_or_404(Campaign.objects.published(), slug=campaign)
    return _page(request, found)


@allows_checkout
@post_of_whoever_is_in
def checkout(request: HttpRequest, campaign: str, channel: int) -> HttpResponse:
    """Begin a gift, and lead its donor to Stripe's page."""
    found = get_object_or_404(
        Channel.objects.open().select_related("campaign"),
        pk=channel,
        campaign__slug=campaign,
        kind=Channel.Kind.CHECKOUT,
    )
    if not stripe_api.is_offered():
        raise Http404
    form = GiftForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found.campaign, form=form, status=422)
    gift = form.gift(came_by=sources.of(request))
    if _wait_seconds(request, gift):
        return _refuse(request, form, _too_often(), status=429)
    try:
        return HttpResponseRedirect(giving.start(found, gift))
    except (stripe_api.Away, stripe_api.Refused):
        return _refuse(request, form, _no_checkout(), status=503)


def _wait_seconds(request: HttpRequest, gift: giving.Gift) -> int:
    """Thieves try stolen cards on small gifts, many times."""
    asked = [
        ("gifts begun by a mailbox", gift.address.canonical),
        ("gifts begun by everybody", limits.EVERYBODY),
    ]
    if network := limits.network(request):
        asked.insert(0, ("gifts begun by a network", network))
    return limits.first_wait(asked)


def _too_often() -> str:
    return gettext(
        "Many gifts were begun from here lately, so we have stopped for a while."
        " Nothing was charged. Please try again in a quarter of an hour."
    )


def _no_checkout() -> str:
    return gettext(
        "The payment page does not answer just now. Nothing was charged, and what you"
        " typed is still here. Please try again in a few minutes."
    )


def _refuse(
    request: HttpRequest, form: GiftForm, words: str, *, status: int
) -> HttpResponse:
    form.add_error(None, words)
    return _page(request, form.channel.campaign, form=form, status=status)


def _page(
    request: HttpRequest,
    campaign: Campaign,
    *,
    form: GiftForm | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = books.of_campaign(campaign)
    shown = [(each, _form(each.channel, form)) for each in kept if each.channel.is_open]
    context: dict[str, Any] = {
        "campaign": campaign,
        "open": [each for each in shown if each[1] or each[0].channel.is_link],
        "ended": [each for each in kept if not each.channel.is_open],
        "form": form,
    }
    return render(request, "donations/give.html", context, status=status)


def _form(channel: Channel, sent: GiftForm | None) -> GiftForm | None:
    """The form of an own checkout; the one that was sent comes back as it was."""
    if channel.is_link or not stripe_api.is_offered():
        return None
    if sent and sent.channel.pk == channel.pk:
        return sent
    return GiftForm(channel)


@require_safe
def thanks(request: HttpRequest, campaign: str) -> HttpResponse:
    """Where Stripe leads the donor back; what was paid is looked up if no event came.

    The number in the address is the checkout's: long, random, known to its donor alone.
    """
    session_id = request.GET.get("s", "")
    donations = Donation.objects.select_related("channel__campaign")
    donation = get_object_or_404(
        donations, session_id=session_id, channel__campaign__slug=campaign
    )
    donation = _looked_up(donation)
    context = {
        "campaign": donation.channel.campaign,
        "channel": donation.channel,
        "is_paid": donation.status == Donation.Status.PAID,
        "amount": money.shown(donation.total_minor, donation.currency),
        "interval": donation.interval,
        "name": donation.name,
    }
    response = render(request, "donations/thanks.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response


def _looked_up(donation: Donation) -> Donation:
    if donation.status == Donation.Status.PAID:
        return donation
    try:
        return syncing.sync_session(str(donation.session_id))
    except (stripe_api.Away, stripe_api.Refused, syncing.NotOurs):
        return donation
