"""Pages of giving, for search engines."""

from collections.abc import Iterable

from campaigns import sitemaps
from campaigns.models import Campaign
from campaigns.sitemaps import MOST_PAGES, Place
from donations.leading import page_of
from donations.models import Channel


def register() -> None:
    sitemaps.register("giving", places)


def places() -> Iterable[Place]:
    """Of campaigns that collect or collected; sums are no words, so no time is told."""
    public = Channel.objects.public().values("campaign")
    campaigns = Campaign.objects.published().filter(pk__in=public).order_by("pk")
    for campaign in campaigns[:MOST_PAGES]:
        yield Place(page_of(campaign), None)
