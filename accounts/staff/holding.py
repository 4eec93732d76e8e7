"""A form that came at a moment when it could not be taken, kept for its sender.

It lies in the session of the browser that posted it, for a quarter of an hour, and is
offered to the same person only. Nothing is sent again by itself.
"""

import time
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from config import client, kept_forms

KEY = "desk-held-form"
KEPT_SECONDS = 15 * 60
LONGEST_TEXT = 256 * 1024


class Held(NamedTuple):
    """A form and where it was going."""

    path: str
    fields: kept_forms.Fields
    had_files: bool


def keep(request: HttpRequest, person: User) -> None:
    """Keep what this person posted just now, if a page of ours did it."""
    if request.method != "POST" or client.is_cross_site(request):
        return
    fields = kept_forms.fields_of(request)
    if sum(len(name) + len(value) for name, value in fields) > LONGEST_TEXT:
        return
    request.session[KEY] = {
        "person": person.pk,
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
        "at": time.time(),
    }


def offered(request: HttpRequest) -> Held | None:
    """What waits to be sent by this person from this browser."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    is_late = time.time() - kept.get("at", 0) > KEPT_SECONDS
    if is_late or kept["person"] != request.user.pk:
        return None
    fields = [(name, value) for name, value in kept["fields"]]
    return Held(kept["path"], fields, kept["had_files"])


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def desk_path(raw: str | None) -> str:
    """A page of the desk to go to; its first page for anything else."""
    path = raw or ""
    is_ours = path.startswith(settings.STAFF_PATHS) and path.isprintable()
    is_plain = "\\" not in path and not path.startswith("//")
    return path if is_ours and is_plain else str(settings.STAFF_PATHS[0])
