"""A campaign's page of giving, and the way through the own checkout."""

from typing import Any

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts import limits
from campaigns import sources
from campaigns.models import Campaign
from config.guards import post_of_whoever_is_in
from config.public_pages import public_page
from donations import (
    books,
    card_testing,
    giving,
    stripe_api,
    syncing,
    thanking,
    walls,
)
from donations.forms import GiftForm
from donations.models import Channel, Donation

# The form leads there: browsers hold a redirect to it against `form-action` too.
CHECKOUT = "https://checkout.stripe.com"
NAMES_ON_PAGE, MOST_PAGES = 100, 100
allows_checkout = csp_update({"form-action": [CHECKOUT]})


@allows_checkout
@require_safe
@public_page()
def give(request: HttpRequest, campaign: str) -> HttpResponse:
    """Every way to give to a campaign, and the books of each."""
    found = get_object_or_404(Campaign.objects.published(), slug=campaign)
    return page(request, found)


@allows_checkout
@post_of_whoever_is_in
def checkout(request: HttpRequest, campaign: str, channel: int) -> HttpResponse:
    """Begin a gift, and lead its donor to Stripe's page."""
    found = find_checkout(campaign, channel)
    form = GiftForm(found, request.POST)
    if not accepted(form):
        return page(request, found.campaign, form=form, status=422)
    gift = form.gift(came_by=sources.of(request), network=limits.network(request))
    if words := why_not_now(gift):
        return refuse(request, form, words, status=429)
    return lead_to_checkout(request, form, gift)


def accepted(form: GiftForm) -> bool:
    """Whether a form may begin a gift; what is wrong with it stands in it."""
    is_valid = form.is_valid()
    return form.is_sent_by_a_person() and is_valid


def find_checkout(campaign: str, channel: int) -> Channel:
    """An own checkout that takes gifts now."""
    if not stripe_api.is_offered():
        raise Http404
    return get_object_or_404(
        Channel.objects.open().select_related("campaign"),
        pk=channel,
        campaign__slug=campaign,
        kind=Channel.Kind.CHECKOUT,
    )


def lead_to_checkout(
    request: HttpRequest, form: GiftForm, gift: giving.Gift
) -> HttpResponse:
    """To Stripe's page; with its own page again where Stripe does not answer."""
    try:
        return HttpResponseRedirect(giving.start(form.channel, gift))
    except (stripe_api.Away, stripe_api.Refused):
        return refuse(request, form, no_checkout(), status=503)


def why_not_now(gift: giving.Gift) -> str:
    """Words for whoever has to wait, or to prove a mailbox; "" for all others."""
    if giving.wait_seconds(gift.address, gift.network):
        return too_often()
    verdict = card_testing.judge(
        gift.address, gift.network, is_proved=gift.reader is not None
    )
    return "" if verdict == card_testing.Verdict.FREE else held_back(verdict)


def held_back(verdict: card_testing.Verdict) -> str:
    if verdict == card_testing.Verdict.PROVE:
        return gettext(
            "Many cards were refused here within the last hour, as when thieves try"
            " stolen ones. Nothing was charged, and what you typed is still here. Until"
            " it is over, please press “Give with my account” below: we send a code to"
            " your mailbox, and that is all the proof we ask for."
        )
    return gettext(
        "Several cards were refused for gifts from here, or checkouts were left unpaid,"
        " so we have stopped for a while. Nothing was charged, and what you typed is"
        " still here. Please try again in a few hours."
    )


def too_often() -> str:
    return gettext(
        "Many gifts were begun from here lately, so we have stopped for a while."
        " Nothing was charged. Please try again in a quarter of an hour."
    )


def no_checkout() -> str:
    return gettext(
        "The payment page does not answer just now. Nothing was charged, and what you"
        " typed is still here. Please try again in a few minutes."
    )


def refuse(
    request: HttpRequest, form: GiftForm, words: str, *, status: int
) -> HttpResponse:
    form.add_error(None, words)
    return page(request, form.channel.campaign, form=form, status=status)


def page(
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
        # For machines; a page that answers a mistake is none that they should know.
        "described": kept[0].channel if kept and not form else None,
    }
    return render(request, "donations/give.html", context, status=status)


def _number(request: HttpRequest) -> int | None:
    """Which page of the names, from 1; None for anything else."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        return None
    return int(text) if 1 <= int(text) <= MOST_PAGES else None


def _kept_as(request: HttpRequest) -> str | None:
    number = _number(request)
    return f"?page={number}" if number else None


@require_safe
@public_page(form=_kept_as)
def names(request: HttpRequest, campaign: str, channel: int) -> HttpResponse:
    """All names on the wall of a way to give, newest first."""
    found = get_object_or_404(
        Channel.objects.public().select_related("campaign"),
        pk=channel,
        campaign__slug=campaign,
        kind=Channel.Kind.CHECKOUT,
    )
    number, wall = _number(request), walls.of_channel(found)
    reached = min(wall.named, NAMES_ON_PAGE * MOST_PAGES)
    pages = Paginator(range(reached), NAMES_ON_PAGE)
    if number is None or number > pages.num_pages:
        raise Http404
    shown = pages.page(number)
    first = shown.start_index() - 1 if wall.named else 0
    context = {
        "channel": found,
        "wall": wall,
        "page": shown,
        "how_many": pages.num_pages,
        "lines": walls.page(found, first=first, how_many=NAMES_ON_PAGE),
    }
    return render(request, "donations/names.html", context)


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
    response = render(request, "donations/thanks.html", thanking.words(donation))
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
