"""What every template may know about the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi


def site(request: HttpRequest | None = None) -> dict[str, object]:
    """The newsroom's name and address, for pages and letters alike."""
    return {
        "site": {
            "name": settings.NEWSROOM_NAME,
            "url": settings.SITE_URL,
            "demo": settings.DEMO,
            "language": get_language() or settings.LANGUAGE_CODE,
            "text_direction": "rtl" if get_language_bidi() else "ltr",
            "privacy_contact": settings.PRIVACY_CONTACT,
        }
    }
