"""The box beside the signature, and what happens without it."""

import re

import pytest
from django.test import Client

from accounts.models import User
from petitions import consents
from tests.accounts import doors
from tests.petitions.opening.looking import ADA, THANKS, WANTED, who


def test_the_box_is_empty_until_it_is_ticked(client, petition):
    page = client.get(petition.url).content.decode()
    (box,) = re.findall(r'<input[^>]*name="open_account"[^>]*>', page)

    assert "checked" not in box
    assert consents.wording().open_account in page


def test_what_the_box_said_is_on_record(sign, only_signature):
    sign(**WANTED)

    kept = only_signature()
    assert kept.open_account
    assert kept.wording.open_account == consents.wording().open_account
    assert "reader account" in kept.wording.open_account


def test_to_sign_is_not_to_ask_for_an_account(sign, only_signature):
    sign(newsletter="on", show_name="on")

    assert not only_signature().open_account


def test_a_stranger_who_signs_again_cannot_tick_it_for_her(sign, only_signature):
    sign()
    sign(browser=Client(), **WANTED)

    assert not only_signature().open_account


@pytest.mark.django_db(transaction=True)
def test_signing_is_still_one_statement(sign, django_assert_num_queries):
    sign(email="warm@example.org")

    with django_assert_num_queries(1):
        sign(**WANTED)


def test_signing_opens_nothing_yet(sign, client):
    sign(**WANTED)

    assert not User.objects.exists()
    assert who(client) is None


# Without it (T4)


def test_without_the_box_no_press_opens_a_session(letter, client):
    for _ in range(2):
        answer = client.post(letter.confirm_path)
        assert "sessionid" not in answer.cookies
    client.get(THANKS)

    assert "sessionid" not in client.cookies
    assert not User.objects.exists()


def test_without_the_box_no_code_opens_a_session(letter, client, petition):
    client.post(f"{petition.url}code/", {"code": letter.code})

    assert "sessionid" not in client.cookies
    assert not User.objects.exists()


def test_without_the_box_an_account_there_is_stays_shut(letter, client):
    doors.make_reader(ADA)
    client.post(letter.confirm_path)

    assert who(client) is None
