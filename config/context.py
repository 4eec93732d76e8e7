"""What every template may know about the site."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from config import desk_lines, turned_away

# What apps say of the newsroom beside what settings say; it must cost little. Each is
# told whether the database may be asked.
Told = Callable[[bool], Mapping[str, Hashable]]
_told: list[Told] = []
_may_ask = ContextVar("may_ask", default=True)


def tell(told: Told) -> None:
    """Ask this function too what templates may know of the newsroom."""
    _told.append(told)


@contextmanager
def without_database() -> Iterator[None]:
    """For a page that says that the database is away: drawn from what is known."""
    before = _may_ask.set(False)
    try:
        yield
    finally:
        _may_ask.reset(before)


def site(request: HttpRequest | None = None) -> dict[str, object]:
    """The newsroom's name and address, for pages and letters alike.

    Told under a second name because allauth's pages put a `site` of their own in its
    place.
    """
    ours: dict[str, object] = {
        "name": settings.NEWSROOM_NAME,
        "url": settings.SITE_URL,
        "demo": settings.DEMO,
        "keeps_letters": settings.DEMO and not settings.EMAIL_URL,
        "language": get_language() or settings.LANGUAGE_CODE,
        "text_direction": "rtl" if get_language_bidi() else "ltr",
        "privacy_contact": settings.PRIVACY_CONTACT,
    }
    for told in _told:
        ours |= told(_may_ask.get())
    # Functions, so that only the desk's pages ask cache and database.
    return {
        "site": ours,
        "newsroom": ours,
        "turned_away_lately": turned_away.lately,
        "desk_lines": lambda: desk_lines.of(request) if request else [],
    }
