"""What a page tells one reader alone: asked for by those who have something here."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts import personal
from mailroom import delivery
from tests import factories

ME = "/accounts/me.json"


@pytest.fixture
def ada(db):
    return get_user_model().objects.create_user(
        "ada@example.org", "secret", display_name="Ada Field"
    )


def test_nobody_is_told_nothing_and_need_not_ask_again(client, db):
    client.cookies[personal.COOKIE] = "1"
    answer = client.get(ME)

    assert answer.json() == {"reader": {}, "signed": [], "forum": {}}
    assert answer.cookies[personal.COOKIE]["max-age"] == 0


def test_whoever_never_had_the_cookie_gets_none(client, db):
    assert not client.get(ME).cookies


def test_a_reader_who_is_signed_in_is_told_their_name(client, ada):
    client.force_login(ada)

    assert client.get(ME).json()["reader"] == {"name": "Ada Field", "is_staff": False}


def test_nobody_keeps_the_answer(client, ada):
    client.force_login(ada)
    answer = client.get(ME)

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer


def test_signing_in_invites_the_browser_to_ask(client, ada, mailoutbox):
    ada.emailaddress_set.create(email=ada.email, verified=True, primary=True)
    client.post("/accounts/login/code/", {"email": ada.email})
    delivery.send_due()
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mailoutbox[0].body, re.MULTILINE)
    answer = client.post("/accounts/login/code/confirm/", {"code": code.group(1)})

    assert answer.cookies[personal.COOKIE].value == "1"
    assert not answer.cookies[personal.COOKIE]["httponly"]
    assert client.get(ME).json()["reader"]["name"] == "Ada Field"


def test_a_browser_that_signed_is_told_which_petition_and_as_whom(client, db):
    petition = factories.make_petition()
    posted = client.post(f"{petition.url}sign/", factories.FORM)

    assert posted.cookies[personal.COOKIE].value == "1"
    assert client.get(ME).json()["signed"] == [
        {"petition": petition.slug, "masked": "a•••@example.org"}
    ]


def test_public_pages_are_the_same_bytes_for_who_is_known(client, ada):
    petition = factories.make_petition()
    before = client.get(petition.url).content
    client.force_login(ada)
    client.post(f"{petition.url}sign/", factories.FORM)

    answer = client.get(petition.url)
    assert answer.content == before
    assert not answer.cookies


def test_the_answer_can_only_be_read(client, db):
    assert client.post(ME).status_code == 405


def test_who_is_in_gets_a_token_for_the_forms_of_an_older_tab(ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    token = browser.get(ME).json()["token"]

    answer = browser.post("/accounts/logout/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    assert browser.get(ME).json()["reader"] == {}


def test_nobody_else_gets_one(client, db):
    answer = client.get(ME)

    assert "token" not in answer.json()
    assert "csrftoken" not in answer.cookies
