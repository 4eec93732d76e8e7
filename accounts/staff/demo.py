"""Where a password alone opens the desk: a demonstration that nobody else can reach.

There the staff whose password the start prints (settings.DEMO_STAFF) come in with it,
until they have a second step; and only by a request of this machine to this machine.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from accounts.models import User
from accounts.staff import factors
from config import demonstration


def lets_in(request: HttpRequest, person: User) -> bool:
    """Whether this person's password is enough, here and now."""
    is_printed = person.email in settings.DEMO_STAFF
    return (
        is_printed
        and _is_alone()
        and _is_from_here(request)
        and not factors.has_any(person)
    )


def _is_alone() -> bool:
    return demonstration.is_alone(
        is_demo=settings.DEMO,
        is_embedded=connection.vendor == "sqlite",
        host=settings.HOST,
        site_url=settings.SITE_URL,
    )


def _is_from_here(request: HttpRequest) -> bool:
    """A proxy before the site shows its visitors' addresses, or another Host."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    client = str(request.META.get("REMOTE_ADDR", ""))
    return demonstration.is_loopback(host) and demonstration.is_loopback(client)
