"""Where the site may call: whole web addresses outside, and none of its own networks.

Somebody at the desk types an address, or the owner of a name changes where it leads: in
either way the site could be made to call the machines around it, such as the one that
hands out a cloud's keys at 169.254.169.254. So the name is looked up once, each address
that comes back is judged, and `posting` connects to one that was judged and to nothing
else (CWE-918; https://cheatsheetseries.owasp.org/, Server-Side Request Forgery).
"""

import ipaddress
import re
import socket
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import idna
from django.conf import settings

HTTPS_PORT, HTTP_PORT = 443, 80
# Below stand the ports of mail, files and shells.
FIRST_FREE_PORT = 1024
LONGEST_URL = 500
# A name, or a number in the one spelling that everybody reads the same way.
_label = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_name = re.compile(rf"(?:{_label}\.)*(?=[a-z0-9-]*[a-z])(?!0x[0-9a-f]*$){_label}")
# RFC 6052: an IPv4 address inside an IPv6 one, for a gateway that turns it back.
_NAT64 = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
)
# What Pythons differ about: set aside by IANA for no host on the open internet.
_SET_ASIDE = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16")
)
Address = IPv4Address | IPv6Address


class Why(Enum):
    """What is wrong with an address."""

    MALFORMED = "malformed"
    NOT_HTTPS = "not-https"
    HAS_USER = "has-user"
    PORT = "port"
    INSIDE = "inside"
    UNKNOWN = "unknown"


class Refused(Exception):
    """The site does not call there; `why` says which rule forbids it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Destination(NamedTuple):
    """A web address that was read: host as DNS knows it, path with its query."""

    is_https: bool
    host: str
    port: int
    path: str

    @property
    def is_of_demo(self) -> bool:
        """Whether it is this machine, in a demonstration: for who tries it out."""
        return bool(settings.DEMO) and _is_loopback_name(self.host)


def read(url: str) -> Destination:
    """The parts of a web address. Raises Refused; asks no DNS."""
    parts = _split(url)
    if parts.username is not None or parts.password is not None:
        raise Refused(Why.HAS_USER)
    if parts.scheme not in ("https", "http"):
        raise Refused(Why.NOT_HTTPS)
    is_https = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    found = Destination(is_https, _host(parts), _port(parts), path)
    if not is_https and not found.is_of_demo:
        raise Refused(Why.NOT_HTTPS)
    if (number := _number(found.host)) and not may_call(number, found):
        raise Refused(Why.INSIDE)
    return found


def _split(url: str) -> SplitResult:
    """`urlsplit` leaves out what it does not like; here nothing is passed over."""
    is_odd = any(not char.isprintable() or char in ' \\"<>^`{|}' for char in url)
    if len(url) > LONGEST_URL or is_odd:
        raise Refused(Why.MALFORMED)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Refused(Why.MALFORMED) from error
    is_ascii = (parts.path + parts.query).isascii()
    if not parts.hostname or parts.fragment or not is_ascii:
        raise Refused(Why.MALFORMED)
    return parts


def _host(parts: SplitResult) -> str:
    """As DNS knows it. 2130706433, 0177.1 and 0x7f.1 are spellings of 127.0.0.1."""
    typed = str(parts.hostname)
    if _number(typed):
        return typed
    try:
        host = typed if typed.isascii() else idna.encode(typed, uts46=True).decode()
    except idna.IDNAError as error:
        raise Refused(Why.MALFORMED) from error
    if not _name.fullmatch(host):
        raise Refused(Why.MALFORMED)
    return host


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as error:
        raise Refused(Why.PORT) from error
    if port is None:
        return HTTPS_PORT if parts.scheme == "https" else HTTP_PORT
    if port < FIRST_FREE_PORT and port != HTTPS_PORT:
        raise Refused(Why.PORT)
    return port


def _number(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback_name(host: str) -> bool:
    number = _number(host)
    return host == "localhost" or (number is not None and number.is_loopback)


def look_up(destination: Destination) -> list[str]:
    """The addresses to connect to, each of them judged. Raises Refused.

    One that leads inside spoils them all: nobody needs a name that leads to both.
    """
    try:
        found = socket.getaddrinfo(
            destination.host, destination.port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise Refused(Why.UNKNOWN) from error
    numbers = list(dict.fromkeys(str(address[4][0]) for address in found))
    for number in numbers:
        if not may_call(ipaddress.ip_address(number), destination):
            raise Refused(Why.INSIDE)
    return numbers


def may_call(address: Address, destination: Destination) -> bool:
    """Whether an address is outside, or one that the newsroom allowed."""
    if any(address in ipaddress.ip_network(it) for it in allowed_networks()):
        return True
    if address.is_loopback:
        return destination.is_of_demo
    return _is_outside(address)


def allowed_networks() -> list[str]:
    return list(settings.WEBHOOK_ALLOWED_NETWORKS)


def _is_outside(address: Address) -> bool:
    """Whether it is somebody's on the open internet.

    An IPv4 address inside an IPv6 one is judged by itself.
    """
    if isinstance(address, IPv6Address) and (inner := _inner(address)):
        return _is_outside(inner)
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not any(address in it for it in _SET_ASIDE)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
