"""A signer has their reason published as a comment."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts import limits, pending
from comments import pacing, posting, signers, waiting
from config.guards import post_of_whoever_is_in
from mailroom import addresses
from petitions import tokens
from petitions.models import Signature


@never_cache
@post_of_whoever_is_in
def publish_reason(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    try:
        signature = tokens.read_whole(tokens.REASON, token)
    except tokens.BadToken:
        return HttpResponseRedirect("../")
    network = limits.network(request)
    try:
        if not request.user.is_authenticated:
            return _to_the_door(request, signature, network)
        comment = signers.publish(request.user, signature, network=network)
    except posting.Refused as refusal:
        return _not_published(request, signature, str(refusal), status=409)
    except (pacing.TooFast, pending.TooMany) as error:
        words = pacing.words(error.seconds)
        response = _not_published(request, signature, words, status=429)
        response["Retry-After"] = str(error.seconds)
        return response
    return HttpResponseRedirect(waiting.lead_to(comment))


def _to_the_door(
    request: HttpRequest, signature: Signature, network: str
) -> HttpResponse:
    action = pending.save(
        request,
        signers.KIND,
        signers.pressed(signature, network=network),
        signature.petition.url,
        typed=addresses.parse(signature.email),
    )
    return HttpResponseRedirect(pending.door(action))


def _not_published(
    request: HttpRequest, signature: Signature, words: str, *, status: int
) -> HttpResponse:
    context = {"petition": signature.petition, "words": words, "signature": signature}
    return render(request, "comments/reason.html", context, status=status)
