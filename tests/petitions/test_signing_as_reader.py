"""A reader with an account signs without a letter, signed in or through the door."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts import pending
from accounts.models import PendingAction
from mailroom.models import Letter
from petitions import counting, publishing, signing_as_reader
from petitions.models import CountChange, Signature
from tests import factories
from tests.accounts import doors
from tests.factories import FORM
from tests.petitions.test_races import forty_at_once

CY = "cy@example.org"
PATH, THANKS = "/petitions/safe-haven/sign-as-reader/", "/petitions/safe-haven/signed/"
INBOX = "/petitions/safe-haven/check-inbox/"
TYPED = FORM | {"name": "Cy Harbour", "email": "", "reason": "They are people."}


@pytest.fixture
def cy(db):
    return doors.make_reader(CY)


@pytest.fixture
def reader(client, cy):
    client.force_login(cy)
    return client


@pytest.fixture
def press(petition):
    def go(browser, **changes):
        extra = {name: changes.pop(name) for name in list(changes) if name.isupper()}
        return browser.post(PATH, TYPED | changes, **extra)

    return go


def where(answer):
    return answer.status_code, answer.headers.get("Location")


# Signed in


def test_a_reader_who_is_signed_in_is_counted_at_once(
    press, reader, cy, only_signature, count_of, petition, post_round
):
    assert where(press(reader)) == (302, THANKS)

    kept = only_signature()
    assert (kept.status, kept.email, kept.reader) == ("confirmed", CY, cy)
    assert (kept.name, kept.reason) == ("Cy Harbour", "They are people.")
    counting.drain()
    assert count_of(petition) == 1
    assert post_round() == []


def test_the_thanks_are_by_name_and_say_where_the_account_is(press, reader):
    press(reader)
    page = reader.get(THANKS).content.decode()

    assert "Thank you, <bdi>Cy</bdi>" in page
    assert "Your signature is confirmed" in page
    assert 'href="/accounts/me/"' in page
    assert "Cy" not in Client().get(THANKS).content.decode()


def test_the_accounts_address_counts_whatever_was_typed(press, reader, only_signature):
    press(reader, email="somebody@example.org")

    assert only_signature().email == CY


def test_pressing_twice_counts_once(press, reader, petition, post_round):
    assert {where(press(reader)) for _ in range(3)} == {(302, THANKS)}

    assert petition.signatures.count() == CountChange.objects.count() == 1
    assert post_round() == []


def test_a_slip_is_told_beside_its_field(press, reader, petition):
    answer = press(reader, name="Cy <b>", consent="")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'id="id_name_error"' in page
    assert 'id="id_consent_error"' in page
    assert 'id="id_email_error"' not in page
    assert 'value="Cy &lt;b&gt;"' in page
    assert not petition.signatures.exists()


def test_many_from_one_network_are_held_and_see_no_difference(
    press, reader, settings, petition
):
    settings.SIGNING_BURST_LIMIT = 1
    other = Client()
    other.force_login(doors.make_reader("dee@example.org"))
    free = press(other, REMOTE_ADDR="203.0.113.5")
    held = press(reader, REMOTE_ADDR="203.0.113.6")

    assert where(held) == where(free) == (302, THANKS)
    kept = petition.signatures.get(email=CY)
    assert (kept.status, kept.is_verified) == ("quarantined", True)
    assert CountChange.objects.count() == 1
    assert "Your signature is confirmed" in reader.get(THANKS).content.decode()


def test_what_a_stranger_typed_with_the_address_gives_way(
    press, reader, petition, only_signature, sign
):
    sign(
        browser=Client(), email=CY, name="Rude Words", show_name="on", open_account="on"
    )
    press(reader, country="US", postcode="10001")

    kept = only_signature()
    assert (kept.status, kept.name) == ("confirmed", "Cy Harbour")
    assert not kept.show_name
    assert not kept.open_account
    assert CountChange.objects.get().country == "US"


def test_what_was_confirmed_before_stays_as_it_is(
    press, reader, petition, only_signature
):
    factories.make_signature(petition, email=CY, status="confirmed", name="C. H.")
    press(reader)

    assert only_signature().name == "C. H."
    assert not CountChange.objects.exists()


def test_what_was_withdrawn_counts_again(press, reader, petition, only_signature):
    factories.make_signature(petition, email=CY, status="withdrawn")
    press(reader)

    assert only_signature().status == "confirmed"
    assert CountChange.objects.get().change == 1


def test_what_staff_removed_stays_so_and_a_letter_tells(
    press, reader, petition, only_signature, post_round
):
    factories.make_signature(petition, email=CY, status="removed")

    assert where(press(reader)) == (302, INBOX)
    assert only_signature().status == "removed"
    assert [message.to for message in post_round()] == [[CY]]


@pytest.mark.parametrize("end", [publishing.close, publishing.pause, publishing.win])
def test_a_petition_that_is_not_open_takes_no_names(press, reader, petition, end):
    end(petition)
    answer = press(reader)

    assert answer.status_code == 409
    assert "was not added" in answer.content.decode()
    assert not petition.signatures.exists()


def test_a_petition_that_never_was_is_not_found(reader):
    assert reader.post("/petitions/nothing/sign-as-reader/", TYPED).status_code == 404


def test_an_account_that_proved_no_mailbox_needs_a_letter(
    press, client, petition, post_round
):
    user = factories.make_user("eve@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    client.force_login(user)

    assert where(press(client, email="eve@example.org")) == (302, INBOX)
    assert petition.signatures.get().status == "pending"
    assert petition.signatures.get().reader is None
    assert len(post_round()) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
)
def test_another_site_cannot_sign_for_a_reader(reader, petition, headers):
    assert reader.post(PATH, TYPED, headers=headers).status_code == 403
    assert not petition.signatures.exists()


def test_opening_the_address_leads_to_the_petition(client, petition):
    assert client.get(PATH, follow=True).request["PATH_INFO"] == petition.url


def test_the_petitions_page_stays_the_same_bytes(press, reader, petition):
    before = Client().get(petition.url).content
    press(reader)

    answer = reader.get(petition.url)
    assert answer.content == before
    assert not answer.cookies
    assert f'formaction="{PATH}"' in before.decode()


# Signed out


def test_signed_out_nothing_is_signed_before_the_door(press, client, petition):
    answer = press(client)

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/")
    assert f"action={PendingAction.objects.get().pk}" in answer.url
    assert "next=%2Fpetitions%2Fsafe-haven%2F%23sign" in answer.url
    assert not petition.signatures.exists()


def test_through_the_door_the_name_counts(
    press, client, cy, mailoutbox, only_signature, post_round
):
    press(client)
    answer = doors.come_in(client, mailoutbox)

    assert where(answer) == (302, THANKS)
    assert only_signature().status == "confirmed"
    assert only_signature().reader == cy
    assert post_round() == []
    assert "Thank you, <bdi>Cy</bdi>" in client.get(THANKS).content.decode()


def test_what_waits_holds_no_more_than_the_form(press, client, petition):
    press(client, password="secret", code="123456", email=CY)
    payload = PendingAction.objects.get().payload

    assert set(payload["fields"]) == {*signing_as_reader.FIELDS, "version"}
    assert CY not in str(payload)


def test_another_browser_goes_on_when_the_address_was_typed_here(
    press, client, cy, mailoutbox, petition, only_signature
):
    press(client, email="Cy@Example.org")
    action = str(PendingAction.objects.get().pk)
    answer = doors.come_in(Client(), mailoutbox, action=action)

    assert where(answer) == (302, THANKS)
    assert only_signature().name == "Cy Harbour"


def test_a_link_that_somebody_made_signs_nothing_by_itself(
    press, client, cy, mailoutbox, petition
):
    """Mallory typed rude words, and sent the link to Cy."""
    press(Client(), name="Rude Words", email="mallory@evil.example")
    action = PendingAction.objects.get()
    answer = doors.come_in(client, mailoutbox, action=str(action.pk))

    assert answer.url == action.get_absolute_url()
    assert not petition.signatures.exists()
    page = client.get(answer.url).content.decode()
    assert "Rude Words" in page
    assert "Sign the petition" in page


def test_a_petition_that_closed_meanwhile_is_told_and_the_words_are_kept(
    press, client, cy, mailoutbox, petition
):
    press(client)
    publishing.close(petition)
    answer = doors.come_in(client, mailoutbox)
    page = client.get(answer.url).content.decode()

    assert "This petition has closed by now" in page
    assert "Cy Harbour" in page
    assert "They are people." in page
    assert not petition.signatures.exists()


def test_a_pause_is_told_as_a_pause(press, client, cy, mailoutbox, petition):
    press(client)
    publishing.pause(petition)
    page = client.get(doors.come_in(client, mailoutbox).url).content.decode()

    assert "paused" in page


def test_a_slip_is_told_before_the_door(press, client):
    answer = press(client, name="")

    assert answer.status_code == 422
    assert not PendingAction.objects.exists()


def test_too_many_from_one_network_are_told_to_wait_and_lose_nothing(
    press, client, settings
):
    limits = settings.DOOR_LIMITS | {pending.OF_NETWORK: [(1, 60)]}
    settings.DOOR_LIMITS = limits
    from_one_line = {"REMOTE_ADDR": "203.0.113.9"}
    assert press(client, **from_one_line).status_code == 302
    answer = press(client, **from_one_line)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    page = answer.content.decode()
    assert "Please wait 1 minute" in page
    assert "They are people." in page
    assert PendingAction.objects.count() == 1
    assert press(client, REMOTE_ADDR="203.0.113.10").status_code == 302


def test_screening_looks_at_the_network_that_pressed(
    press, client, cy, mailoutbox, settings, sign
):
    settings.SIGNING_BURST_LIMIT = 1
    sign(browser=Client(), REMOTE_ADDR="203.0.113.5")
    press(client, REMOTE_ADDR="203.0.113.6")
    doors.come_in(client, mailoutbox)

    assert Signature.objects.get(email=CY).status == "quarantined"


def test_the_door_knows_the_address_that_was_typed(press, client, petition):
    press(client, email=CY)
    request = type("Request", (), {"session": client.session})

    assert pending.typed_address(request) == CY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_presses_count_once_and_send_no_letter():
    petition = factories.make_petition()
    cy = doors.make_reader(CY)
    payload = signing_as_reader.pressed(petition.slug, TYPED, network="")

    answers = forty_at_once(lambda: signing_as_reader.perform(cy, payload))

    assert set(answers) == {THANKS}
    assert CountChange.objects.get().change == 1
    assert Signature.objects.get().letter_due_at is None
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_signing_in_full_takes_few_statements(
    press, reader, petition, django_assert_max_num_queries
):
    most = 14 if connection.vendor == "postgresql" else 18
    press(reader)
    with django_assert_max_num_queries(most):
        press(reader)


def test_the_note_for_readers_is_hidden_from_everybody_at_first(client, petition):
    page = client.get(petition.url).content.decode()
    (note,) = re.findall(r'<div class="notice" data-personal="reader"[^>]*>', page)

    assert "hidden" in note
