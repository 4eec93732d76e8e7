"""The calls that need no other app: read on, give, and letters of the campaign."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import returning
from campaigns import newsletter as letters
from campaigns import sources
from campaigns.calls import registry
from campaigns.models import Campaign, Story


def offer() -> None:
    """Called once, when Django starts."""
    registry.register("read", label=_("Find out more"), choices=None, draw=read)
    registry.register("donate", label=_("Give"), choices=None, draw=donate)
    registry.register(
        "newsletter",
        label=_("Letters of the campaign"),
        choices=campaigns,
        draw=newsletter,
    )


def campaigns() -> Iterable[tuple[str, str]]:
    own = ("", gettext("the campaign of the story"))
    return [own, *Campaign.objects.values_list("slug", "title")]


def leads_somewhere(target: str) -> bool:
    """Whether it is a web address, or the path of a page here."""
    return _host(target) is not None


def read(*, target: str, words: str, story: Story, is_feed: bool) -> SafeString:
    return _link(
        "read", target, words or gettext("Find out more"), story, is_feed=is_feed
    )


def donate(*, target: str, words: str, story: Story, is_feed: bool) -> SafeString:
    return _link(
        "donate", target, words or gettext("Give to the appeal"), story, is_feed=is_feed
    )


def _link(
    kind: str, target: str, words: str, story: Story, *, is_feed: bool
) -> SafeString:
    host = _host(target)
    if host is None:
        return registry.NOTHING
    url = target if host else sources.link(target, "story", story.pk)
    if is_feed:
        return plain_link(url, words)
    context = {"url": url, "host": host, "words": words}
    return render_to_string(f"campaigns/calls/{kind}.html", context)


def newsletter(*, target: str, words: str, story: Story, is_feed: bool) -> SafeString:
    """A form for an address; a feed leads to the one in the story."""
    slug = target or story.campaign.slug
    campaign = Campaign.objects.running().filter(slug=slug).first()
    if campaign is None:
        return registry.NOTHING
    if is_feed:
        where = f"{story.url}#newsletter-{campaign.slug}"
        return plain_link(where, words or gettext("Get the letters"))
    return letters.offer(campaign, via=registry.via(story), words=words)


def plain_link(url: str, words: str) -> SafeString:
    """A call as feeds show it: a paragraph with one link that works anywhere."""
    whole = settings.SITE_URL + url if url.startswith("/") else url
    return format_html('<p><a href="{}">{}</a></p>', whole, words)


def _host(target: str) -> str | None:
    """The other site that a link leads to; "" for a page here, None for nowhere."""
    try:
        parts = urlsplit(target)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme in ("https", "http") and host:
        return host.removeprefix("www.")
    return "" if returning.is_safe(target) else None
