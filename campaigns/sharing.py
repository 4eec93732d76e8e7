"""Ways to pass a page on: plain links, each with the source that it will be known by.

The companies' names stand in addresses that a reader presses; nothing of theirs is
loaded, and none of them learns of a reader who presses nothing.
"""

from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns import sources

# How each takes a text and an address, both encoded.
ADDRESSES = {
    "whatsapp": "https://wa.me/?text={text}%20{url}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "x": "https://x.com/intent/post?text={text}&url={url}",
    "bluesky": "https://bsky.app/intent/compose?text={text}%20{url}",
    "telegram": "https://t.me/share/url?url={url}&text={text}",
    "email": "mailto:?subject={title}&body={text}%0A%0A{url}",
}


class Way(NamedTuple):
    """One place to pass a page on to."""

    channel: str
    label: str
    address: str


class Sharing(NamedTuple):
    """All that the share component shows; addresses are whole."""

    title: str
    text: str
    address: str
    for_device: str
    for_copy: str
    ways: list[Way]


def of(path: str, *, title: str, text: str) -> Sharing:
    """How the page at this path of ours is passed on, with these words."""
    address = settings.SITE_URL + path

    def by(channel: str) -> str:
        return sources.link(address, "share", channel)

    def way(channel: str, pattern: str) -> Way:
        words = {"title": title, "text": text, "url": by(channel)}
        encoded = {name: quote(value, safe="") for name, value in words.items()}
        label = sources.CHANNELS.get(channel) or _("Email")
        return Way(channel, label, pattern.format(**encoded))

    return Sharing(
        title,
        text,
        address,
        for_device=by("device"),
        for_copy=by("link"),
        ways=[way(channel, pattern) for channel, pattern in ADDRESSES.items()],
    )
