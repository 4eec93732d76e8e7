"""Everything that is kept about a reader, to take home: for programs, or to be read."""

import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.home import belongings
from accounts.models import Profile, User

GAP = timedelta(minutes=1)


class TooSoon(Exception):
    """This reader had a download less than a minute ago."""


def take(user: User) -> dict[str, Any]:
    """All of it, at most once a minute. Raises TooSoon."""
    Profile.objects.get_or_create(user=user)
    now = timezone.now()
    is_due = Q(downloaded_at=None) | Q(downloaded_at__lte=now - GAP)
    if not Profile.objects.filter(is_due, user=user).update(downloaded_at=now):
        raise TooSoon
    return {"made_at": now, **belongings.everything(user)}


def as_json(kept: dict[str, Any]) -> str:
    return json.dumps(kept, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def as_page(kept: dict[str, Any]) -> str:
    """A file of its own: it asks this site for nothing, and opens anywhere."""
    parts = {
        name: [_flat(row) for row in rows]
        for name, rows in kept.items()
        if isinstance(rows, list)
    }
    about = {"made_at": kept["made_at"], "parts": parts}
    return render_to_string("accounts/home/download.html", about)


def _flat(row: dict[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Name and value, line by line; what is inside something is named by both."""
    lines: list[tuple[str, Any]] = []
    for key, value in row.items():
        name = f"{above}{key}".replace("_", " ")
        if isinstance(value, dict):
            lines += _flat(value, f"{name}: ")
        else:
            lines.append((name, value))
    return lines
