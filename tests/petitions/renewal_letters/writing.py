"""What these tests share."""

import re
from urllib.parse import urlsplit

from mailroom.models import Lane, Letter
from tests import factories

WORDS = (
    "Seven years ago you *signed*.\n\nRead [why](https://example.org/why) we ask again."
)


def sign(petition, email, **changes):
    fields = {"status": "confirmed", "newsletter": True, "name": "Ada Field"} | changes
    return factories.make_signature(petition, email=email, **fields)


def recipients():
    rows = Letter.objects.filter(lane=Lane.BULK).order_by("pk")
    return [letter.address for letter in rows]


def path_of(letter, name):
    """The path of the letter's link that ends in `name`."""
    links = re.findall(r"https?://\S+", letter.body)
    return next(urlsplit(link).path for link in links if link.endswith(f"/{name}/"))
