"""Which link brought a signature is kept with it: by the one insert, the first time."""

import re

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import PendingAction
from petitions import confirming, known, signing_as_reader, withdrawing
from petitions.models import Signature
from tests import factories
from tests.accounts import doors

VIA = "newsletter.march"
PAGE = "http://testserver/petitions/safe-haven/"


def came_by():
    return Signature.objects.values_list("came_by", flat=True).get()


@pytest.mark.parametrize("via", [VIA, "story.12", "share.whatsapp", ""])
def test_the_forms_field_is_kept(sign, via):
    sign(via=via)

    assert came_by() == via


def test_without_a_script_the_page_before_tells(sign):
    sign(HTTP_REFERER=f"{PAGE}?via={VIA}")

    assert came_by() == VIA


@pytest.mark.parametrize("via", ["nonsense", "story.x", "x" * 5000, "qr.\x00", "<b>"])
def test_an_odd_source_is_dropped_and_the_name_kept(sign, via):
    assert sign(via=via).status_code == 302

    assert came_by() == ""


def test_the_first_link_stays_whatever_comes_later(sign):
    sign(via=VIA)
    sign(via="qr.poster", name="Somebody Else")

    assert came_by() == VIA


def test_so_it_does_when_a_signature_is_withdrawn_and_given_again(sign, only_signature):
    sign(via=VIA)
    confirming.confirm(only_signature())
    withdrawing.withdraw(only_signature())
    sign(via="qr.poster")

    assert (came_by(), only_signature().status) == (VIA, "pending")


def hidden_via(response):
    (field,) = re.findall(r'<input[^>]*name="via"[^>]*>', response.content.decode())
    return field


def test_a_page_with_a_mistake_keeps_the_source_for_the_next_try(sign, client):
    """By then the address of the page before is that of the form, and says nothing."""
    wrong = sign(name="", HTTP_REFERER=f"{PAGE}?via={VIA}")
    assert wrong.status_code == 422
    assert f'value="{VIA}"' in hidden_via(wrong)

    sign(via=VIA, HTTP_REFERER=f"{PAGE}sign/")
    assert came_by() == VIA


def test_a_page_with_a_mistake_says_nothing_that_is_no_source(sign):
    wrong = sign(name="", via='"><script>')

    assert "value" not in hidden_via(wrong)


def test_the_page_itself_is_the_same_whatever_its_address_says(client, petition):
    plain = client.get("/petitions/safe-haven/").content

    assert client.get(f"/petitions/safe-haven/?via={VIA}").content == plain
    assert VIA.encode() not in plain


@pytest.mark.django_db(transaction=True)
def test_signing_costs_no_statement_more(
    sign, petition, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(known, "KEPT_SECONDS", 60)
    sign(email="warm@example.org")
    with django_assert_num_queries(1):
        sign(via=VIA)


# Signing with an account


@pytest.fixture
def reader(db):
    return doors.make_reader("ada@example.org")


def sign_with_account(client, **changes):
    extra = {name: changes.pop(name) for name in list(changes) if name.isupper()}
    fields = factories.FORM | changes
    return client.post("/petitions/safe-haven/sign-as-reader/", fields, **extra)


def test_a_reader_who_is_in_keeps_it_too(client, petition, reader):
    client.force_login(reader)
    sign_with_account(client, HTTP_REFERER=f"{PAGE}?via={VIA}")

    assert came_by() == VIA


def test_it_waits_at_the_door_with_what_was_pressed(client, petition, reader):
    sign_with_account(client, via=VIA)
    action = PendingAction.objects.get()
    assert action.payload["came_by"] == VIA

    signing_as_reader.perform(reader, action.payload)
    assert came_by() == VIA


def test_what_was_pressed_before_sources_were_kept_is_still_done(petition, reader):
    payload = signing_as_reader.pressed("safe-haven", factories.FORM, network="")
    del payload["came_by"]

    signing_as_reader.perform(reader, payload)
    assert came_by() == ""


def test_who_proves_an_address_that_was_typed_before_keeps_the_first_link(
    sign, client, petition, reader
):
    sign(via=VIA)
    client.force_login(reader)
    sign_with_account(client, via="qr.poster")

    assert came_by() == VIA


def test_a_mistake_with_the_other_button_keeps_it(client, petition, reader):
    client.force_login(reader)
    wrong = sign_with_account(client, name="", HTTP_REFERER=f"{PAGE}?via={VIA}")

    assert wrong.status_code == 422
    assert f'value="{VIA}"' in hidden_via(wrong)


# What becomes of it


def test_a_signer_can_take_it_home(letter, client, petition, only_signature):
    Signature.objects.update(came_by=VIA)
    told = client.get(f"{letter.my_path}download/").json()

    assert told["came_by"] == VIA


def test_what_is_erased_tells_nothing_of_it(petition):
    signature = factories.make_signature(petition, status="confirmed", came_by=VIA)
    withdrawing.erase(signature)

    assert came_by() == ""


def test_what_counts_on_without_a_name_keeps_it(petition):
    signature = factories.make_signature(petition, status="confirmed", came_by=VIA)
    withdrawing.anonymise(signature)

    assert came_by() == VIA


def test_the_signers_of_a_story_are_found(petition):
    for number, source in enumerate(["story.1", "story.12", "story.1", "qr.1"]):
        factories.make_signature(
            petition, email=f"r{number}@example.org", came_by=source
        )

    found = Signature.objects.came_by_story(1)
    assert {signature.email for signature in found} == {
        "r0@example.org",
        "r2@example.org",
    }


# The migrations


@pytest.mark.postgres
def test_the_signers_of_a_story_are_found_by_its_index(petition):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Signature.objects.came_by_story(1).order_by().explain()

    assert "signature_story" in plan


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_signature_is_written_anew_and_the_index_is_built_beside():
    petition = factories.make_petition()
    factories.make_signatures(petition, 3)
    call_command("migrate", "petitions", "0008_readers_index", verbosity=0)
    before, asked = _file_of_the_table(), []

    def note(execute, sql, *rest):
        asked.append(" ".join(str(sql).split()))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        call_command("migrate", verbosity=0)

    assert _file_of_the_table() == before
    assert Signature.objects.filter(came_by="").count() == 3
    (index,) = [sql for sql in asked if '"signature_story"' in sql and "CREATE" in sql]
    assert index.startswith("CREATE INDEX CONCURRENTLY")
    assert "LIKE 'story.%'" in index


def _file_of_the_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('petitions_signature')")
        return cursor.fetchone()[0]
