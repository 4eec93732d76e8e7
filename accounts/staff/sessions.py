"""Sessions at the desk: begun after both steps, ended after half an hour of rest.

The row of a session is what counts. It names the person and the browser; without it, or
with another browser, the cookie opens nothing.
"""

import ipaddress
from datetime import timedelta

from django.contrib.auth import login, logout
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import DeskSession, User
from accounts.models.desk import LONGEST_SESSION

KEY = "desk-session"
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Not at each request: what is seen need not be known to the second.
NOTED_EVERY = timedelta(minutes=1)
IPV6_PREFIX = 64


def begin(request: HttpRequest, person: User, opened_by: str) -> DeskSession:
    """Sign a person in at the desk, with a new key, after both steps were made."""
    live = DeskSession.objects.live()
    DeskSession.objects.exclude(pk__in=live.values("pk")).delete()
    # With a new key; what another person had in this session is gone.
    login(request, person, backend=BACKEND)
    request.session.set_expiry(int(LONGEST_SESSION.total_seconds()))
    row = DeskSession.objects.create(
        person=person,
        opened_by=opened_by,
        browser=_browser(request),
        network=line(request),
    )
    request.session[KEY] = row.pk
    return row


def current(request: HttpRequest) -> DeskSession | None:
    """The session at the desk that this request belongs to, while it lasts."""
    person = request.user
    if not isinstance(person, User) or not person.is_active or not person.is_staff:
        return None
    row = _rows(request).filter(person=person).first()
    if row is None:
        return None
    if not row.is_live or row.browser != _browser(request):
        row.delete()
        return None
    _note(row)
    return row


def _note(row: DeskSession) -> None:
    now = timezone.now()
    if now - row.seen_at > NOTED_EVERY:
        DeskSession.objects.filter(pk=row.pk).update(seen_at=now)


def check(request: HttpRequest, row: DeskSession) -> None:
    """The second step was made again: fresh for five minutes, with a new key."""
    row.checked_at = timezone.now()
    row.save(update_fields=["checked_at"])
    request.session.cycle_key()


def end(request: HttpRequest) -> None:
    """Sign out, here."""
    _rows(request).delete()
    logout(request)


def end_all(person: User, *, but: DeskSession | None = None) -> int:
    """End a person's sessions at the desk; how many there were."""
    rows = DeskSession.objects.filter(person=person)
    return (rows.exclude(pk=but.pk) if but else rows).delete()[0]


def _rows(request: HttpRequest) -> QuerySet[DeskSession]:
    """The row that the browser's session names; of nobody in particular yet."""
    return DeskSession.objects.filter(pk=request.session.get(KEY, 0))


def line(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or what one line gets of IPv6."""
    try:
        ip = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network((int(ip), IPV6_PREFIX), strict=False))


def _browser(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:200]
