"""What happened, for readers' programs: Atom (RFC 4287), with the whole text.

Stories and the days of a campaign's timeline. An entry keeps its id for ever and moves
when its words do, never with a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language, gettext

from campaigns import body, links
from campaigns.models import Campaign, Story, TimelineEntry, Topic

MOST_ENTRIES = 30
# When a feed without entries was changed last: the time of now would make it new again
# with each look.
LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)


class Author(Protocol):
    """Who wrote an entry, with their page or ""."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...


@dataclass(frozen=True)
class Entry:
    """A story, a day of the timeline, or what a higher app tells of. `summary` is text,
    `content` is HTML."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published_at: datetime
    updated_at: datetime
    authors: Sequence[Author]
    topics: list[str]


def of_everything() -> str:
    """All campaigns that are out."""
    stories = Story.objects.published()
    days = _days(TimelineEntry.objects.filter(campaign__is_published=True))
    return write(
        title=gettext("%(newsroom)s: campaigns") % {"newsroom": settings.NEWSROOM_NAME},
        subtitle="",
        id="campaigns",
        url="/",
        feed_url="/feed.atom",
        entries=[*_stories(stories), *days],
    )


def of_campaign(campaign: Campaign) -> str:
    stories = Story.objects.published().filter(campaign=campaign)
    return write(
        title=campaign.title,
        subtitle=campaign.standfirst,
        id=f"campaign/{campaign.pk}",
        url=campaign.get_absolute_url(),
        feed_url=campaign.feed_url,
        entries=[
            *_stories(stories),
            *_days(TimelineEntry.objects.filter(campaign=campaign)),
        ],
    )


def of_topic(topic: Topic) -> str:
    return write(
        title=topic.name,
        subtitle="",
        id=f"topic/{topic.pk}",
        url=topic.get_absolute_url(),
        feed_url=topic.feed_url,
        entries=_stories(Story.objects.published().filter(topics=topic)),
    )


# Entries


def _stories(stories: Any) -> list[Entry]:
    newest = stories.select_related("campaign", "section").prefetch_related(
        "bylines", "topics", "corrections"
    )
    return [_of_story(story) for story in newest[:MOST_ENTRIES]]


def _of_story(story: Story) -> Entry:
    context = {"story": story, "body_html": body.render(story, is_feed=True)}
    content = render_to_string("campaigns/_feed_story.html", context)
    published_at = story.published_at or LONG_AGO
    return Entry(
        id=links.tag(f"story/{story.pk}"),
        url=links.absolute(story.url),
        title=story.headline,
        summary=story.standfirst,
        content=links.all_absolute(content),
        published_at=published_at,
        updated_at=story.last_changed_at or published_at,
        authors=list(story.bylines.all()),
        topics=[topic.name for topic in story.topics.all()],
    )


def _days(days: Any) -> list[Entry]:
    """Days of the timeline; one that tells of a story is told by the story."""
    told = days.published().filter(story=None).select_related("campaign")
    return [_of_day(day) for day in told[:MOST_ENTRIES]]


def _of_day(day: TimelineEntry) -> Entry:
    return Entry(
        id=links.tag(f"timeline/{day.pk}"),
        url=links.absolute(day.link or day.campaign.url),
        title=day.title,
        summary="",
        content=links.all_absolute(day.text_html),
        published_at=day.written_at,
        updated_at=day.written_at,
        authors=[],
        topics=[],
    )


# Writing


class _Atom(Atom1Feed):
    """Django's generator, with the text of an entry and all of its authors."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=LONG_AGO)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        entry: Entry = item["entry"]
        add = handler.addQuickElement
        add("title", links.printable(entry.title))
        add("link", "", {"rel": "alternate", "type": "text/html", "href": entry.url})
        add("id", entry.id)
        add("published", rfc3339_date(entry.published_at))
        add("updated", rfc3339_date(entry.updated_at))
        for author in entry.authors:
            handler.startElement("author", {})
            add("name", links.printable(author.name))
            if author.url:
                add("uri", author.url)
            handler.endElement("author")
        for topic in entry.topics:
            add("category", "", {"term": links.printable(topic)})
        if entry.summary:
            add("summary", links.printable(entry.summary), {"type": "text"})
        if entry.content:
            add("content", links.printable(entry.content), {"type": "html"})


def write(
    *,
    title: str,
    subtitle: str,
    id: str,
    url: str,
    feed_url: str,
    entries: Iterable[Entry],
) -> str:
    """A feed of the newest of these, whose `id` is a name that it keeps for ever."""
    feed = _Atom(
        title=links.printable(title),
        link=links.absolute(url),
        description="",
        subtitle=links.printable(subtitle) or None,
        language=get_language() or settings.LANGUAGE_CODE,
        author_name=settings.NEWSROOM_NAME,
        feed_url=links.absolute(feed_url),
        feed_guid=links.tag(id),
    )
    newest = sorted(entries, key=lambda entry: entry.published_at, reverse=True)
    for entry in newest[:MOST_ENTRIES]:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description="",
            updateddate=entry.updated_at,
            entry=entry,
        )
    return feed.writeString("utf-8")
