"""Who stands at the door: what a browser asked for, kept in its session.

A visit outlasts wrong and expired codes, so where the reader wanted to go and what they
wanted to do is never lost. It also lies in the address of the code page, for a browser
that knows nothing of the visit.
"""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from accounts import returning

KEY = "door_visit"
# A session that only ever knocked is kept no longer; the table must not fill with them.
KEPT = timedelta(days=1)


@dataclass
class Visit:
    """One reader's way through the door.

    `mail_to` is what was typed; `sent_to` is where the letter went, which for a known
    mailbox is the address on record. `code` is empty where no code can be right.
    """

    mail_to: str
    canonical: str
    next: str = returning.HOME
    action: str = ""
    sent_to: str = ""
    code: str = ""
    made_at: float = 0.0
    letter_id: int = 0
    sent_at: float = 0.0
    tries: int = field(default=0)

    @property
    def code_url(self) -> str:
        return place("code", next=self.next, action=self.action)

    @classmethod
    def find(cls, request: HttpRequest) -> Self | None:
        kept: dict[str, Any] | None = request.session.get(KEY)
        return cls(**kept) if kept else None

    def keep(self, request: HttpRequest) -> None:
        request.session[KEY] = asdict(self)
        request.session.set_expiry(KEPT)


def end(request: HttpRequest) -> None:
    """The reader is in."""
    request.session.pop(KEY, None)


def place(name: str, *, next: str, action: str = "") -> str:
    """The address of a page of the door that knows where its reader goes."""
    told = {"next": next if next != returning.HOME else "", "action": action}
    query = urlencode({key: value for key, value in told.items() if value})
    path = reverse(f"door:{name}")
    return f"{path}?{query}" if query else path


def action_of(request: HttpRequest) -> str:
    """The id of the action that waits for its reader; "" for none and for nonsense."""
    raw = request.POST.get("action") or request.GET.get("action") or ""
    try:
        return str(UUID(raw))
    except ValueError:
        return ""
