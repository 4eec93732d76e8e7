"""The migration that gives signatures a reader does not stop people from signing."""

import pytest
from django.core.management import call_command
from django.db import connection

from petitions.models import Signature
from tests import factories

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BEFORE, AFTER = "0006_spreadsheets", "0008_readers_index"


def value(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def file_of_the_table():
    """A table that is written anew gets another file."""
    return value("SELECT pg_relation_filenode('petitions_signature')")


def limits():
    return value("SHOW statement_timeout"), value("SHOW lock_timeout")


@pytest.fixture
def migrate():
    def go(name=AFTER):
        call_command("migrate", "petitions", name, verbosity=0)

    yield go
    call_command("migrate", verbosity=0)


def test_no_row_is_written_anew_and_all_are_kept(migrate):
    petition = factories.make_petition()
    factories.make_signatures(petition, 3)
    migrate(BEFORE)
    before = file_of_the_table()
    migrate()

    assert file_of_the_table() == before
    assert Signature.objects.filter(reader=None, open_account=False).count() == 3


def test_old_rows_are_read_beside_the_signing_and_not_under_a_lock(migrate):
    migrate(BEFORE)
    asked = []

    def note(execute, sql, *rest):
        asked.append(" ".join(str(sql).split()))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        migrate()

    (added,) = [sql for sql in asked if "ADD CONSTRAINT" in sql]
    assert added.endswith("NOT VALID")
    assert not [sql for sql in asked if "ADD COLUMN" in sql and "REFERENCES" in sql]
    (index,) = [sql for sql in asked if sql.startswith("CREATE INDEX")]
    assert index.startswith("CREATE INDEX CONCURRENTLY")


def test_it_takes_its_time_and_leaves_the_limits_as_they_were(migrate):
    before = limits()
    migrate(BEFORE)
    migrate()

    assert limits() == before


def test_a_run_that_was_broken_off_is_begun_afresh(migrate):
    """What it had made stands there, and it is not on record as done."""
    migrate()
    call_command("migrate", "petitions", "0007_readers", fake=True, verbosity=0)
    migrate()

    assert value(
        "SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid"
        " WHERE relname = 'signature_reader'"
    )
