"""Objects as Stripe writes them."""

import secrets
import time
from typing import Any

from donations.standin.shelf import Row

Answer = tuple[int, Row]


def row(row_id: str, kind: str, **more: Any) -> Row:
    made = {
        "id": row_id,
        "object": kind,
        "created": int(time.time()),
        "livemode": False,
    }
    return made | more


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def error(words: str, code: str = "resource_missing") -> Row:
    kind = "invalid_request_error"
    return {"error": {"message": words, "type": kind, "code": code}}


def listed(rows: list[Row]) -> Answer:
    return 200, {"object": "list", "data": rows, "has_more": False, "url": "/"}
