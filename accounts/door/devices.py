"""Browsers that came in before, known by a signed cookie.

Such a browser has a share of tries of its own, so that nobody who knocks in a reader's
name from elsewhere can keep them out (OWASP calls it a device cookie). It opens
nothing.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from mailroom import addresses

COOKIE = "came-in"
LIFE = timedelta(days=365)
SALT = "accounts.door.devices"


def remember(request: HttpRequest, response: HttpResponse, canonical: str) -> None:
    """Know this browser by the mailbox that opened the door in it."""
    device = known(request, canonical) or secrets.token_urlsafe(9)
    value = signing.dumps([device, _mark(canonical)], salt=SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=LIFE,
        path="/accounts/",
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, canonical: str) -> str:
    """The browser's own number when this mailbox came in by it; "" otherwise."""
    try:
        device, mark = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE
        )
    except (signing.BadSignature, ValueError):
        return ""
    return str(device) if mark == _mark(canonical) else ""


def _mark(canonical: str) -> str:
    return addresses.keyed_hash("device", canonical).hex()[:24]
