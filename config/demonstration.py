"""Whether a site is a demonstration that nobody but this machine can reach.

Only there a printed password is enough for the desk (docs/adr/0019): DEMO, the SQLite
of the embedded defaults, and both the address it listens at and the one it names itself
by on loopback.
"""

import ipaddress
from urllib.parse import urlsplit


def is_alone(*, is_demo: bool, is_embedded: bool, host: str, site_url: str) -> bool:
    """As the settings have it; each request is looked at besides (`is_loopback`)."""
    site = urlsplit(site_url).hostname or ""
    return is_demo and is_embedded and is_loopback(host) and is_loopback(site)


def is_loopback(host: str) -> bool:
    """Whether a host, as a name or in numbers, is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
