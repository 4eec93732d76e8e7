"""People: known by their address, whatever its letters, and let in by one door."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import User
from mailroom import delivery
from mailroom.models import Letter
from tests import factories


def test_two_people_do_not_share_an_address(db):
    factories.make_cy()

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_user("CY@example.org")
    assert User.objects.count() == 1


def test_somebody_signs_in_by_password_in_any_letters(client, db):
    factories.make_cy()

    assert client.login(email="CY@Example.org", password="a fine long password")


def test_somebody_who_left_does_not_sign_in(client, db):
    factories.make_user("cy@example.org", is_active=False)

    assert not client.login(email="cy@example.org", password="a fine long password")


def test_a_person_is_called_by_the_name_they_chose(db):
    assert str(factories.make_cy()) == "Cy"
    assert str(factories.make_user("b@example.org", display_name="")) == "b@example.org"


@pytest.mark.parametrize("path", ["login", "signup", "login/code"])
def test_the_doors_stand(client, db, path):
    response = client.get(f"/accounts/{path}/", follow=True)

    assert response.status_code == 200
    assert 'name="email"' in response.content.decode() or path == "login"


def test_a_reader_signs_in_with_a_code_from_a_letter(client, db, mailoutbox):
    cy = factories.make_cy()
    EmailAddress.objects.create(user=cy, email=cy.email, verified=True, primary=True)
    client.post("/accounts/login/code/", {"email": "cy@example.org"})
    delivery.send_due()
    (message,) = mailoutbox
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", message.body, re.MULTILINE).group(1)
    client.post("/accounts/login/code/confirm/", {"code": code})

    assert client.session.get("_auth_user_id") == str(cy.pk)
    assert message.subject.startswith("Clarion: ")
    assert Letter.objects.get().content == {}


def test_an_unknown_address_is_answered_like_a_known_one(client, db):
    factories.make_cy()
    known = client.post("/accounts/login/code/", {"email": "cy@example.org"})
    unknown = client.post("/accounts/login/code/", {"email": "no@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_nothing_leaves_but_through_the_outbox(db, mailoutbox):
    mail.send_mail("A", "b", None, ["a@example.org"])

    assert mailoutbox == []
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("who", [factories.make_bo, factories.make_dee])
def test_staff_do_not_give_themselves_rights(client, db, who):
    person = who()
    factories.at_the_desk(client, person)

    assert client.get(f"/admin/accounts/user/{person.pk}/change/").status_code == 403
    assert client.get("/admin/auth/group/").status_code in (403, 404)


def test_on_which_devices_readers_are_signed_in_is_not_told_at_the_desk(client, db):
    factories.at_the_desk(client, factories.make_ada())

    assert client.get("/admin/usersessions/usersession/").status_code == 404
    assert "usersession" not in client.get("/admin/").content.decode()
