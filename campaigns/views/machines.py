"""What programs read: feeds, sitemaps, the rules for robots."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns import feeds, links, sitemaps
from campaigns.models import Campaign, Topic
from config.public_pages import public_page

ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
# Somebody's own pages, and forms that lead nowhere without their reader.
CLOSED = [
    "/accounts/",
    "/admin/",
    "/c/",
    "/gifts/",
    "/inbox/",
    "/my/",
    "/petitions/confirm/",
]


@require_safe
@public_page(open_to_other_sites=True)
def feed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(feeds.of_everything(), content_type=ATOM)


@require_safe
@public_page(open_to_other_sites=True)
def campaign_feed(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.published(), slug=slug)
    return HttpResponse(feeds.of_campaign(campaign), content_type=ATOM)


@require_safe
@public_page(open_to_other_sites=True)
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    return HttpResponse(feeds.of_topic(topic), content_type=ATOM)


@require_safe
@public_page()
def sitemap_index(request: HttpRequest) -> HttpResponse:
    context = {"places": sitemaps.parts()}
    return render(request, "campaigns/sitemap_index.xml", context, content_type=XML)


@require_safe
@public_page()
def sitemap(request: HttpRequest, name: str) -> HttpResponse:
    try:
        context = {"places": sitemaps.of(name)}
    except KeyError:
        raise Http404 from None
    return render(request, "campaigns/sitemap.xml", context, content_type=XML)


@require_safe
@public_page()
def sitemap_news(request: HttpRequest) -> HttpResponse:
    told = sitemaps.news()
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    for story in told:
        story.headline = links.printable(story.headline)
    context = {"stories": told, "language": language}
    return render(request, "campaigns/sitemap_news.xml", context, content_type=XML)


@require_safe
@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "campaigns/robots.txt",
        {"closed": CLOSED},
        content_type="text/plain; charset=utf-8",
    )
