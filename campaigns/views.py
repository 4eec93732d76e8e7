"""The home page and the campaign page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns import panels, previews
from campaigns.models import Campaign, Phase
from config.caching import public_page


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    entries = [
        {"campaign": campaign, "panels": panels.of_campaign(campaign)}
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
        "phases": [_shown(phase) for phase in campaign.phases.all()],
        "is_preview": not campaign.is_published,
    }
    response = render(request, "campaigns/detail.html", context)
    return response if campaign.is_published else previews.private(response)


def _shown(phase: Phase) -> dict[str, object]:
    names = (
        "title",
        "started_on",
        "ended_on",
        "summary_html",
        "is_current",
        "recorded",
    )
    shown: dict[str, object] = {name: getattr(phase, name) for name in names}
    return {**shown, "panels": panels.of_phase(phase)}
