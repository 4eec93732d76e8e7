"""Demo mode's inbox: each letter that left is also kept as a file to be looked at."""

import email
import email.policy
import re
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from mailroom.models import Letter

NEWEST = 200
_LINK = re.compile(r"https?://[^\s<>\"]+")


class KeptLetter(NamedTuple):
    """A letter as the inbox shows it."""

    id: int
    to: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str

    @property
    def url(self) -> str:
        return reverse("mailroom:letter", args=[self.id])

    @property
    def html_url(self) -> str:
        return reverse("mailroom:html", args=[self.id])

    @property
    def links(self) -> list[str]:
        return list(dict.fromkeys(_LINK.findall(self.text)))


def keep(letter: Letter, message: EmailMultiAlternatives) -> None:
    """Keep the letter; one that is sent twice overwrites itself."""
    settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
    path = _path(letter.pk)
    draft = path.with_suffix(".part")
    draft.write_bytes(message.message().as_bytes())
    draft.replace(path)


def newest() -> list[KeptLetter]:
    """The letters kept, newest first, at most 200."""
    found = sorted(settings.MAIL_DIR.glob("*.eml"), reverse=True)[:NEWEST]
    return [_read(path) for path in found]


def find(letter_id: int) -> KeptLetter | None:
    path = _path(letter_id)
    return _read(path) if path.exists() else None


def _path(letter_id: int) -> Path:
    return Path(settings.MAIL_DIR) / f"{letter_id:012}.eml"


def _read(path: Path) -> KeptLetter:
    message = email.message_from_bytes(
        path.read_bytes(), _class=EmailMessage, policy=email.policy.default
    )
    return KeptLetter(
        id=int(path.stem),
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime,
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
