"""A campaign's page: its whole history at one address."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from campaigns import conversations, newsletter, panels, previews, timeline
from campaigns.models import Campaign, Phase, Story
from config.public_pages import public_page

STORIES_SHOWN = 12


class ShownPhase(NamedTuple):
    """A phase with what other apps show beside it."""

    phase: Phase
    panels: list[SafeString]


@require_safe
@public_page(has_previews=True)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign, slug=slug)
    if campaign.is_published and "preview" in request.GET:
        return redirect(campaign)
    if not campaign.is_published and not previews.may_see_draft(request):
        raise Http404
    response = render(request, "campaigns/detail.html", _context(campaign))
    return response if campaign.is_published else previews.private(response)


def _context(campaign: Campaign) -> dict[str, Any]:
    """The run that is on first, then the history, then the runs that are over."""
    phases = list(campaign.phases.all())
    shown = [ShownPhase(phase, panels.of_phase(phase)) for phase in phases]
    return {
        "campaign": campaign,
        "panels": panels.of_campaign(campaign),
        "running": [it for it in shown if it.phase.is_current],
        "earlier": [it for it in shown if not it.phase.is_current],
        "chapters": timeline.chapters(campaign, phases),
        "stories": Story.objects.published().filter(campaign=campaign)[:STORIES_SHOWN],
        "newsletter": newsletter.offer(campaign),
        "said": conversations.of(campaign, is_preview=not campaign.is_published),
        "is_preview": not campaign.is_published,
    }
