"""One mailbox is one person, however its address is spelt."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.models.people import key_of
from mailroom import addresses
from tests import factories

migration = import_module("accounts.migrations.0003_one_person_per_mailbox")


def test_two_spellings_of_a_mailbox_are_not_two_people(db):
    factories.make_user("jo.anna@gmail.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_user("joanna+news@googlemail.com")


def test_letters_go_to_the_address_as_it_was_typed(db):
    person = factories.make_user("Jo.Anna@gmail.com")

    assert (person.email, person.email_key) == ("Jo.Anna@gmail.com", "joanna@gmail.com")


def test_a_changed_address_changes_the_key_with_it(db):
    person = factories.make_user("old@example.org")
    person.email = "New@example.org"
    person.save(update_fields=["email"])

    found = User.objects.of_address(addresses.parse("new@EXAMPLE.org"))
    assert found == person


def test_saving_something_else_leaves_the_key(db):
    person = factories.make_user("ada@example.org")
    person.display_name = "A"
    with_key = User.objects.filter(email_key="ada@example.org")
    person.save(update_fields=["display_name"])

    assert with_key.get() == person


@pytest.mark.parametrize(
    "look_alike",
    ["\u212aate@example.org", "kate@example.org\u200b", "ｋate@example.org"],
)
def test_a_look_alike_has_no_mailboxs_key(look_alike):
    """CVE-2019-19844: no account is found by letters that fold into its own."""
    key = key_of(look_alike)

    assert key == f" {look_alike}"
    assert key != key_of("kate@example.org")


def test_the_desk_is_told_that_a_mailbox_is_taken(db):
    factories.make_user("joanna@gmail.com")
    with pytest.raises(ValidationError, match="Somebody else has this mailbox"):
        User(email="jo.anna@gmail.com", password="x").full_clean()


def migrate(name=None):
    """To one of the accounts' own, or all of them: what stands on them went too."""
    call_command("migrate", *(["accounts", name] if name else []), verbosity=0)


@pytest.fixture
def before_keys(transactional_db):
    """The table as it is before the migration."""
    migrate("0002_mailbox_keys")
    yield
    # Without a look at the tables of later migrations, which are not there.
    User.objects.all()._raw_delete("default")
    migrate()


CASES = [
    ({}, {}, "first"),
    ({"is_active": False}, {}, "second"),
    ({}, {"last_login": timezone.now()}, "second"),
    ({"last_login": timezone.now()}, {"is_staff": True}, "second"),
    ({"is_staff": True}, {"last_login": timezone.now()}, "first"),
]


@pytest.mark.parametrize(("of_first", "of_second", "keeps"), CASES)
def test_two_accounts_of_one_mailbox_both_stay(before_keys, of_first, of_second, keeps):
    first = factories.make_user("joanna@gmail.com", **of_first)
    second = factories.make_user("jo.anna@gmail.com", **of_second)
    User.objects.update(email_key=None)

    migrate()

    winner, other = (first, second) if keeps == "first" else (second, first)
    for person in (winner, other):
        person.refresh_from_db()
    assert winner.email_key == "joanna@gmail.com"
    assert other.email_key == f"joanna@gmail.com#{other.pk}"
    other.display_name = "Still here"
    other.save()
    other.refresh_from_db()
    assert other.email_key == f"joanna@gmail.com#{other.pk}"
    assert other.check_password("a fine long password")


def test_everybody_gets_a_key_by_the_batch(before_keys, monkeypatch):
    monkeypatch.setattr(migration, "BATCH_SIZE", 2)
    emails = [f"Ada{number}@example.org" for number in range(5)]
    people = [factories.make_user(email) for email in [*emails, "a@localhost"]]
    User.objects.update(email_key=None)

    migration.fill(apps, None)
    migration.fill(apps, None)

    keys = [User.objects.get(pk=person.pk).email_key for person in people]
    assert keys == [key_of(person.email) for person in people]
    assert keys[0] == "ada0@example.org"
