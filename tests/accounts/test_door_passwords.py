"""Passwords, for readers who want one: the same answer for all who have none."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests import factories
from tests.accounts import knocking
from tests.accounts.knocking import PASSWORD
from tests.accounts.test_door import make_reader, words
from tests.accounts.test_door_guards import AT_HOME, ELSEWHERE, SECRET, from_

NEW = "/accounts/password/new/"
FRESH = "another fine long one"


def type_password(client, email, password=SECRET, **more):
    extra = {name: more.pop(name) for name in list(more) if name.isupper()}
    typed = {"email": email, "password": password, **more}
    return client.post(PASSWORD, typed, **extra)


def test_a_reader_with_a_password_is_back_where_they_were(client, db):
    make_reader()

    answer = type_password(client, "CY@example.org", next="/petitions/a/#sign")
    assert answer.url == "/petitions/a/#sign"
    assert knocking.is_in(client)


def make(kind):
    person = factories.make_user("cy@example.org", is_staff=kind == "staff")
    if kind == "no password":
        person.set_unusable_password()
    person.is_active = kind != "closed"
    person.save()
    if kind != "no record":
        EmailAddress.objects.create(
            user=person, email=person.email, verified=kind != "unverified"
        )


@pytest.mark.parametrize(
    "kind", ["staff", "closed", "unverified", "no record", "no password"]
)
def test_whoever_has_no_business_here_is_told_what_a_stranger_is(client, db, kind):
    make(kind)
    known = type_password(client, "cy@example.org")
    unknown = type_password(client, "no@example.org")

    assert known.status_code == unknown.status_code == 422
    assert "let us send you a code" in words(known)
    assert words(known) == words(unknown)
    assert not knocking.is_in(client)


@pytest.mark.parametrize("kind", ["staff", "closed", "unverified", "no password"])
def test_a_hash_is_made_for_everybody(client, db, kind, monkeypatch):
    """What takes time is the hash, so whoever is unknown costs one as well."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    made = []
    usual = MD5PasswordHasher.encode

    def encode(self, password, salt):
        made.append(password)
        return usual(self, password, salt)

    make(kind)
    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    type_password(client, "cy@example.org", "wrong")
    of_known = len(made)
    type_password(client, "no@example.org", "wrong")

    assert (of_known, len(made)) == (1, 2)


def test_stuffing_stops_after_a_few_passwords(db):
    """A3: at most 20 of 10,000 passwords are looked at for one account."""
    make_reader()
    for number in range(40):
        network = from_(f"203.0.113.{number // 4}")
        type_password(Client(), "cy@example.org", f"guess {number}", **network)

    answer = type_password(Client(), "cy@example.org", **from_("203.0.113.99"))
    assert answer.status_code == 429
    assert "Please wait" in words(answer)
    assert "Send me a code instead" in words(answer)


def test_the_victim_of_stuffing_comes_in_by_code_meanwhile(db, mailoutbox):
    """A4: no lock-out."""
    make_reader()
    for number in range(40):
        network = from_(f"203.0.113.{number // 4}")
        type_password(Client(), "cy@example.org", f"guess {number}", **network)
    victim = Client(**from_(AT_HOME))

    assert type_password(victim, "cy@example.org").status_code == 429
    knocking.come_in(victim, mailoutbox, "cy@example.org")
    assert knocking.is_in(victim)


def test_a_known_browser_uses_its_password_during_an_attack(db, mailoutbox):
    make_reader()
    victim = Client(**from_(AT_HOME))
    knocking.come_in(victim, mailoutbox, "cy@example.org")
    victim.post("/accounts/logout/")
    for number in range(40):
        network = from_(f"203.0.113.{number // 4}")
        type_password(Client(), "cy@example.org", f"guess {number}", **network)

    type_password(victim, "cy@example.org")
    assert knocking.is_in(victim)


def test_one_network_tries_few_passwords_whatever_the_accounts(client, db, settings):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {
        "passwords tried by a network": [(3, 60)]
    }
    answers = [
        type_password(client, f"a{number}@example.org", **from_(ELSEWHERE))
        for number in range(4)
    ]

    assert answers[-1].status_code == 429


def test_a_forgotten_password_is_replaced_by_way_of_a_code(client, db, mailoutbox):
    cy = make_reader()
    other = Client()
    other.force_login(cy)
    page = client.get("/accounts/password/reset/", follow=True)
    assert f'name="next" value="{NEW}"' in page.content.decode()

    answer = knocking.come_in(client, mailoutbox, cy.email, next=NEW)
    assert answer.url == NEW
    assert client.get(NEW).status_code == 200
    assert client.post(NEW, {"password": "password"}).status_code == 422
    assert client.post(NEW, {"password": FRESH}).status_code == 200

    cy.refresh_from_db()
    assert cy.check_password(FRESH)
    assert knocking.is_in(client)
    assert not knocking.is_in(other)


def test_who_came_in_otherwise_does_not_set_a_new_password_there(client, db):
    cy = make_reader()
    assert client.get(NEW).url.startswith("/accounts/?next=")
    type_password(client, cy.email)

    assert client.post(NEW, {"password": FRESH}).status_code == 302
    cy.refresh_from_db()
    assert cy.check_password(SECRET)
