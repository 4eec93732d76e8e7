"""What a reader does on the real site, by plain HTTP."""

import itertools
import re
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.parts.smtp import Received
from tests.stack.site import Site

SLUG = "urgent-support-for-ukrainian-refugees"
PETITION = f"/petitions/{SLUG}/"
_number = itertools.count(1)


def new_address(who: str = "reader") -> str:
    """An address that no other test uses: letters to one mailbox are capped."""
    return f"{who}{next(_number)}@example.org"


def form(email: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Ada Field",
        "email": email,
        "country": "GB",
        "postcode": "SW1A 1AA",
        "consent": "on",
    } | changes


def sign(site: Site, email: str, **changes: Any) -> requests.Response:
    return site.post(f"{PETITION}sign/", form(email, **changes))


def letter(site: Site, email: str, *, seconds: float = 20) -> Received:
    """The newest letter to this address, once it is there."""
    site.wait_for(
        lambda: site.smtp.letters_to(email), seconds, what=f"a letter to {email}"
    )
    return site.smtp.letters_to(email)[-1]


def link(found: Received, about: str) -> str:
    """The path of the letter's link that holds `about`, such as "/confirm/"."""
    links = re.findall(r"https?://\S+", found.text)
    return next(urlsplit(url).path for url in links if about in url)


def my_page(found: Received) -> str:
    return link(found, "/not-me/").removesuffix("not-me/")


def code(found: Received) -> str:
    return re.search(r"\b\d{6}\b", found.text).group()


def sign_and_confirm(site: Site, email: str) -> Received:
    assert sign(site, email).status_code == 302
    found = letter(site, email)
    assert site.post(link(found, "/confirm/")).status_code == 302
    return found


def count(site: Site) -> int:
    """The public number."""
    return site.get(f"{PETITION}count.json").json()["count"]


def settled_count(site: Site) -> int:
    """The public number once nothing that earlier tests did is on its way to it."""
    tally = "SELECT count FROM petitions_tally"
    queue = "SELECT count(*) FROM petitions_countchange"
    site.wait_for(
        lambda: site.value(queue) == 0 and site.value(tally) == count(site),
        20,
        what="the number settles",
    )
    return count(site)


def is_even(site: Site) -> bool:
    """Whether the number and its queue equal the confirmed rows at this moment."""
    return drift(site) == 0


def drift(site: Site) -> int:
    """Tally + queue - confirmed rows, read in one statement and so in one moment."""
    return site.value(
        "SELECT (SELECT count FROM petitions_tally WHERE petition_id = p.id)"
        " + (SELECT coalesce(sum(change), 0) FROM petitions_countchange"
        "    WHERE petition_id = p.id)"
        " - (SELECT count(*) FROM petitions_signature"
        "    WHERE petition_id = p.id AND status = 'confirmed')"
        " FROM petitions_petition p WHERE slug = %s",
        SLUG,
    )


def status(site: Site, email: str) -> str | None:
    return site.value("SELECT status FROM petitions_signature WHERE email = %s", email)
