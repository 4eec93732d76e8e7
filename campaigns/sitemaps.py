"""Which pages there are, for search engines (sitemaps.org), and the news among them.

The times are those of the words. A count that rises does not make a page new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Max, Q
from django.utils import timezone

from campaigns.models import Campaign, Story, Topic

# As many as one file may name (sitemaps.org), and as many news (Google's own limit).
MOST_PAGES, MOST_NEWS = 50_000, 1_000
NEWS_AGE = timedelta(hours=48)


class Place(NamedTuple):
    """A page and when its words changed last; None where nobody noted it."""

    path: str
    changed_at: datetime | None


Part = Callable[[], Iterable[Place]]
_parts: dict[str, Part] = {}


def register(name: str, places: Part) -> None:
    """Name the public pages of one kind, for /sitemap-<name>.xml."""
    _parts[name] = places


def of(name: str) -> list[Place]:
    """The pages of one part. Raises KeyError for a part that there is not."""
    return list(_all_parts()[name]())[:MOST_PAGES]


def parts() -> list[Place]:
    """The parts that have a page, with the time of the newest change in each."""
    told = []
    for name in _all_parts():
        if places := of(name):
            times = [place.changed_at for place in places if place.changed_at]
            told.append(Place(f"/sitemap-{name}.xml", max(times, default=None)))
    if newest := news()[:1]:
        told.append(Place("/sitemap-news.xml", newest[0].published_at))
    return told


def news() -> list[Story]:
    """Stories of the last two days, the newest first."""
    stories = Story.objects.published().filter(
        published_at__gte=timezone.now() - NEWS_AGE
    )
    return list(stories.select_related("campaign")[:MOST_NEWS])


def _all_parts() -> dict[str, Part]:
    own: dict[str, Part] = {
        "campaigns": _campaigns,
        "stories": _stories,
        "topics": _topics,
    }
    return own | _parts


def _campaigns() -> Iterable[Place]:
    out = Q(stories__is_published=True, stories__published_at__lte=timezone.now())
    told = Q(timeline__is_published=True)
    campaigns = Campaign.objects.published().annotate(
        published_last=Max("stories__published_at", filter=out),
        revised_last=Max("stories__revised_at", filter=out),
        told_last=Max("timeline__written_at", filter=told),
    )
    places = [
        Place(
            campaign.url,
            _newest(campaign.published_last, campaign.revised_last, campaign.told_last),
        )
        for campaign in campaigns[:MOST_PAGES]
    ]
    times = [place.changed_at for place in places if place.changed_at]
    return [Place("/", max(times, default=None)), *places]


def _stories() -> Iterable[Place]:
    stories = Story.objects.published().select_related("campaign")
    corrected = stories.annotate(corrected_at=Max("corrections__made_at"))
    for story in corrected.defer("body")[:MOST_PAGES]:
        yield Place(story.url, _newest(story.changed_at, story.corrected_at))


def _topics() -> Iterable[Place]:
    topics = Topic.objects.filter(stories__in=Story.objects.published())
    dated = topics.annotate(last=Max("stories__published_at")).order_by("name")
    for topic in dated[:MOST_PAGES]:
        yield Place(topic.url, topic.last)


def _newest(*times: datetime | None) -> datetime | None:
    return max((time for time in times if time), default=None)
