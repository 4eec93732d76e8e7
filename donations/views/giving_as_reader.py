"""The form's other button: give with an account, before or after coming in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import limits, pending
from accounts.door.forms import too_often
from accounts.home.guarding import reader, readers_only
from campaigns import sources
from config.guards import post_of_whoever_is_in
from donations import giving, giving_as_reader, money, stripe_api
from donations.forms import ReadersGiftForm
from donations.models import Donation
from donations.views import giving as page_of_giving
from donations.views.giving import allows_checkout

Status = Donation.Status


@allows_checkout
@never_cache
@post_of_whoever_is_in
def press(request: HttpRequest, campaign: str, channel: int) -> HttpResponse:
    """Signed in, straight to Stripe's page; signed out, by way of the door."""
    form = ReadersGiftForm(
        page_of_giving.find_checkout(campaign, channel), request.POST
    )
    if not page_of_giving.accepted(form):
        found = form.channel.campaign
        return page_of_giving.page(request, found, form=form, status=422)
    if not request.user.is_authenticated:
        return _to_the_door(request, form)
    own = giving_as_reader.address(request.user)
    if own is None:
        # Nobody proved any mailbox of this account: one must be typed.
        typed: HttpResponse = page_of_giving.checkout(request, campaign, channel)
        return typed
    gift = form.readers_gift(
        request.user,
        own,
        came_by=sources.of(request),
        network=limits.network(request),
    )
    if words := page_of_giving.why_not_now(gift):
        return page_of_giving.refuse(request, form, words, status=429)
    return page_of_giving.lead_to_checkout(request, form, gift)


def _to_the_door(request: HttpRequest, form: ReadersGiftForm) -> HttpResponse:
    channel = form.channel
    page = reverse("donations:give", args=[channel.campaign.slug])
    kept = giving_as_reader.pressed(channel, form, came_by=sources.of(request))
    try:
        action = pending.save(
            request, giving_as_reader.KIND, kept, f"{page}#channel-{channel.pk}"
        )
    except pending.TooMany as error:
        words = too_often(error.seconds)
        response = page_of_giving.refuse(request, form, words, status=429)
        response["Retry-After"] = str(error.seconds)
        return response
    return HttpResponseRedirect(pending.door(action))


@allows_checkout
@readers_only
def pay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What came through the door and is not paid: one press leads to Stripe's page."""
    donations = Donation.objects.select_related("channel__campaign")
    donation = get_object_or_404(donations, pk=pk, reader=reader(request))
    if donation.status in (Status.PAID, Status.ENDED):
        return redirect("donations:my_gifts")
    answers = giving.is_in_time(donation)
    if request.method == "POST" and answers:
        try:
            return HttpResponseRedirect(giving.checkout_of(donation))
        except (stripe_api.Away, stripe_api.Refused):
            return _page(request, donation, is_away=True, status=503)
    return _page(request, donation, is_late=not answers)


def _page(
    request: HttpRequest,
    donation: Donation,
    *,
    is_away: bool = False,
    is_late: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "donation": donation,
        "channel": donation.channel,
        "amount": money.shown(donation.total_minor, donation.currency),
        "is_away": is_away,
        "is_late": is_late,
    }
    return render(request, "donations/pay.html", context, status=status)
