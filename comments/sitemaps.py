"""Threads that somebody has said something in, for search engines."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery

from campaigns import sitemaps
from campaigns.models import Story
from campaigns.sitemaps import MOST_PAGES, Place
from comments import threads
from comments.models import Comment, Thread
from petitions.models import Petition


def register() -> None:
    sitemaps.register("comments", places)


def places() -> Iterable[Place]:
    """Each with the time of its last comment: in a thread, that is its words."""
    own = Comment.objects.filter(thread=OuterRef("pk")).published()
    newest = own.order_by("-published_at").values("published_at")[:1]
    spoken = _public().annotate(newest_at=Subquery(newest)).order_by("pk")
    for thread in spoken.filter(newest_at__isnull=False)[:MOST_PAGES]:
        yield Place(threads.url(thread.subject), thread.newest_at)


def _public() -> QuerySet[Thread]:
    is_public = (
        Q(story__in=Story.objects.published())
        | Q(campaign__is_published=True)
        | Q(petition__in=Petition.objects.public())
    )
    found = Thread.objects.filter(is_public)
    return found.select_related("story__campaign", "campaign", "petition")
