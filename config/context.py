"""What every template may know about the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi


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
    return {"site": ours, "newsroom": ours}
