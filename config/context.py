"""What every template may know about the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from config import desk_lines, turned_away


def site(request: HttpRequest | None = None) -> dict[str, object]:
    """The newsroom's name and address, for pages and letters alike.

    Told under a second name because allauth's pages put a `site` of their own in its
    place.
    """
    ours = {
        "name": settings.NEWSROOM_NAME,
        "url": settings.SITE_URL,
        "demo": settings.DEMO,
        "keeps_letters": settings.DEMO and not settings.EMAIL_URL,
        "language": get_language() or settings.LANGUAGE_CODE,
        "text_direction": "rtl" if get_language_bidi() else "ltr",
        "privacy_contact": settings.PRIVACY_CONTACT,
    }
    # Functions, so that only the desk's pages ask cache and database.
    return {
        "site": ours,
        "newsroom": ours,
        "turned_away_lately": turned_away.lately,
        "desk_lines": lambda: desk_lines.of(request) if request else [],
    }
