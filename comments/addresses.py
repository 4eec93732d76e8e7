"""What a thread's address speaks of: a story, a campaign or a petition."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path

from campaigns.models import Campaign, Story
from comments.models.threads import Subject
from comments.threads import TAIL
from petitions.models import Petition

# The address of what is spoken about, by its kind.
BELOW = {
    "story": "campaigns/<slug:campaign>/stories/<slug:slug>/",
    "campaign": "campaigns/<slug:slug>/",
    "petition": "petitions/<slug:slug>/",
}


def find(kind: str, **slugs: str) -> Subject:
    """What stands at this address. Raises Http404 unless readers may see it."""
    subject = _find(kind, slugs)
    if subject is None or not subject.is_public:
        raise Http404
    return subject


def of_each(
    tail: str, view: Callable[..., HttpResponse], name: str
) -> list[URLPattern]:
    """A view of threads at its three addresses: `<name>_story` and so on."""
    return [
        path(f"{below}{TAIL}{tail}", view, {"kind": kind}, name=f"{name}_{kind}")
        for kind, below in BELOW.items()
    ]


def _find(kind: str, slugs: dict[str, str]) -> Subject | None:
    if kind == "campaign":
        return Campaign.objects.filter(**slugs).first()
    if kind == "petition":
        return Petition.objects.select_related("campaign").filter(**slugs).first()
    stories = Story.objects.select_related("campaign").defer("body")
    found = stories.filter(campaign__slug=slugs["campaign"], slug=slugs["slug"])
    return found.first()
