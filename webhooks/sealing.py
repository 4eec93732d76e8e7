"""The proof that a message is ours: the signature of Standard Webhooks, version 1.

HMAC-SHA-256 over `<id>.<timestamp>.<body>`, as
https://www.standardwebhooks.com/ writes it down, so that receivers can use the
libraries that there are.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Sequence

from django.conf import settings

from mailroom.addresses import keyed_hash
from webhooks.models import Event

PREFIX = "whsec_"


def secret(salt: bytes) -> bytes:
    """The key of an endpoint. Only who holds the site's own key can make it."""
    return keyed_hash("webhooks.secret", salt.hex())


def shown(salt: bytes) -> str:
    """The same as its receiver is given it."""
    return PREFIX + b64encode(secret(salt)).decode()


def body(event: Event) -> bytes:
    """What is sent: the same bytes at each try."""
    told = {
        "id": event.public_id,
        "type": event.kind,
        "created_at": event.created_at.isoformat().replace("+00:00", "Z"),
        "subject": event.url,
        "data": event.data,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def headers(
    public_id: str, body: bytes, keys: Sequence[bytes], *, timestamp: int
) -> dict[str, str]:
    """What goes with the body: one signature for each key that is good now."""
    signed = f"{public_id}.{timestamp}.".encode() + body
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Clarion/{settings.VERSION} (webhooks)",
        "webhook-id": public_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def _signature(key: bytes, signed: bytes) -> str:
    return "v1," + b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
