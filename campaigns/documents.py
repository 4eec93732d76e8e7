"""Campaigns and stories as the search knows them."""

import re
from collections.abc import Iterable
from html import unescape

from django.db.models import QuerySet
from django.utils.html import strip_tags

from campaigns import search
from campaigns.models import Campaign, Story
from campaigns.search import Document

# What ends a line on a page.
_END = re.compile(r"<(?:/(?:p|h\d|li|div|blockquote|figcaption|t[dhr])|br|hr)\b[^>]*>")


def register() -> None:
    search.register("campaign", campaigns)
    search.register("story", stories)


def campaigns(pks: Iterable[int] | None) -> Iterable[Document]:
    chosen = Campaign.objects.published().prefetch_related("phases")
    for campaign in _only(chosen, pks):
        phases = [phase.summary_html for phase in campaign.phases.all()]
        yield Document(
            object_id=campaign.pk,
            path=campaign.url,
            title=campaign.title,
            standfirst=campaign.standfirst,
            body=plain(campaign.body_html, *phases),
            also="",
            dated_at=None,
        )


def stories(pks: Iterable[int] | None) -> Iterable[Document]:
    """Also one whose hour is still to come: the search holds it back until then."""
    released = Story.objects.filter(is_published=True, campaign__is_published=True)
    chosen = released.select_related("campaign").prefetch_related("bylines")
    for story in _only(chosen, pks):
        names = ", ".join(byline.name for byline in story.bylines.all())
        yield Document(
            object_id=story.pk,
            path=story.url,
            title=story.headline,
            standfirst=story.standfirst,
            body=plain(story.body),
            also=names,
            dated_at=story.published_at,
        )


def plain(*html: str) -> str:
    """The words of some HTML; the last of a paragraph does not touch the next one's."""
    spaced = _END.sub(" ", " ".join(html))
    return " ".join(unescape(strip_tags(spaced)).split())


def _only(rows: QuerySet, pks: Iterable[int] | None) -> QuerySet:
    return rows if pks is None else rows.filter(pk__in=list(pks))
