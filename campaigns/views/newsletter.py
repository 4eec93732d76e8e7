"""Signing up for letters: the form, the letter's link, and the way to stop them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.door.forms import too_often
from campaigns import newsletter, sources
from campaigns.forms import NewsletterForm
from campaigns.models import Campaign, Subscription
from config.guards import at_secret_address, post_from_own_site
from config.short_way import rests_on_no_session
from mailroom import addresses
from mailroom.addresses import Address
from mailroom.tokens import BadToken

PAGE_METHODS = ["GET", "HEAD", "POST"]


@rests_on_no_session
@csrf_exempt
@never_cache
@require_http_methods(PAGE_METHODS)
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """The form on a page of its own, where a bad one also ends."""
    campaign = get_object_or_404(Campaign.objects.running(), slug=slug)
    if request.method == "POST":
        return post_from_own_site(_sign_up)(request, campaign)
    return _page(request, campaign, NewsletterForm())


def _sign_up(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    form = NewsletterForm(request.POST)
    if not form.is_valid():
        return _page(request, campaign, form, status=422)
    address = form.cleaned_data["email"]
    if seconds := limits.first_wait(_asked(request, address)):
        form.add_error("email", too_often(seconds))
        response = _page(request, campaign, form, status=429)
        response["Retry-After"] = str(seconds)
        return response
    newsletter.ask(campaign, address, source=sources.of(request))
    return redirect("campaigns:newsletter_sent", campaign.slug)


def _asked(request: HttpRequest, address: Address) -> list[tuple[str, str]]:
    """As at the door: by mailbox and network, then for each, then for everybody."""
    network = limits.network(request)
    mailbox = addresses.mailbox_key(address).hex()
    asked = [("newsletters to a mailbox, for one network", f"{mailbox}:{network}")]
    if network:
        asked.append(("newsletters asked for by a network", network))
    return [*asked, ("newsletters asked for by everybody", limits.EVERYBODY)]


def _page(
    request: HttpRequest, campaign: Campaign, form: NewsletterForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "form": form,
        "wording": newsletter.wording(),
        "via": sources.of(request),
    }
    return render(request, "campaigns/newsletter.html", context, status=status)


@rests_on_no_session
@never_cache
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for every address, and for who comes here by hand."""
    return _told(request, slug, "campaigns/newsletter_sent.html")


@rests_on_no_session
@never_cache
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return _told(request, slug, "campaigns/newsletter_thanks.html")


def _told(request: HttpRequest, slug: str, template: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.published(), slug=slug)
    return render(request, template, {"campaign": campaign})


# From the letters


@require_http_methods(PAGE_METHODS)
@never_cache
@at_secret_address
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing; pressing its button confirms the wish."""
    try:
        subscription = newsletter.read(newsletter.CONFIRM, token)
    except BadToken:
        return _ended(request)
    if subscription.withdrawn_at:
        return _ended(request)
    if request.method != "POST":
        context = _about(subscription, newsletter.CONFIRM)
        return render(request, "campaigns/newsletter_confirm.html", context)

    def done(request: HttpRequest) -> HttpResponse:
        newsletter.confirm(subscription)
        return redirect("campaigns:newsletter_thanks", subscription.campaign.slug)

    return post_from_own_site(done)(request)


@require_http_methods(PAGE_METHODS)
@never_cache
@at_secret_address
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One button; a mail program presses it by itself (RFC 8058)."""
    try:
        subscription = newsletter.read(newsletter.STOP, token)
    except BadToken:
        return _ended(request)
    if request.method != "POST":
        context = _about(subscription, newsletter.STOP)
        return render(request, "campaigns/newsletter_stop.html", context)

    def done(request: HttpRequest) -> HttpResponse:
        newsletter.stop(subscription.campaign, addresses.parse(subscription.email))
        context = {"campaign": subscription.campaign}
        return render(request, "campaigns/newsletter_stopped.html", context)

    return post_from_own_site(done)(request)


def _about(subscription: Subscription, purpose: str) -> dict[str, object]:
    return {
        "campaign": subscription.campaign,
        "masked": addresses.masked(subscription.email),
        "token": newsletter.token(purpose, subscription),
    }


def _ended(request: HttpRequest) -> HttpResponse:
    """A link that leads nowhere any more, or never did."""
    return render(request, "campaigns/newsletter_ended.html", status=404)
