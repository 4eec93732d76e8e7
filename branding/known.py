"""The brand that holds now: the desk's, else that of the environment."""

import time
from collections.abc import Hashable
from functools import cache

from django.conf import settings
from django.db import Error

from branding import palette
from branding.brand import Brand, from_file
from branding.models import ACCESSIBILITY, LegalText, Look
from branding.sheet import version

# How long a process goes by what it last read; other processes show a change by then.
KEPT_SECONDS = 2
Links = tuple[tuple[str, str], ...]
Told = dict[str, Hashable]


class _Kept:
    until = 0.0
    brand = Brand()
    told: Told = {}
    version = ""


def brand() -> Brand:
    """What pages look like; `refresh` has it right within KEPT_SECONDS."""
    return _Kept.brand


def sheet_version() -> str:
    """Which sheet pages ask for; empty when none is needed."""
    return _Kept.version


def told(may_ask: bool) -> Told:
    """What templates of pages and letters may know; worked out when it was read.

    `may_ask`: whether the database may be asked; else what was known last.
    """
    if may_ask:
        refresh()
    return _Kept.told


def forget() -> None:
    """Read it anew at the next refresh."""
    _Kept.until = 0


def keep(found: Brand, links: Links, seconds: float) -> None:
    """Go by this for so long; `links`: slug and title of each legal text."""
    _Kept.version = version(found) if found.has_own_look else ""
    _Kept.brand, _Kept.told = found, _words_of(found, links, _Kept.version)
    _Kept.until = time.monotonic() + seconds


def refresh() -> None:
    """Read what the desk says, if it was not read just now.

    While the database is away, what was last read goes on.
    """
    if time.monotonic() < _Kept.until:
        return
    _Kept.until = time.monotonic() + KEPT_SECONDS
    try:
        texts = tuple(LegalText.objects.values_list("slug", "title"))
        look = Look.objects.first()
    except Error:
        return
    links = tuple(link for link in texts if link[0] != ACCESSIBILITY)
    keep(look.as_brand() if look else from_environment(), links, KEPT_SECONDS)


@cache
def from_environment() -> Brand:
    """What `BRAND` says. Raises BadBrand."""
    return from_file(settings.BRAND) if settings.BRAND else Brand()


def _words_of(found: Brand, links: Links, sheet: str) -> Told:
    """Faces, sheet, marks, words of the foot, and the colours of letters."""
    light, dark = palette.of(found.light), palette.of(found.dark)
    return {
        "sheet": sheet,
        "headlines": found.headlines,
        "text": found.text,
        "logo": found.logo,
        "logo_dark": found.logo_dark,
        "icon": found.icon,
        "foot_words": found.foot_words,
        "legal": links,
        "paper": str(light["paper"]),
        "paper_dark": str(dark["paper"]),
        "accent": str(light["accent"]),
        "on_accent": str(light["on-accent"]),
        "accent_dark": str(dark["accent"]),
        "on_accent_dark": str(dark["on-accent"]),
    }
