"""What other sites are told of a page of ours when somebody pastes its address there.

By the specification at https://oembed.com. An app says with `register` how a page of
its own stands on other sites; campaigns and stories are at least a link. Nothing is
ever fetched: an address is one of this site's, or it is unknown.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.html import format_html

from campaigns.models import Campaign, Story
from campaigns.pictures import Picture

CACHE_SECONDS = 300
WIDEST = TALLEST = 600
USUAL_PORTS = {"http": 80, "https": 443}
# Longer is no address that a page of ours has.
LONGEST_URL = 2000
# Printable ASCII without spaces: of others urlsplit leaves some out.
_URL = re.compile(r"[!-~]+")
_PIXELS = re.compile(r"[0-9]{1,6}")


class NotUnderstood(ValueError):
    """A parameter says nothing that can be answered; its name is the argument."""


class FormatNotSpoken(Exception):
    """The answer is wanted as something else than JSON."""


class Asked(NamedTuple):
    """What is asked for; sizes in pixels, None without a limit."""

    url: str
    max_width: int | None = None
    max_height: int | None = None


class Frame(NamedTuple):
    """A page of ours that stands in a frame of theirs.

    `words` stand where it cannot. `height` tells how many pixels it takes at a width;
    more than TALLEST is never asked of another site's page.
    """

    path: str
    words: str
    height: Callable[[int], int]


class Offer(NamedTuple):
    """How a page stands on other sites: in a frame, or as a link with a picture."""

    title: str
    path: str
    picture: Picture | None = None
    frame: Frame | None = None


Find = Callable[..., Offer | None]
_finders: dict[str, Find] = {}


def register(view_name: str, find: Find) -> None:
    """Have `find` say how a page of this view is shown; None of what is not public.

    It is called with the parameters of the page's address.
    """
    _finders[view_name] = find


def asked(parameters: Mapping[str, str]) -> Asked:
    """Read `url`, `maxwidth`, `maxheight` and `format`; what else there is is ignored.

    Raises NotUnderstood and FormatNotSpoken.
    """
    if not parameters.get("url"):
        raise NotUnderstood("url")
    limits = _pixels(parameters, "maxwidth"), _pixels(parameters, "maxheight")
    if (parameters.get("format") or "json").lower() != "json":
        raise FormatNotSpoken
    return Asked(parameters["url"], *limits)


def _pixels(parameters: Mapping[str, str], name: str) -> int | None:
    value = parameters.get(name, "")
    if not value:
        return None
    if not _PIXELS.fullmatch(value) or not int(value):
        raise NotUnderstood(name)
    return int(value)


def form(parameters: Mapping[str, str]) -> str | None:
    """Which of the answers that are kept this is; None of one in an odd size.

    For each page of ours as many are kept as there are tens of pixels in its width.
    """
    try:
        wanted = asked(parameters)
    except (NotUnderstood, FormatNotSpoken):
        return None
    width = min(wanted.max_width or WIDEST, WIDEST)
    is_usual = width % 10 == 0 and (wanted.max_height or TALLEST) >= TALLEST
    path = own_path(wanted.url)
    return f"?{path}&{width}" if path and is_usual else None


def own_path(url: str) -> str | None:
    """The path of an address of this site, with its last slash; None of all others.

    Whatever people paste: http or https, with a query or a mark behind the path.
    """
    if len(url) > LONGEST_URL or not _URL.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        is_ours = _is_ours(parts)
    except ValueError:
        return None
    if not is_ours:
        return None
    return parts.path if parts.path.endswith("/") else f"{parts.path}/"


def _is_ours(parts: SplitResult) -> bool:
    site = urlsplit(settings.SITE_URL)
    return (
        parts.scheme in USUAL_PORTS
        and "@" not in parts.netloc
        and parts.hostname == site.hostname
        and _odd_port(parts) == _odd_port(site)
    )


def _odd_port(parts: SplitResult) -> int | None:
    """The port, where it is not the one that the scheme means anyway."""
    return None if parts.port == USUAL_PORTS[parts.scheme] else parts.port


def find(url: str) -> Offer | None:
    """How the page at this address is shown elsewhere; None where there is none."""
    match = _match(own_path(url))
    if match is None:
        return None
    for finders in (_finders, _LINKS):
        finder = finders.get(match.view_name)
        offer = finder(**match.kwargs) if finder else None
        if offer:
            return offer
    return None


def _match(path: str | None) -> ResolverMatch | None:
    try:
        return resolve(path) if path else None
    except Resolver404:
        return None


def describe(offer: Offer, wanted: Asked) -> dict[str, Any]:
    """The answer, with the names of the specification."""
    return {
        "version": "1.0",
        "type": "rich" if offer.frame else "link",
        "provider_name": settings.NEWSROOM_NAME,
        "provider_url": f"{settings.SITE_URL}/",
        "title": offer.title,
        "cache_age": CACHE_SECONDS,
        **(_rich(offer, offer.frame, wanted) if offer.frame else {}),
        **_thumbnail(offer.picture, wanted),
    }


def _rich(offer: Offer, frame: Frame, wanted: Asked) -> dict[str, Any]:
    """A frame, and a quotation for whoever shows none.

    WordPress keeps these two elements and attributes of a site that it does not know,
    and nothing else (`wp_filter_oembed_result`).
    """
    width = min(wanted.max_width or WIDEST, WIDEST)
    height = min(frame.height(width), wanted.max_height or TALLEST, TALLEST)
    html = format_html(
        '<blockquote><a href="{}">{}</a></blockquote>'
        '<iframe src="{}" title="{}" width="{}" height="{}"></iframe>',
        settings.SITE_URL + offer.path,
        frame.words,
        settings.SITE_URL + frame.path,
        offer.title,
        str(width),
        str(height),
    )
    return {"width": width, "height": height, "html": html}


def _thumbnail(picture: Picture | None, wanted: Asked) -> dict[str, Any]:
    """All three or none, and none that is larger than asked: so the specification."""
    if picture is None or not picture.width or not picture.height:
        return {}
    is_too_large = picture.width > (wanted.max_width or picture.width) or (
        picture.height > (wanted.max_height or picture.height)
    )
    if is_too_large:
        return {}
    is_ours = picture.url.startswith("/")
    return {
        "thumbnail_url": f"{settings.SITE_URL if is_ours else ''}{picture.url}",
        "thumbnail_width": picture.width,
        "thumbnail_height": picture.height,
    }


# Pages of this app


def _of_campaign(slug: str) -> Offer | None:
    campaign = Campaign.objects.published().filter(slug=slug).first()
    if campaign is None:
        return None
    return Offer(campaign.title, campaign.url, campaign.picture)


def _of_story(campaign: str, slug: str) -> Offer | None:
    story = Story.objects.published().filter(campaign__slug=campaign, slug=slug)
    found = story.select_related("campaign").first()
    return Offer(found.headline, found.url, found.picture) if found else None


_LINKS: dict[str, Find] = {
    "campaigns:detail": _of_campaign,
    "campaigns:story": _of_story,
}
