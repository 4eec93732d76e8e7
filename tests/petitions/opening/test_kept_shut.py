"""Who is confirmed only, and shown the door."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import User
from petitions.models import Signature
from tests import factories
from tests.accounts import doors
from tests.petitions.opening.looking import (
    ADA,
    THANKS,
    WANTED,
    confirmed_only,
    door_on_the_thanks,
    is_shown_the_door,
    who,
)


def test_a_second_use_of_the_letter_signs_nobody_in(opted, client):
    """Forwarded after it was used, it is a friend's thanks and nothing else."""
    client.post(opted.confirm_path)
    friend = Client()

    assert confirmed_only(friend, opted.confirm_path)
    assert is_shown_the_door(friend)
    assert door_on_the_thanks(friend) is None
    assert ADA not in friend.get(THANKS).content.decode()


def test_the_code_after_the_link_signs_nobody_in(opted, client, petition):
    client.post(opted.confirm_path)
    friend = Client()
    friend.post(f"{petition.url}code/", {"email": ADA, "code": opted.code})

    assert who(friend) is None


def test_a_double_click_signs_in(opted, client):
    client.post(opted.confirm_path)
    client.post(opted.confirm_path)

    assert who(client) == ADA
    assert 'href="/accounts/me/"' in client.get(THANKS).content.decode()


def test_after_a_day_it_confirms_only(opted, client):
    Signature.objects.update(signed_at=timezone.now() - timedelta(hours=24, seconds=1))

    assert confirmed_only(client, opted.confirm_path)
    assert not User.objects.exists()
    assert door_on_the_thanks(client) == ADA


def test_within_the_day_it_opens(opted, client):
    Signature.objects.update(signed_at=timezone.now() - timedelta(hours=23))
    client.post(opted.confirm_path)

    assert who(client) == ADA


def with_staff():
    return doors.make_reader(ADA, is_staff=True)


def with_rights_to_everything():
    return doors.make_reader(ADA, is_superuser=True)


def with_password():
    user = doors.make_reader(ADA)
    user.set_password("a fine long password")
    user.save()
    return user


def with_second_factor():
    user = doors.make_reader(ADA)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    return user


def with_passkey():
    user = doors.make_reader(ADA)
    Authenticator.objects.create(user=user, type="webauthn", data={})
    return user


def closed_out():
    return doors.make_reader(ADA, is_active=False)


@pytest.mark.parametrize(
    "make",
    [
        *(with_staff, with_rights_to_everything, with_password),
        *(with_second_factor, with_passkey, closed_out),
    ],
)
def test_who_has_more_to_lose_is_confirmed_only_and_shown_the_door(opted, client, make):
    user = make()
    before = User.objects.filter(pk=user.pk).values().get()

    assert confirmed_only(client, opted.confirm_path)
    assert door_on_the_thanks(client) == ADA
    assert User.objects.filter(pk=user.pk).values().get() == before
    assert User.objects.count() == 1


@pytest.mark.parametrize("make", [with_staff, with_password])
def test_the_rules_hold_for_every_spelling_of_the_mailbox(
    client, sign, post_round, contents, make
):
    make()
    sign(email="ADA@Example.org", **WANTED)
    (message,) = post_round()
    client.post(contents(message).confirm_path)

    assert who(client) is None
    assert User.objects.count() == 1


def test_staff_are_staff_by_any_address_of_theirs(opted, client):
    editor = factories.make_bo()
    EmailAddress.objects.create(user=editor, email=ADA, verified=True)

    assert confirmed_only(client, opted.confirm_path)
    assert User.objects.count() == 1


def test_who_is_signed_in_as_somebody_else_stays_so(opted, client):
    """A letter that was passed on must not put a reader into another's account."""
    client.force_login(doors.make_reader("cy@example.org"))
    client.post(opted.confirm_path)

    assert who(client) == "cy@example.org"


def test_a_code_through_the_door_is_one_press_away(opted, client, mailoutbox):
    with_password()
    client.post(opted.confirm_path)
    doors.come_in(client, mailoutbox, email=door_on_the_thanks(client), next=THANKS)

    assert who(client) == ADA
