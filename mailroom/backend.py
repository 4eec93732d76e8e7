"""Django's mail backend: whatever a library sends goes through the mailroom too."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mailroom import outbox
from mailroom.addresses import AddressRefused
from mailroom.models import Lane, Letter

logger = logging.getLogger(__name__)

KIND = "message"
HTML = "text/html"
# Sign-in codes are short-lived, and a late one is worse than none.
LIFETIME = timedelta(hours=1)


class OutboxBackend(BaseEmailBackend):
    """Puts messages in the outbox, in the caller's transaction.

    They are not capped here: allauth limits its own letters per address and network,
    and a reader who waits for a sign-in code must not wait ten minutes.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            letter
            for message in email_messages
            for address in message.to
            if (letter := _letter(message, address))
        ]
        outbox.post(letters)
        return len(email_messages)


def _letter(message: EmailMessage, address: str) -> Letter | None:
    """None for an address that no letter reaches; Django's own check passes some."""
    try:
        return outbox.draft(
            KIND,
            subject_id=None,
            mail_to=address,
            lane=Lane.SECURITY,
            is_capped=False,
            lifetime=LIFETIME,
            content=_content(message),
        )
    except AddressRefused:
        logger.warning("A message has an address that no letter reaches")
        return None


def _content(message: EmailMessage) -> dict[str, str]:
    alternatives: list[tuple[Any, str]] = getattr(message, "alternatives", [])
    html = [str(content) for content, mimetype in alternatives if mimetype == HTML]
    return {
        "subject": str(message.subject),
        "text": str(message.body),
        "html": html[0] if html else "",
    }


class NoServer(BaseEmailBackend):
    """Stands for a mail server that nobody named: letters wait until somebody does."""

    def open(self) -> bool:
        raise ConnectionError("Set EMAIL_URL: letters have nowhere to go.")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        return 0
