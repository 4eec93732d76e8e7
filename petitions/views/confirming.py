"""The link of the letter. Opening it changes nothing; pressing its button confirms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from config.guards import at_secret_address, post_from_own_site
from mailroom import addresses
from petitions import browsers, confirming, figures, known, tokens
from petitions.models import Petition, Signature
from petitions.views import thanking


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_secret_address
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    is_post = request.method == "POST"
    read = tokens.read if is_post else tokens.read_whole
    try:
        signature = read(tokens.CONFIRM, token)
    except tokens.BadToken:
        return ended(request)
    if signature.status in confirming.ENDED:
        return ended(request, signature.petition)
    if is_post:
        return _confirm(request, signature)
    if not signature.petition.still_confirms:
        return _too_late(request, signature.petition)
    context = {
        "petition": signature.petition,
        "token": tokens.make(tokens.CONFIRM, signature),
        "my_token": tokens.make(tokens.MY, signature),
        "first_name": signature.first_name,
        "masked": addresses.masked(signature.email),
        "opens_account": signature.open_account,
        "by_itself": _may_confirm_by_itself(request, signature),
    }
    return render(request, "petitions/confirm.html", context)


@post_from_own_site
def _confirm(request: HttpRequest, signature: Signature) -> HttpResponse:
    signature.petition = known.by_id(signature.petition_id)
    try:
        is_first = confirming.confirm(signature)
    except confirming.TooLate:
        return _too_late(request, signature.petition)
    if signature.open_account and "only" in request.POST:
        confirming.decline_account(signature)
    return thanking.thank(request, signature, is_first=is_first)


def _may_confirm_by_itself(request: HttpRequest, signature: Signature) -> bool:
    """Only for the browser that signed: mail scanners run scripts too (promise 4)."""
    is_prefetch = "prefetch" in request.headers.get("Sec-Purpose", "")
    return not is_prefetch and browsers.has_signed(request, signature)


def _too_late(request: HttpRequest, petition: Petition) -> HttpResponse:
    context = {"petition": petition, "figures": figures.of(petition)}
    return render(request, "petitions/confirm_closed.html", context, status=409)


def ended(request: HttpRequest, petition: Petition | None = None) -> HttpResponse:
    """A link that leads nowhere any more, or never did: the same page for both."""
    context = {"petition": petition}
    return render(request, "petitions/confirm_ended.html", context, status=404)
