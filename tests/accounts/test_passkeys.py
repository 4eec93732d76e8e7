"""Passkeys and the password: ways in that nobody needs, beside the code."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.template.loader import render_to_string
from django.test import Client

from accounts import passkeys
from accounts.home import letters
from accounts.models import Merger, Profile, User
from accounts.staff import factors
from mailroom.models import Letter
from tests import factories

HOME = "/accounts/me/"
ADD, SIGN_IN = f"{HOME}passkeys/add/", "/accounts/2fa/webauthn/login/"
PASSWORD = f"{HOME}password/"
NEW = "correct horse battery"


def make_passkey(user, name="my phone"):
    data = {"name": name, "credential": {}}
    return Authenticator.objects.create(user=user, type="webauthn", data=data)


def kinds():
    return set(Letter.objects.values_list("kind", flat=True))


def test_a_passkey_is_offered_to_who_has_none_and_may_be_declined(at_home):
    assert "Next time without a letter?" in at_home.get(HOME).content.decode()
    at_home.post(f"{HOME}passkeys/later/")

    assert "Next time without a letter?" not in at_home.get(HOME).content.decode()


def test_a_passkey_is_not_offered_to_who_has_one(at_home, cy):
    make_passkey(cy)

    assert "Next time without a letter?" not in at_home.get(HOME).content.decode()


def test_the_device_is_asked_to_keep_the_account_and_to_check_the_person(at_home):
    page = at_home.get(ADD).content.decode()
    options = json.loads(
        page.split('id="passkey-options" type="application/json">')[1].split("</")[0]
    )["publicKey"]

    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"] == {"id": "localhost", "name": "Clarion"}


@pytest.mark.parametrize("made", ["", "null", "{}", "[]", '{"id": 1}', "x"])
def test_what_no_device_made_is_no_passkey(at_home, made):
    at_home.get(ADD)
    answer = at_home.post(ADD, {"name": "phone", "credential": made})

    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_passkey_is_renamed_and_removed_by_its_reader(at_home, cy):
    passkey = make_passkey(cy)
    at_home.post(f"{HOME}passkeys/{passkey.pk}/name/", {"name": "old phone"})
    assert str(passkeys.of(cy).get()) == "old phone"
    at_home.get(f"{HOME}passkeys/{passkey.pk}/remove/")
    assert passkeys.of(cy).exists()

    at_home.post(f"{HOME}passkeys/{passkey.pk}/remove/")
    assert not passkeys.of(cy).exists()
    assert letters.PASSKEY_REMOVED in kinds()


@pytest.mark.parametrize("part", ["name", "remove"])
def test_nobody_touches_the_passkey_of_somebody_else(at_home, eve, part):
    passkey = make_passkey(eve)
    answer = at_home.post(f"{HOME}passkeys/{passkey.pk}/{part}/", {"name": "x"})

    assert answer.status_code == 404
    assert str(passkeys.of(eve).get()) == "my phone"


def test_a_readers_passkey_is_no_second_lock_and_a_staffs_is(cy, db):
    bo = factories.make_bo()
    make_passkey(cy)
    with factors._adding():
        make_passkey(bo)

    assert not is_mfa_enabled(cy)
    assert not is_mfa_enabled(cy, ["totp", "webauthn"])
    assert is_mfa_enabled(bo, ["totp", "webauthn"])


def test_a_readers_authenticator_app_is_a_second_lock(cy):
    Authenticator.objects.create(user=cy, type="totp", data={})

    assert is_mfa_enabled(cy, ["totp", "webauthn"])


@pytest.mark.parametrize("made", ["", "{}", "[]", '{"response": {"userHandle": "x"}}'])
def test_nonsense_at_the_door_leads_back_to_the_door(client, db, made):
    answer = client.post(SIGN_IN, {"credential": made, "next": "/petitions/a/#sign"})

    assert answer.url == "/accounts/?next=%2Fpetitions%2Fa%2F%23sign"
    assert "_auth_user_id" not in client.session


def test_the_door_hands_out_a_challenge_to_scripts_alone(client, db):
    answer = client.get(SIGN_IN, headers={"accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]

    assert options["userVerification"] == "required"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(SIGN_IN).url == "/accounts/"


def test_another_sites_page_cannot_send_a_passkey(client, db):
    answer = client.post(SIGN_IN, {}, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403


def handle_of(pk):
    from allauth.account.utils import user_pk_to_url_str
    from fido2.utils import websafe_encode

    named = user_pk_to_url_str(User(pk=pk)).encode()
    return {"response": {"userHandle": websafe_encode(named)}}


def test_a_passkey_of_an_account_that_was_merged_opens_the_one_that_is_left(cy):
    Merger.objects.create(
        user=cy,
        other_email="x@example.org",
        other_mailbox=b"",
        other_id=4711,
        done_at=cy.date_joined,
    )

    assert passkeys._holder(handle_of(4711)) == cy
    assert passkeys._holder(handle_of(cy.pk)) == cy


def test_a_merger_that_never_was_opens_nothing(cy):
    Merger.objects.create(
        user=cy, other_email="x@example.org", other_mailbox=b"", other_id=4711
    )

    with pytest.raises(Exception, match="opens no account"):
        passkeys._holder(handle_of(4711))


def test_a_passkey_of_the_staff_does_not_open_the_readers_door(db):
    with pytest.raises(Exception, match="opens no account"):
        passkeys._holder(handle_of(factories.make_bo().pk))


def test_the_button_at_the_door_needs_no_token_and_keeps_the_way_back():
    button = render_to_string("account/_passkey.html", {"next": "/a/#b"})

    assert "csrfmiddlewaretoken" not in button
    assert 'value="/a/#b"' in button
    assert "<passkey-sign-in" in button


# Password


def test_a_password_is_set_changed_and_removed(browser_of, cy):
    here, there = browser_of(cy), browser_of(cy)
    assert here.post(PASSWORD, {"new": NEW}).url == HOME
    cy.refresh_from_db()
    assert cy.check_password(NEW)
    assert here.get(HOME).status_code == 200
    assert there.get(HOME).status_code == 302
    assert here.post(PASSWORD, {"old": "no", "new": NEW + "!"}).status_code == 422
    assert here.post(PASSWORD, {"old": NEW, "new": NEW + "!"}).url == HOME
    cy.refresh_from_db()
    assert cy.check_password(NEW + "!")

    assert here.post(f"{PASSWORD}remove/").url == HOME
    cy.refresh_from_db()
    assert not cy.has_usable_password()
    assert kinds() == {letters.PASSWORD_SET, letters.PASSWORD_REMOVED}


@pytest.mark.parametrize("weak", ["", "short", "1234567890", "cy@example.org"])
def test_a_weak_password_is_refused_with_the_reason(at_home, cy, weak):
    answer = at_home.post(PASSWORD, {"new": weak})

    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not User.objects.get(pk=cy.pk).has_usable_password()


def test_nobody_guesses_the_old_password_at_an_open_browser(browser_of, cy):
    cy.set_password(NEW)
    cy.save()
    here = browser_of(cy)
    answers = [
        here.post(PASSWORD, {"old": f"guess {number}", "new": NEW + "!"}).status_code
        for number in range(12)
    ]

    assert answers[:10] == [422] * 10
    assert answers[10:] == [429] * 2


def test_the_line_is_closed_for_its_reader_alone(at_home, eve):
    at_home.post(f"{HOME}passkeys/later/")

    assert not Profile.objects.filter(user=eve).exists()
    assert passkeys.should_be_offered(eve)


def test_a_browser_without_a_session_posts_nothing(cy, db):
    for path in ("passkeys/later/", "devices/end-others/", "download/", "letters/"):
        assert Client().post(f"{HOME}{path}").status_code == 302
