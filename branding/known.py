"""The brand that holds now: the desk's, else that of the environment."""

import time
from functools import cache

from django.conf import settings
from django.db import Error

from branding.brand import Brand, from_file
from branding.models import LegalText, Look
from branding.sheet import version

# How long a process goes by what it last read; other processes show a change by then.
KEPT_SECONDS = 2
Links = tuple[tuple[str, str], ...]


class _Kept:
    until = 0.0
    brand = Brand()
    links: Links = ()
    version = ""


def brand() -> Brand:
    """What pages look like; `refresh` has it right within KEPT_SECONDS."""
    return _Kept.brand


def legal_links() -> Links:
    """Slug and title of each legal text, in the order of the foot."""
    return _Kept.links


def sheet_version() -> str:
    """Which sheet pages ask for; empty when none is needed."""
    return _Kept.version


def forget() -> None:
    """Read it anew at the next refresh."""
    _Kept.until = 0


def keep(found: Brand, links: Links, seconds: float) -> None:
    _Kept.brand, _Kept.links = found, links
    _Kept.version = version(found) if found.has_own_look else ""
    _Kept.until = time.monotonic() + seconds


def refresh() -> None:
    """Read what the desk says, if it was not read just now.

    While the database is away, what was last read goes on.
    """
    if time.monotonic() < _Kept.until:
        return
    _Kept.until = time.monotonic() + KEPT_SECONDS
    try:
        links = tuple(LegalText.objects.values_list("slug", "title"))
        look = Look.objects.first()
    except Error:
        return
    keep(look.as_brand() if look else from_environment(), links, KEPT_SECONDS)


@cache
def from_environment() -> Brand:
    """What `BRAND` says. Raises BadBrand."""
    return from_file(settings.BRAND) if settings.BRAND else Brand()
