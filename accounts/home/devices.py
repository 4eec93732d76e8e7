"""Where a reader is signed in: what is remembered of each session, and how it ends.

allauth's rows hold a session's key, its browser and its address. Of the address only
the network is kept, and "last seen" is as old as ten minutes, so that a page view
writes nothing.
"""

import hashlib
import ipaddress
import re
from datetime import timedelta
from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from config.client import IPV4_PREFIX, IPV6_PREFIX

SEEN_EVERY = timedelta(minutes=10)
UNKNOWN = "0.0.0.0"  # noqa: S104 (an address that says nothing)
# The first that fits: most browsers also name those that they descend from.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS|HeadlessChrome)/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


class Device(NamedTuple):
    """One session, as its reader may recognise it."""

    pk: int
    name: str
    network: str
    last_seen_at: Any
    is_this_one: bool


def of(request: HttpRequest, user: User) -> list[Device]:
    """Where this reader is signed in: this device first, then the latest seen."""
    note(request)
    found = [
        _device(session, request)
        for session in UserSession.objects.purge_and_list(user)
    ]
    by_time = sorted(found, key=lambda device: device.last_seen_at, reverse=True)
    return sorted(by_time, key=lambda device: not device.is_this_one)


def _device(session: UserSession, request: HttpRequest) -> Device:
    return Device(
        pk=session.pk,
        name=name(session.user_agent),
        network=shown_network(session.ip),
        last_seen_at=session.last_seen_at,
        is_this_one=session.session_key == request.session.session_key,
    )


def name(user_agent: str) -> str:
    """ "Firefox on Windows"; what a browser says of itself, in words."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        words = {"browser": browser, "system": system}
        return _("%(browser)s on %(system)s") % words
    return browser or system or _("Unknown device")


def _first(patterns: tuple[tuple[str, str], ...], text: str) -> str:
    return next((word for word, it in patterns if re.search(it, text)), "")


def shown_network(ip: str) -> str:
    """The network in a form that people know: "203.0.113.*"; "" when unknown."""
    if ip == UNKNOWN:
        return ""
    address = ipaddress.ip_address(ip)
    if address.version == 4:
        return ".".join(str(address).split(".")[:3]) + ".*"
    return ":".join(address.exploded.split(":")[:4]) + ":*"


def shortened(ip: str) -> str:
    """The first address of the network that an address is in."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return UNKNOWN
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    return str(network.network_address)


def end(user: User, pk: int) -> bool:
    """End one session of this reader; False when it has ended already."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is not None:
        session.end()
    return session is not None


def end_others(request: HttpRequest, user: User) -> int:
    """Sign out everywhere but here; returns how many sessions ended."""
    others = UserSession.objects.filter(user=user).exclude(
        session_key=request.session.session_key
    )
    return _end(list(others))


def end_all(user: User) -> int:
    """Sign out everywhere, also where a session was never listed."""
    user.end_sessions()
    return _end(list(UserSession.objects.filter(user=user)))


def _end(sessions: list[UserSession]) -> int:
    for session in sessions:
        session.end()
    return len(sessions)


def note(request: HttpRequest) -> None:
    """Remember that this session is in use, at most once in ten minutes."""
    key = request.session.session_key
    if not key or not cache.add(_cache_key(key), 1, SEEN_EVERY.total_seconds()):
        return
    _remember(request, request.user)


def _cache_key(session_key: str) -> str:
    """A cache is no place for keys of sessions."""
    return f"seen:{hashlib.sha256(session_key.encode()).hexdigest()}"


def _remember(request: HttpRequest, user: Any) -> None:
    about = {
        "user": user,
        "ip": shortened(request.META.get("REMOTE_ADDR", "")),
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        "last_seen_at": timezone.now(),
    }
    UserSession.objects.update_or_create(
        session_key=request.session.session_key, defaults=about
    )


def on_sign_in(sender: Any, request: HttpRequest, user: User, **about: Any) -> None:
    """Whatever door it was, also one that allauth knows nothing of."""
    if not request.session.session_key:
        request.session.save()
    _remember(request, user)


def keep_the_network_only(sender: Any, instance: UserSession, **about: Any) -> None:
    instance.ip = shortened(instance.ip)


def watch() -> None:
    """Hear of each session that begins, and of each row before it is written."""
    user_logged_in.connect(on_sign_in, dispatch_uid="accounts.devices")
    pre_save.connect(
        keep_the_network_only, sender=UserSession, dispatch_uid="accounts.devices"
    )
