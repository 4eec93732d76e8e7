"""From the letter that a campaign goes on: sign again, or stop such letters."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns import newsletter
from config import client
from config.guards import at_secret_address, post_from_own_site
from mailroom import addresses
from petitions import consents, known, pages, resigning, signing, tokens
from petitions.forms import ChoicesForm
from petitions.models import Petition, Signature
from petitions.views import confirming, thanking

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE_METHODS)
@never_cache
@at_secret_address
def again(request: HttpRequest, token: str) -> HttpResponse:
    """One button, "Sign again as …"; opening the page changes nothing."""
    try:
        signature = tokens.read_whole(tokens.AGAIN, token)
        petition = resigning.next_petition(signature)
    except (tokens.BadToken, resigning.NothingToSign):
        return confirming.ended(request)
    if not petition.is_open:
        return _closed(request, petition)
    if request.method == "POST":
        return post_from_own_site(_sign)(request, signature, petition)
    return _page(request, signature, petition)


def _page(
    request: HttpRequest, signature: Signature, petition: Petition
) -> HttpResponse:
    context = {
        "petition": petition,
        "old": signature.petition,
        "text": petition.text,
        "form": ChoicesForm(),
        "wording": consents.wording(),
        "name": signature.name,
        "masked": addresses.masked(signature.email),
        "token": tokens.make(tokens.AGAIN, signature),
    }
    return render(request, "petitions/again.html", context)


def _sign(
    request: HttpRequest, signature: Signature, petition: Petition
) -> HttpResponse:
    form = ChoicesForm(request.POST)
    form.is_valid()  # Two boxes: whatever is posted, each is ticked or not.
    version = request.POST.get("version", "")
    number = int(version) if version.isdecimal() and len(version) <= 4 else None
    found = known.by_slug(petition.slug, version=number)
    try:
        new, is_first = resigning.sign_again(
            signature,
            resigning.Choices(**form.cleaned_data),
            text_id=found.text_id(number) if found else 0,
            network=client.network(request),
        )
    except signing.PetitionClosed:
        petition.refresh_from_db()
        return _closed(request, petition)
    if new.status == Signature.Status.REMOVED:
        # The letter says what became of it; no page does.
        return HttpResponseRedirect(pages.after_signing(petition.slug))
    return thanking.thank(request, new, is_first=is_first)


def _closed(request: HttpRequest, petition: Petition) -> HttpResponse:
    context = {"petition": petition}
    return render(request, "petitions/again_closed.html", context, status=409)


@require_http_methods(PAGE_METHODS)
@never_cache
@at_secret_address
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Letters about the campaign end; the signature stays. Also for one click."""
    try:
        signature = tokens.read_whole(tokens.STOP, token)
    except tokens.BadToken:
        return confirming.ended(request)
    campaign = signature.petition.campaign
    about = {"campaign": campaign, "masked": addresses.masked(signature.email)}
    if request.method != "POST":
        return render(request, "campaigns/newsletter_stop.html", about)

    def done(request: HttpRequest) -> HttpResponse:
        newsletter.stop(campaign, addresses.parse(signature.email))
        return render(request, "campaigns/newsletter_stopped.html", about)

    return post_from_own_site(done)(request)
