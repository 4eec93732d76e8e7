"""How fast the staff's door may be tried: waits, never a locked account.

By address, whether somebody has it or not; by network; for the whole site. A browser
that this person has come in with before is counted by itself, so that nobody is kept
out of the desk by strangers who try their address. A passkey needs no address at all.
"""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

from accounts import limits
from accounts.limits import Limit
from accounts.models import User
from accounts.staff import sessions

BY_ADDRESS = (Limit(5, 60), Limit(20, 3600))
BY_NETWORK = (Limit(30, 60), Limit(200, 3600))
OF_SITE = (Limit(300, 60),)
BY_PERSON = (Limit(5, 60), Limit(20, 3600))
COOKIE, SALT, COOKIE_SECONDS = "desk-browser", "desk-browser", 90 * 24 * 3600


def wait_for_password(request: HttpRequest, address: str) -> int:
    """In how many seconds this try may be made; 0 for now."""
    address = address.strip().casefold()
    if known := _known_browser_of(request, address):
        return limits.wait_seconds("desk known browser", known, BY_ADDRESS)
    return max(
        limits.wait_seconds("desk address", address, BY_ADDRESS),
        _wait_of_network(request),
        limits.wait_seconds("desk", "", OF_SITE),
    )


def wait_for_passkey(request: HttpRequest) -> int:
    return _wait_of_network(request)


def wait_for_code(request: HttpRequest, person: User) -> int:
    """Six digits are few: strangers together try them no faster than one person."""
    known = _known_browser_of(request, person.email.casefold())
    return limits.wait_seconds("desk code", f"{person.pk} {known}", BY_PERSON)


def _wait_of_network(request: HttpRequest) -> int:
    line = sessions.line(request)
    return limits.wait_seconds("desk network", line, BY_NETWORK) if line else 0


def remember(request: HttpRequest, response: HttpResponseBase, person: User) -> None:
    """Know this browser again. It opens nothing by that."""
    response.set_signed_cookie(
        COOKIE,
        person.email.casefold(),
        salt=SALT,
        max_age=COOKIE_SECONDS,
        path="/admin/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _known_browser_of(request: HttpRequest, address: str) -> str:
    """What tells a browser that this person came in with from others; "" of others."""
    try:
        known = request.get_signed_cookie(COOKIE, salt=SALT, max_age=COOKIE_SECONDS)
    except (KeyError, BadSignature):
        return ""
    return request.COOKIES[COOKIE] if known == address else ""
