"""The door tells nobody who has an account: pages, statements, and letters to others.

Time is not measured here, where it would flake: what takes time is the statements, and
they are the same ones. What the processor took is in docs/adr/0016-one-door.md.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.models.people import key_of
from mailroom import delays
from tests.accounts import knocking

_savepoint = re.compile(r"SAVEPOINT \S+")
PAIRS = 2_000
OF_THE_MOMENT = ("Expires", "Content-Length")
KINDS = ["verified", "unverified", "without a record", "alias", "staff", "inactive"]
_token = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')


def address_of(kind, number):
    """As long as each other, so that only being known can make a difference."""
    return f"{'known' if kind else 'nobdy'}{number:05}@gmail.com"


def typed_for(kind, number):
    plain = address_of(kind, number)
    return plain.replace("@", "+a@" if kind == "alias" else "@")


def make_people(numbers):
    """One of each kind in turn, in few statements."""
    people = []
    for number in numbers:
        kind, email = KINDS[number % len(KINDS)], address_of("known", number)
        person = User(
            email=email,
            email_key=key_of(email),
            is_staff=kind == "staff",
            is_active=kind != "inactive",
        )
        person.password = "md5$a$b" if number % 2 else "!none"
        people.append(person)
    people = User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(
            user=person,
            email=person.email,
            verified=KINDS[number % len(KINDS)] != "unverified",
            primary=True,
        )
        for number, person in zip(numbers, people, strict=True)
        if KINDS[number % len(KINDS)] != "without a record"
    )


def seen(response, typed):
    """All that somebody outside can see of an answer."""
    body = _token.sub(r"\1", response.content.decode()).replace(typed, "an address")
    headers = sorted(
        (name, value) for name, value in response.items() if name not in OF_THE_MOMENT
    )
    cookies = sorted(response.cookies)
    return response.status_code, headers, cookies, body


def statements(act):
    """The answer, and what the database was asked, without values."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(_savepoint.sub("SAVEPOINT", sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = act()
    return response, asked


def way(typed, *, is_whole):
    """What a stranger does with an address, and all that they see of it."""
    client, told = Client(), []
    steps = [lambda: knocking.ask(client, typed)]
    if is_whole:
        steps += [
            lambda: client.get(knocking.CODE),
            lambda: knocking.type_code(client, "AAAA-AAAA"),
            lambda: client.post(knocking.AGAIN),
            lambda: client.get(knocking.DOOR),
            lambda: client.post(
                knocking.PASSWORD, {"email": typed, "password": "a wrong one"}
            ),
        ]
    for step in steps:
        response, asked = statements(step)
        told.append((seen(response, typed), asked))
    return told


@pytest.fixture(autouse=True)
def many_may_knock(settings):
    many = {name: [(10**6, 60)] for name in settings.DOOR_LIMITS}
    settings.DOOR_LIMITS = many


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch):
    """How long letters take is no difference between readers, but between moments."""
    monkeypatch.setattr(delays, "minutes", lambda lane: 0)


def test_two_thousand_pairs_are_answered_alike(db):
    make_people(range(PAIRS))
    for number in range(PAIRS):
        kind = KINDS[number % len(KINDS)]
        known, unknown = typed_for(kind, number), address_of("", number)
        unknown = unknown.replace("@", "+a@" if kind == "alias" else "@")
        # The whole way for one pair in fifty of each kind: the first step tells most.
        is_whole = number // len(KINDS) % 50 == 0

        assert way(known, is_whole=is_whole) == way(unknown, is_whole=is_whole), kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_is_the_same_for_new_and_known_readers(db, mailoutbox, kind):
    make_people(range(len(KINDS)))
    known = typed_for(kind, KINDS.index(kind))
    letters = []
    for typed, mailbox in (
        (known, address_of("known", KINDS.index(kind))),
        (address_of("", 1), address_of("", 1)),
    ):
        knocking.ask(Client(), typed)
        (letter,) = knocking.letters(mailoutbox, mailbox)
        letters.append(re.sub("[A-Z]{4}-[A-Z]{4}", "CODE", letter.body))

    assert (letters[0] == letters[1]) == (kind not in ("staff", "inactive"))
