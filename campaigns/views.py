"""The home page and the campaign page."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from campaigns import panels, previews
from campaigns.models import Campaign, Phase
from config.public_pages import public_page


class ShownPhase(NamedTuple):
    """A phase with what other apps show beside it."""

    phase: Phase
    panels: list[SafeString]


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    entries = [
        {"campaign": campaign, "panels": panels.on_home(campaign)}
        for campaign in Campaign.objects.published()
    ]
    return render(request, "campaigns/home.html", {"campaigns": entries})


@require_safe
@public_page()
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign, slug=slug)
    if not campaign.is_published and not previews.may_see_draft(request):
        raise Http404
    context = {
        "campaign": campaign,
        "panels": panels.of_campaign(campaign),
        "phases": [
            ShownPhase(phase, panels.of_phase(phase)) for phase in campaign.phases.all()
        ],
        "is_preview": not campaign.is_published,
    }
    response = render(request, "campaigns/detail.html", context)
    return response if campaign.is_published else previews.private(response)
