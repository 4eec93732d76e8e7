"""The counted hop to an outside fundraiser."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns import sources
from donations import fundraisers, hopping
from donations.models import Channel


@require_safe
def go(request: HttpRequest, channel: int) -> HttpResponse:
    """Lead a reader on to a fundraiser, by an address that may be led to today."""
    found = get_object_or_404(Channel.objects.public(), pk=channel)
    if not found.is_open or not fundraisers.leads_to_one(found.url):
        return _private(HttpResponseRedirect(_page(found)))
    if _is_reader(request):
        came_by = sources.clean(request.GET.get("via", "")) or sources.of(request)
        hopping.count(found, came_by=came_by)
    return _private(HttpResponseRedirect(found.url))


def _is_reader(request: HttpRequest) -> bool:
    """Neither a browser that fetches ahead (Sec-Purpose) nor a look at the head."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and not is_ahead


def _page(channel: Channel) -> str:
    return reverse("donations:give", args=[channel.campaign.slug])


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
