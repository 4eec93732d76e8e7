"""Where a request comes from: its network, and whether our own page sent it."""

import ipaddress
from collections.abc import Mapping
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


def network(request: HttpRequest) -> str:
    """The visitor's network, such as "203.0.113.0/24"; "" when it says nothing.

    Loopback says nothing (see SIGNING_UNLIMITED_NETWORKS), nor does a socket
    without an address.
    """
    ip = _parse(str(request.META.get("REMOTE_ADDR", "")))
    if ip is None or any(
        ip in ipaddress.ip_network(unlimited)
        for unlimited in settings.SIGNING_UNLIMITED_NETWORKS
    ):
        return ""
    prefix = IPV4_PREFIX if ip.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))


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
    ours = {request.get_host(), urlsplit(settings.SITE_URL).netloc}
    return _host(origin) not in ours


def _host(origin: str) -> str:
    """The host and port of an origin; "" of "null" and of nonsense."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
