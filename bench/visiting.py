"""What readers ask for, and what they type; needs no Django."""

import itertools
import random

SLUG = "bench"
PAGE = f"/petitions/{SLUG}/"
SIGN = f"{PAGE}sign/"
COUNT = f"{PAGE}count.json"
CONFIRM = "/petitions/confirm/{token}/"
_number = itertools.count()


def form() -> dict[str, str]:
    """What a reader who never signed before types."""
    return {
        "name": "Ada Field",
        "email": f"new-reader{next(_number)}@example.org",
        "country": "GB",
        "postcode": "SW1A 1AA",
        "consent": "on",
    }


def network() -> str:
    """A reader's address that hardly anybody else has."""
    return f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}"
