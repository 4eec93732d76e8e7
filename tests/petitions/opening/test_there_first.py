"""Somebody was there first, and gets nothing by it (A8)."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from petitions.models import Signature
from tests import factories
from tests.accounts import doors
from tests.petitions.opening.looking import ADA, confirmed_only, verified, who


def hijack(**changes):
    """Mallory made an account with Ada's address, and never proved the mailbox."""
    user = factories.make_user(ADA, display_name="Mallory", **changes)
    for email in (ADA, "mallory@evil.example"):
        EmailAddress.objects.create(user=user, email=email, primary=email == ADA)
    browser = Client()
    browser.force_login(user)
    assert browser.get("/accounts/me.json").json()["reader"]
    return user, browser


def test_an_account_made_before_with_her_address_gets_no_power(opted, client):
    user, mallory = hijack()
    Authenticator.objects.create(user=user, type="webauthn", data={})
    client.post(opted.confirm_path)

    user.refresh_from_db()
    assert mallory.get("/accounts/me.json").json()["reader"] == {}
    assert not Client().login(email=ADA, password="a fine long password")
    assert not Authenticator.objects.exists()
    assert user.display_name == ""
    assert list(user.emailaddress_set.values_list("email", "verified")) == [(ADA, True)]


def test_nor_does_one_without_a_password(opted, client):
    user, mallory = hijack()
    user.set_unusable_password()
    user.save()
    mallory.force_login(user)
    client.post(opted.confirm_path)

    assert who(client) == ADA
    assert mallory.get("/accounts/me.json").json()["reader"] == {}


def test_another_companys_door_leads_in_no_more(opted, client):
    user, _mallory = hijack()
    SocialAccount.objects.create(user=user, provider="google", uid="mallory")
    client.post(opted.confirm_path)

    assert not SocialAccount.objects.exists()


def test_with_a_password_that_nobody_proved_ada_still_goes_through_the_door(
    opted, client
):
    hijack()

    assert confirmed_only(client, opted.confirm_path)
    assert verified()


def test_without_the_wish_nobodys_account_is_touched(letter, client):
    user, _mallory = hijack()
    client.post(letter.confirm_path)

    user.refresh_from_db()
    assert user.display_name == "Mallory"
    assert not verified()
    assert only_reader_of(Signature.objects.get()) is None


def test_her_address_on_somebody_elses_account_gives_them_nothing(opted, client):
    mallory = doors.make_reader("mallory@evil.example")
    EmailAddress.objects.create(user=mallory, email=ADA, verified=False)
    client.post(opted.confirm_path)

    assert who(client) == ADA
    assert User.objects.get(email=ADA) != mallory
    assert not EmailAddress.objects.filter(user=mallory, email=ADA, verified=True)


def test_an_account_that_moved_to_her_address_is_not_hers(opted, client):
    """Its owner proved another mailbox: nobody knows what became of that."""
    user = factories.make_user(ADA)
    EmailAddress.objects.create(user=user, email="old@example.org", verified=True)

    assert confirmed_only(client, opted.confirm_path)
    assert not verified()


def only_reader_of(signature):
    signature.refresh_from_db()
    return signature.reader
