"""The archive: what the newsroom fought for, and how it ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns import panels
from campaigns.models import Campaign
from config.public_pages import public_page


@require_safe
@public_page()
def archive(request: HttpRequest) -> HttpResponse:
    context = {"campaigns": entries()}
    return render(request, "campaigns/archive.html", context)


def entries() -> list[dict[str, object]]:
    """Each ended campaign with its time and what other apps tell of its end."""
    ended = Campaign.objects.ended().prefetch_related("phases")
    return [
        {
            "campaign": campaign,
            "began_on": min(
                (it.started_on for it in campaign.phases.all()), default=None
            ),
            "figures": panels.in_archive(campaign),
        }
        for campaign in ended
    ]
