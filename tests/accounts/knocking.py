"""Knocking at the door: an address, the letter, the code."""

import re

from mailroom import delivery

DOOR, CODE, AGAIN = "/accounts/", "/accounts/code/", "/accounts/code/again/"
PASSWORD = "/accounts/password/"
_code = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)


def ask(client, email, **more):
    """Type an address at the door."""
    extra = {name: more.pop(name) for name in list(more) if name.isupper()}
    return client.post(DOOR, {"email": email, **more}, **extra)


def letters(mailoutbox, email):
    """What reached a mailbox, the newest last."""
    delivery.send_due()
    return [message for message in mailoutbox if message.to == [email]]


def code(mailoutbox, email):
    """The code of the newest letter."""
    found = _code.search(letters(mailoutbox, email)[-1].body)
    return found.group(1) if found else ""


def type_code(client, typed, **more):
    extra = {name: more.pop(name) for name in list(more) if name.isupper()}
    return client.post(CODE, {"code": typed, **more}, **extra)


def come_in(client, mailoutbox, email, **more):
    """The whole way; the answer to the right code."""
    ask(client, email, **more)
    return type_code(client, code(mailoutbox, email))


def is_in(client):
    return bool(client.get("/accounts/me.json").json()["reader"])
