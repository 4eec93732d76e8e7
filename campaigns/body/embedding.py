"""Pages of other sites inside a story: a plain card first, a frame once it is pressed.

Nothing is asked of the other site before that: it learns of no reader who only reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from csp.constants import HEADER, SELF
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

View = Callable[..., HttpResponse]
_VIDEO = re.compile(r"[-\w]{6,20}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,15}")
_SECONDS = re.compile(r"([0-9]{1,6})s?")
LONGEST_SHOWN = 60


class Embed(NamedTuple):
    """What a card says, and what stands in the frame; "" where nothing may."""

    address: str
    host: str
    shown: str
    frame: str


def of(address: str) -> Embed:
    """The embed of this https address."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower().removeprefix("www.")
    shown = f"{host}{parts.path}".rstrip("/") + (f"?{parts.query}" * bool(parts.query))
    if len(shown) > LONGEST_SHOWN:
        shown = f"{shown[:LONGEST_SHOWN]}…"
    return Embed(address, host, shown, _frame(address, host))


def draw(address: str, *, is_feed: bool) -> SafeString:
    """A card that can open; a plain link in feeds, and to hosts that nobody listed."""
    embed = of(address)
    if is_feed or not embed.frame:
        link = '<p class="embed-link"><a href="{}">{}</a></p>'
        return format_html(link, embed.address, embed.shown)
    return render_to_string("campaigns/_embed.html", {"embed": embed})


def frame_hosts() -> list[str]:
    """Who may stand in a frame of a story's page."""
    own = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]
    return own + [f"https://{host}" for host in settings.EMBED_HOSTS]


def may_frame(view: View) -> View:
    """The answers of this view let the hosts of embeds into frames.

    It goes below `public_page`, which keeps what the page says of itself.
    """

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        if response.status_code == 200:
            response[HEADER] = build_policy(
                update={"frame-src": [SELF, *frame_hosts()]}
            )
        return response

    return wrapper


def _frame(address: str, host: str) -> str:
    parts = urlsplit(address)
    if (parts.port or 443) != 443:
        return ""
    if host in ("youtube.com", "m.youtube.com", "youtu.be", "youtube-nocookie.com"):
        return _youtube(parts.path, parse_qs(parts.query), is_short=host == "youtu.be")
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(parts.path)
    # As it was listed: without "www." it would be another host to the browser.
    return address if parts.hostname in settings.EMBED_HOSTS else ""


def _youtube(path: str, query: dict[str, list[str]], *, is_short: bool) -> str:
    names = path.strip("/").split("/")
    if is_short:
        video = names[0]
    elif names[0] in ("embed", "shorts", "live") and len(names) > 1:
        video = names[1]
    else:
        video = query.get("v", [""])[0]
    if not _VIDEO.fullmatch(video):
        return ""
    start = _SECONDS.fullmatch(query.get("t", query.get("start", [""]))[0])
    at = f"?start={start[1]}" if start else ""
    return f"https://www.youtube-nocookie.com/embed/{video}{at}"


def _vimeo(path: str) -> str:
    """vimeo.com/123, player.vimeo.com/video/123, and vimeo.com/123/key if unlisted."""
    names = [name for name in path.split("/") if name and name != "video"]
    if not names or not _NUMBER.fullmatch(names[0]):
        return ""
    key = names[1] if len(names) > 1 and _VIDEO.fullmatch(names[1]) else ""
    return f"https://player.vimeo.com/video/{names[0]}?dnt=1" + (
        f"&h={key}" if key else ""
    )
