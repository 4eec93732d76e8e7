"""What a reader does on the real site, by plain HTTP."""

import itertools
import re
from typing import Any
from urllib.parse import urlsplit

import requests
from redis import Redis

from tests.parts.authenticator import App
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
    tally = (
        "SELECT tally.count FROM petitions_tally tally"
        " JOIN petitions_petition p ON p.id = tally.petition_id WHERE p.slug = %s"
    )
    queue = "SELECT count(*) FROM petitions_countchange"
    site.wait_for(
        lambda: site.value(queue) == 0 and site.value(tally, SLUG) == count(site),
        20,
        what="the number settles",
    )
    return count(site)


def is_even(site: Site) -> bool:
    """Whether the number and its queue equal the confirmed rows at this moment.

    And each kind of its parts equals the number.
    """
    return drift(site) == 0


# One statement, and so one moment.
DRIFT = """
    SELECT abs(tally.count
        + (SELECT coalesce(sum(change), 0) FROM petitions_countchange c
            WHERE c.petition_id = p.id)
        - (SELECT count(*) FROM petitions_signature s
            WHERE s.petition_id = p.id AND status = 'confirmed'))
    + abs(tally.count - (SELECT coalesce(sum(a.count), 0) FROM petitions_areatally a
        WHERE a.petition_id = p.id))
    + abs(tally.count - (SELECT coalesce(sum(o.count), 0) FROM petitions_sourcetally o
        WHERE o.petition_id = p.id))
    + (SELECT sum(abs(tally.count - part)) FROM (
        SELECT sum(change) AS part FROM petitions_timetally m
        WHERE m.petition_id = p.id GROUP BY step) AS parts)
    FROM petitions_petition p JOIN petitions_tally tally ON tally.petition_id = p.id
    WHERE slug = %s
"""


def drift(site: Site) -> int:
    """How far the number is from the rows, and each kind of part from the number."""
    return site.value(DRIFT, SLUG)


def status(site: Site, email: str) -> str | None:
    return site.value("SELECT status FROM petitions_signature WHERE email = %s", email)


# Staff


def staff(site: Site) -> requests.Session:
    """Somebody who may do everything at the desk, signed in by both steps.

    A demonstration on loopback lets Ada in by the printed password; a site on real
    servers is none, and there a new owner enrols by the link of the command line.
    """
    visitor = requests.Session()
    if site.is_a_demo_alone:
        return _sign_in_with_password(site, visitor)
    link = owner_link(site)
    page = site.get(link, visitor=visitor).text
    code = App.photographed(page).code()
    fields = {"app-password": site.password, "app-code": code}
    assert _post_form(site, visitor, link, fields).status_code == 302
    return visitor


def forget_tries(site: Site) -> None:
    """Each test is another visitor; to the door they are one who is in a hurry."""
    socket = site.data_dir / "redis" / "cache.sock"
    if socket.exists():
        with Redis(unix_socket_path=str(socket)) as store:
            for key in store.scan_iter("*limit:*"):
                store.delete(key)
    connection = site.database()
    connection.execute("DELETE FROM accounts_attempts")
    connection.close()


def _sign_in_with_password(site: Site, visitor: requests.Session) -> requests.Session:
    door = "/admin/login/"
    forget_tries(site)
    site.get(door, visitor=visitor)
    fields = {"email": "ada@meridian.example", "password": site.password}
    assert _post_form(site, visitor, door, fields).status_code == 302
    return visitor


def owner_link(site: Site, *, name: str = "Ada Field") -> str:
    """The path of an enrolment link, of an owner whom nobody else signs in as."""
    told = site.manage("make_owner", new_address("owner"), "--name", name)
    return urlsplit(told.strip()).path


def ask_for_a_spreadsheet(site: Site, visitor: requests.Session) -> str:
    """The path of its page."""
    pk = site.value("SELECT id FROM petitions_petition WHERE slug = %s", SLUG)
    fields = {"purpose": "x", "columns": ["name"], "format": "xlsx"}
    path = f"/admin/petitions/petition/{pk}/export/"
    return str(_post_form(site, visitor, path, fields).headers["Location"])


def _post_form(
    site: Site, visitor: requests.Session, path: str, fields: dict[str, Any]
) -> requests.Response:
    token = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"]}
    headers = {"Referer": site.url}
    return site.post(path, fields | token, visitor=visitor, headers=headers)
