"""A reader's public page: whose there is, and what other apps show on it."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.models import Profile


class Shown(NamedTuple):
    """A part of the page, and whether its reader lets search engines list it."""

    html: str
    is_findable: bool = False


Draw = Callable[[HttpRequest, Profile], Shown]
_parts: list[Draw] = []


def add(draw: Draw) -> None:
    """Have this drawn on the page of every reader who has one."""
    _parts.append(draw)


def public() -> QuerySet[Profile]:
    """The profiles that their readers chose to show, and still may."""
    shown = Profile.objects.filter(
        is_public=True, user__is_active=True, user__leaving=None
    )
    return shown.exclude(user__display_name="").select_related("user")


def drawn(request: HttpRequest, profile: Profile) -> Shown:
    """All parts. A page is listed only where each part says so, and there is one."""
    parts = [draw(request, profile) for draw in _parts]
    return Shown(
        SafeString("".join(part.html for part in parts)),
        is_findable=bool(parts) and all(part.is_findable for part in parts),
    )
