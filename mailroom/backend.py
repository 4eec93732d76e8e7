"""Django's mail backends, at both ends of the mailroom.

Whatever a library sends comes in by the outbox; all letters leave by one of the others.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from mailroom import outbox, packing
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


_sender = cache(sanitize_address)


class PackedSmtp(smtp.EmailBackend):
    """Django's own for SMTP, with the bytes of each letter made by `packing`."""

    def _send(self, email_message: EmailMultiAlternatives) -> bool:
        """Send what `transport.message` makes, over the connection that is open."""
        connection: Any = self.connection
        charset = settings.DEFAULT_CHARSET
        (reader,) = email_message.to
        if not packing.is_plain_address(reader):
            reader = sanitize_address(reader, charset)
        sender = _sender(email_message.from_email, charset)
        connection.sendmail(sender, [reader], packing.pack(email_message))
        return True


class NoServer(BaseEmailBackend):
    """Stands for a mail server that nobody named: letters wait until somebody does."""

    def open(self) -> bool:
        raise ConnectionError("Set EMAIL_URL: letters have nowhere to go.")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        return 0
