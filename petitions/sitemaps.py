"""Public petitions, for search engines."""

from collections.abc import Iterable

from django.db.models import Max

from campaigns import sitemaps
from campaigns.sitemaps import MOST_PAGES, Place
from petitions.models import Petition


def register() -> None:
    sitemaps.register("petitions", places)


def places() -> Iterable[Place]:
    """Each with the time of its text, its opening or its end; not of its count."""
    public = Petition.objects.public().annotate(written_at=Max("texts__written_at"))
    for petition in public[:MOST_PAGES]:
        times = (petition.written_at, petition.opened_at, petition.ended_at)
        yield Place(petition.url, max(filter(None, times)))
