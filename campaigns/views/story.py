"""A story's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from campaigns import body, conversations, previews, relating
from campaigns.body import embedding
from campaigns.models import Story
from config.public_pages import public_page


@require_safe
@public_page(has_previews=True)
@embedding.may_frame
def story(request: HttpRequest, campaign: str, slug: str) -> HttpResponse:
    found = get_object_or_404(
        Story.objects.select_related("campaign", "section").prefetch_related(
            "bylines", "corrections", "topics"
        ),
        campaign__slug=campaign,
        slug=slug,
    )
    if found.is_public and "preview" in request.GET:
        return redirect(found)
    if not found.is_public and not previews.may_see_draft(request):
        raise Http404
    context = {
        "story": found,
        "body": body.render(found),
        "bylines": found.bylines.all(),
        "corrections": found.corrections.all(),
        "topics": found.topics.all(),
        "related": relating.of(found),
        "said": conversations.of(found, is_preview=not found.is_public),
        "is_preview": not found.is_public,
    }
    response = render(request, "campaigns/story.html", context)
    return response if found.is_public else previews.private(response)
