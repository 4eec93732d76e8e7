"""The oEmbed address: how a page of ours stands on other sites, for their software."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from campaigns import oembed
from config.page_bytes import Lifetime
from config.public_pages import public_page

WHAT_TO_SEND = {
    "url": "Send `url`: the whole address of a petition, campaign or story of this"
    " site, encoded.",
    "maxwidth": "Send `maxwidth` as a number of pixels above 0; or leave it out.",
    "maxheight": "Send `maxheight` as a number of pixels above 0; or leave it out.",
}
UNKNOWN = "No public page of this site has this address."
ONLY_JSON = "This site answers as JSON: send `format=json`, or leave it out."


def _form(request: HttpRequest) -> str | None:
    return oembed.form(request.GET.dict())


@require_safe
@public_page(
    open_to_other_sites=True,
    form=_form,
    lifetime=Lifetime(oembed.CACHE_SECONDS, oembed.CACHE_SECONDS),
)
def answer(request: HttpRequest) -> HttpResponse:
    try:
        wanted = oembed.asked(request.GET.dict())
    except oembed.NotUnderstood as why:
        parameter = str(why)
        return _refuse(400, WHAT_TO_SEND[parameter], parameter=parameter)
    except oembed.FormatNotSpoken:
        return _refuse(501, ONLY_JSON, parameter="format")
    offer = oembed.find(wanted.url)
    if offer is None:
        return _refuse(404, UNKNOWN, parameter="url")
    return JsonResponse(oembed.describe(offer, wanted))


def _refuse(status: int, why: str, *, parameter: str) -> HttpResponse:
    """Readable from another site's page too, like the answer that was hoped for."""
    return JsonResponse(
        {"error": why, "parameter": parameter},
        status=status,
        headers={"Access-Control-Allow-Origin": "*"},
    )
