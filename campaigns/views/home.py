"""The front page: the newsroom's running campaigns with their newest stories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns import panels
from campaigns.models import Campaign, Story
from campaigns.views import archive
from config.public_pages import public_page

STORIES_SHOWN = 3


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """While nothing runs, what ran before is shown in its place."""
    entries = [
        {
            "campaign": campaign,
            "panels": panels.on_home(campaign),
            "stories": _newest_stories(campaign),
        }
        for campaign in Campaign.objects.running()
    ]
    context = {
        "campaigns": entries,
        "archived": [] if entries else archive.entries(),
    }
    return render(request, "campaigns/home.html", context)


def _newest_stories(campaign: Campaign) -> list[Story]:
    stories = Story.objects.published().filter(campaign=campaign)
    return list(stories.select_related("campaign")[:STORIES_SHOWN])
