"""Earlier signatures become a reader's once an address is proved, and never before."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from accounts.models import User
from petitions import attaching, withdrawing
from petitions.models import Signature
from tests import factories
from tests.accounts import doors

CY = "cy@example.org"


@pytest.fixture
def signed(petition):
    """Cy signed two petitions long before having an account."""
    other = factories.make_petition(slug="another")
    return [
        factories.make_signature(petition, email=CY, status="confirmed"),
        factories.make_signature(other, email="CY@example.org"),
    ]


def readers():
    return list(
        Signature.objects.order_by("pk").values_list("reader__email", flat=True)
    )


def test_coming_through_the_door_attaches_what_was_signed(signed, client, mailoutbox):
    doors.make_reader(CY)
    assert readers() == [None, None]
    doors.come_in(client, mailoutbox)

    assert readers() == [CY, CY]


def test_nothing_is_attached_before_the_address_is_verified(signed, client):
    user = factories.make_user(CY)
    EmailAddress.objects.create(user=user, email=CY, primary=True)
    client.force_login(user)

    assert attaching.attach(user) == 0
    assert readers() == [None, None]


def test_verifying_attaches(signed):
    user = factories.make_user(CY)
    address = EmailAddress.objects.create(user=user, email=CY, primary=True)
    from allauth.account.signals import email_confirmed

    address.set_verified()
    email_confirmed.send(EmailAddress, request=None, email_address=address)

    assert readers() == [CY, CY]


def test_only_that_mailboxs_signatures_are_attached(signed, petition):
    factories.make_signature(petition, email="bo@example.org")
    attaching.attach(doors.make_reader(CY))

    assert readers() == [CY, CY, None]


def test_every_verified_address_counts_and_no_other(signed, petition):
    factories.make_signature(petition, email="bo@example.org")
    user = doors.make_reader("cy@home.example")
    EmailAddress.objects.create(user=user, email=CY, verified=True)
    EmailAddress.objects.create(user=user, email="bo@example.org", verified=False)
    attaching.attach(user)

    assert readers() == ["cy@home.example", "cy@home.example", None]


def test_what_is_somebodys_stays_theirs(signed):
    first = doors.make_reader("first@example.org")
    Signature.objects.filter(pk=signed[0].pk).update(reader=first)
    attaching.attach(doors.make_reader(CY))

    assert readers() == ["first@example.org", CY]


def test_a_small_batch_at_a_time_attaches_all(signed, monkeypatch):
    monkeypatch.setattr(attaching, "PETITIONS_AT_ONCE", 1)

    assert attaching.attach(doors.make_reader(CY)) == 2
    assert readers() == [CY, CY]


def test_attaching_twice_finds_nothing_more(signed):
    cy = doors.make_reader(CY)
    attaching.attach(cy)

    assert attaching.attach(cy) == 0


def test_what_was_erased_leads_to_nobody(signed):
    cy = doors.make_reader(CY)
    attaching.attach(cy)
    withdrawing.erase(signed[0])

    assert readers() == [None, CY]
    assert attaching.attach(cy) == 0


def test_a_reader_who_is_deleted_leaves_the_signature(signed):
    cy = doors.make_reader(CY)
    attaching.attach(cy)
    cy.delete()

    assert readers() == [None, None]
    assert not User.objects.exists()


@pytest.mark.postgres
def test_the_database_holds_to_its_readers_and_finds_them_by_an_index(signed):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT convalidated FROM pg_constraint"
            " WHERE conname = 'signature_reader_is_a_person'"
        )
        assert cursor.fetchone() == (True,)
        cursor.execute(
            "SELECT indisvalid FROM pg_index"
            " WHERE indexrelid = 'signature_reader'::regclass"
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM petitions_signature WHERE reader_id = 1")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "signature_reader" in plan
