"""The brand that holds now: the desk's, else that of the environment."""

import time
from collections.abc import Hashable
from functools import cache

from django.conf import settings
from django.db import Error

from branding import palette
from branding.brand import Brand, from_file
from branding.models import ACCESSIBILITY, LegalText, Look
from branding.sheet import CORNERS, version

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
    """Faces, sheet, marks, words of the foot, and what letters look like."""
    light, dark = palette.of(found.light), palette.of(found.dark)
    colours = {
        f"{name.replace('-', '_')}{mode}": str(palette_[name])
        for name in ("paper", "ink", "ink-soft", "rule", "accent", "on-accent")
        for mode, palette_ in (("", light), ("_dark", dark))
    }
    return {
        "sheet": sheet,
        "headlines": found.headlines,
        "text": found.text,
        "logo": found.logo,
        "logo_dark": found.logo_dark,
        "icon": found.icon,
        "foot_words": found.foot_words,
        "legal": links,
        "has_band": found.masthead == "band",
        "corner": CORNERS[found.corners],
        "letter_logo": _for_letters(found.logo),
        "letter_logo_dark": _for_letters(found.logo_dark),
        **colours,
    }


def _for_letters(logo: str) -> str:
    """The absolute address of a logo; empty for an SVG, which mail programs do not
    show. It is the same for all readers, so it tells nobody who opened a letter."""
    if not logo or logo.endswith(".svg"):
        return ""
    return f"{settings.SITE_URL}{logo}" if logo.startswith("/") else logo
