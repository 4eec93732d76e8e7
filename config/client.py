"""Where a request comes from: its network, and whether our own page sent it."""

import ipaddress
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

# One household or office, not one device: a /24 is what a small provider hands out,
# a /64 is what one line gets (RFC 6177).
IPV4_PREFIX, IPV6_PREFIX = 24, 64


def address(meta: Mapping[str, Any], *, trusted_proxies: int) -> str:
    """The address that our outermost trusted proxy saw.

    Each proxy appends the address it saw to X-Forwarded-For, so only the last
    `trusted_proxies` entries are ours; anything to their left was typed by the
    visitor and counts for nothing.
    """
    remote = str(meta.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    if not trusted_proxies or len(hops) < trusted_proxies:
        return remote
    claimed = hops[-trusted_proxies]
    return claimed if _parse(claimed) else remote


def network(request: HttpRequest, *, ipv4_prefix: int = IPV4_PREFIX) -> str:
    """The visitor's network, such as "203.0.113.0/24"; "" when it says nothing.

    Loopback says nothing (see SIGNING_UNLIMITED_NETWORKS), nor does a socket
    without an address.
    """
    ip = _parse(str(request.META.get("REMOTE_ADDR", "")))
    if ip is None or any(
        ip in _network(unlimited) for unlimited in settings.SIGNING_UNLIMITED_NETWORKS
    ):
        return ""
    prefix = ipv4_prefix if ip.version == 4 else IPV6_PREFIX
    host_bits = ip.max_prefixlen - prefix
    return f"{type(ip)(int(ip) >> host_bits << host_bits)}/{prefix}"


@cache
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text)


def _parse(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


def is_cross_site(request: HttpRequest) -> bool:
    """Whether another site's page sent this post.

    Browsers say so themselves: Sec-Fetch-Site on secure origins, Origin on every
    post. A client that sends neither is no browser and carries nobody's cookies, so
    it is let in; that is what lets one cached page serve every reader with no token
    in it (docs/adr/0004).
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site not in (None, "same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    return _host(origin) not in _ours(request)


def query_before(request: HttpRequest) -> str:
    """The query of our own page that this was sent from; "" when it is not known.

    Browsers name the whole address of a page to its own site alone, as our
    Referrer-Policy asks them to.
    """
    try:
        before = urlsplit(request.META.get("HTTP_REFERER", ""))
    except ValueError:
        return ""
    return before.query if before.netloc in _ours(request) else ""


def is_surely_own_site(request: HttpRequest) -> bool:
    """Whether the browser itself says that one of our own pages sent this post."""
    said = "Sec-Fetch-Site" in request.headers or "Origin" in request.headers
    is_typed = request.headers.get("Sec-Fetch-Site") == "none"
    return said and not is_typed and not is_cross_site(request)


def _ours(request: HttpRequest) -> set[str]:
    return {request.get_host(), urlsplit(settings.SITE_URL).netloc}


def _host(origin: str) -> str:
    """The host and port of an origin; "" of "null" and of nonsense."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
