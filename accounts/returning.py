"""Where a reader goes back to: a path of this site, or home.

Django's own check lets `/%2f%2fevil.example` and a line break pass, and every host that
the site answers to. Only what a page of ours would write goes through here: plain
characters, one leading slash, no way up, a page that exists.
"""

import re
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"
LONGEST = 2000
# The characters of RFC 3986, without a backslash; browsers write the others as "%…".
_plain = re.compile(r"/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?#\[\]]*")
# Whoever came in has no business at the door, and must not be sent out by coming in.
_doors = re.compile(
    r"/accounts/(?:$|login/|signup/|code/|password/$|password/reset/|logout/)"
)


def safe_path(raw: str | None) -> str:
    """A path of this site with its query and fragment; home instead of all else."""
    return raw if raw and is_safe(raw) else HOME


def is_safe(raw: str) -> bool:
    """Whether a browser that is sent there stays here, and finds something."""
    if len(raw) > LONGEST or not _plain.fullmatch(raw):
        return False
    if not url_has_allowed_host_and_scheme(raw, allowed_hosts=None):
        return False
    path = urlsplit(raw).path
    return _is_straight(raw) and not _doors.match(path) and _is_found(path)


def _is_straight(raw: str) -> bool:
    """Nothing is hidden in it, however often it is decoded on its way."""
    decoded = raw
    while (next_decoded := unquote(decoded, errors="replace")) != decoded:
        decoded = next_decoded
    if "\\" in decoded or not decoded.isprintable():
        return False
    path = re.split("[?#]", decoded, maxsplit=1)[0]
    return "//" not in path and not any(part in (".", "..") for part in path.split("/"))


def _is_found(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def asked_for(request: HttpRequest) -> str:
    """Where this request wants to go back to: `next`, else the page it came from.

    Without a script a public page cannot name itself in its link to the door, since it
    is the same for all; the browser does, to this site alone.
    """
    raw = request.POST.get("next") or request.GET.get("next")
    return safe_path(raw if raw is not None else _came_from(request))


def _came_from(request: HttpRequest) -> str | None:
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if came_from.netloc != request.get_host():
        return None
    query = f"?{came_from.query}" if came_from.query else ""
    return came_from.path + query
