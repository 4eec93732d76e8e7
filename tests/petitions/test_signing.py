"""Signing: one page for everybody, one row for each person, few statements."""

import pytest
from django.test import Client
from django.utils import timezone

from petitions import consents, known, publishing
from petitions.models import ConsentWording, CountChange, Petition, Signature
from tests import factories

READER, OTHER_READER = "203.0.113.5", "198.51.100.7"
ON_RECORD = ["pending", "confirmed", "quarantined", "removed", "withdrawn"]


def told(response):
    """All that an answer tells: status, headers, cookie names and bytes."""
    headers = {name: value for name, value in response.items() if name != "Date"}
    return response.status_code, headers, sorted(response.cookies), response.content


def test_a_signature_is_stored_as_it_was_typed(sign, only_signature):
    sign(
        email="Ada.Field@EXAMPLE.org",
        postcode="sw1a1aa",
        reason="Because.",
        show_name="on",
        newsletter="on",
    )

    kept = only_signature()
    assert kept.name == "Ada Field"
    assert kept.email == "Ada.Field@example.org"
    assert (kept.country, kept.postcode, kept.region) == ("GB", "SW1A 1AA", "SW")
    assert kept.reason == "Because."
    assert kept.show_name
    assert kept.newsletter
    assert kept.status == "pending"
    assert kept.letter_due_at is not None


def test_boxes_that_were_left_alone_are_off(sign, only_signature):
    sign()

    assert not only_signature().show_name
    assert not only_signature().newsletter


def test_a_good_signing_leads_to_the_inbox_page(sign, petition):
    assert sign().headers["Location"] == f"/petitions/{petition.slug}/check-inbox/"


def test_the_inbox_page_shows_the_address_to_its_own_browser_only(
    sign, petition, client
):
    sign()
    path = f"/petitions/{petition.slug}/check-inbox/"

    assert "a•••@example.org" in client.get(path).content.decode()
    assert "a•••@example.org" not in Client().get(path).content.decode()


def test_signing_writes_one_letter_and_counts_nothing_yet(sign, post_round, count_of):
    sign()

    assert [message.to for message in post_round()] == [["ada@example.org"]]
    assert post_round() == []
    assert CountChange.objects.count() == 0


def test_signing_again_in_other_letters_makes_no_second_row(sign, petition):
    sign()
    sign(email="ADA@Example.ORG", name="Somebody Else", postcode="M14 6QX")

    kept = petition.signatures.get()
    assert (kept.name, kept.postcode) == ("Ada Field", "SW1A 1AA")


def test_one_person_signs_two_petitions_under_two_keys(sign, petition):
    other = factories.make_petition(slug="another")
    sign()
    sign(to=other)

    keys = Signature.objects.values_list("signer_key", flat=True)
    assert len({bytes(key) for key in keys}) == 2


@pytest.mark.parametrize("status", ON_RECORD)
def test_a_repeat_gets_the_same_answer_as_a_new_signature(sign, petition, status):
    sign(browser=Client(), email="warm@example.org")
    new = told(sign(browser=Client(), email="new@example.org"))
    factories.make_signature(petition, email="old@example.org", status=status)

    again = told(sign(browser=Client(), email="old@example.org"))

    assert again == new


def test_a_held_signature_gets_the_same_answer_as_a_free_one(sign, petition, settings):
    settings.SIGNING_BURST_LIMIT = 1
    free = told(sign(browser=Client(), REMOTE_ADDR=READER))
    held = told(sign(browser=Client(), email="b@example.org", REMOTE_ADDR=READER))

    assert held == free
    assert petition.signatures.get(email="b@example.org").status == "quarantined"


def test_the_cookie_of_a_repeat_looks_like_that_of_a_new_signature(sign, petition):
    factories.make_signature(petition, status="confirmed")
    known = sign(browser=Client()).cookies["signed"]
    fresh = sign(browser=Client(), email="bob@example.org").cookies["signed"]

    assert len(known.value) == pytest.approx(len(fresh.value), abs=2)
    assert known["httponly"]
    assert known["samesite"] == "Lax"


def test_a_withdrawn_signature_waits_for_its_confirmation_anew(
    sign, petition, only_signature
):
    long_ago = timezone.now() - timezone.timedelta(days=6)
    factories.make_signature(
        petition,
        status="withdrawn",
        signed_at=long_ago,
        verified_at=long_ago,
        confirmed_at=long_ago,
    )
    sign()

    kept = only_signature()
    assert kept.status == "pending"
    assert kept.verified_at is kept.confirmed_at is kept.ended_at is None
    assert kept.signed_at > long_ago


def test_a_held_signature_that_was_withdrawn_is_held_again(
    sign, petition, only_signature
):
    factories.make_signature(petition, status="withdrawn", held_because="many")
    sign()

    assert only_signature().status == "quarantined"


def test_signing_again_leaves_a_confirmed_signature_in_the_count(
    sign, petition, only_signature
):
    factories.make_signature(petition, status="confirmed")
    sign()

    assert only_signature().status == "confirmed"
    assert CountChange.objects.count() == 0


@pytest.mark.parametrize("status", [None, *ON_RECORD])
@pytest.mark.parametrize("unlimited", [["0.0.0.0/0"], []])
def test_signing_takes_at_most_four_statements(
    sign, petition, settings, django_assert_max_num_queries, status, unlimited
):
    settings.SIGNING_UNLIMITED_NETWORKS = unlimited
    sign(email="warm@example.org", REMOTE_ADDR=OTHER_READER)
    if status:
        factories.make_signature(petition, status=status)

    with django_assert_max_num_queries(4):
        assert sign(REMOTE_ADDR=READER).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_signing_is_one_statement_once_the_petition_is_known(
    sign, petition, django_assert_num_queries
):
    """Screening, uniqueness and "is it open?" included."""
    sign(email="warm@example.org")

    with django_assert_num_queries(1):
        sign(REMOTE_ADDR=READER)
    assert Signature.objects.latest("pk").network


def test_a_new_text_is_signed_from_its_first_second(sign, petition, only_signature):
    sign(email="warm@example.org")
    Signature.objects.all().delete()
    newest = publishing.write_text(petition, "We ask for more.")

    sign(version=str(newest.number))

    assert only_signature().text == newest


def test_a_held_signing_takes_at_most_four_statements(
    sign, settings, django_assert_max_num_queries
):
    settings.SIGNING_BURST_LIMIT = 1
    sign(email="warm@example.org", REMOTE_ADDR=READER)

    with django_assert_max_num_queries(4):
        sign(REMOTE_ADDR=READER)


@pytest.mark.parametrize("end", [publishing.close, publishing.pause, publishing.win])
@pytest.mark.parametrize("status", [None, "pending", "withdrawn"])
def test_the_database_decides_the_second_of_closing(
    sign, petition, monkeypatch, end, status
):
    """The petition ends between the view's look at it and the insert."""
    if status:
        factories.make_signature(petition, status=status)
    before = list(Signature.objects.values())
    find = known.by_slug

    def find_open_then_end(slug, *, version):
        found = find(slug, version=version)
        end(Petition.objects.get(pk=petition.pk))
        return found

    monkeypatch.setattr(known, "by_slug", find_open_then_end)
    response = sign()

    assert response.status_code == 409
    assert "was not added" in response.content.decode()
    assert list(Signature.objects.values()) == before
    assert not response.cookies


def test_the_hour_of_closing_counts_and_not_the_task(sign, petition):
    petition.closes_at = timezone.now() - timezone.timedelta(seconds=1)
    petition.save()

    assert sign().status_code == 409
    assert not petition.signatures.exists()


@pytest.mark.parametrize("status", ["paused", "closed", "won"])
def test_a_petition_that_is_not_open_takes_no_names(sign, db, status):
    petition = factories.make_petition(slug="over", status=status)
    response = sign(to=petition)

    assert response.status_code == 409
    assert "Ada Field" not in response.content.decode()
    assert not petition.signatures.exists()


def test_a_draft_takes_no_names(sign, db):
    petition = factories.make_petition(slug="draft", status="draft")

    assert sign(to=petition).status_code == 404
    assert not petition.signatures.exists()


def test_a_signature_names_the_words_that_its_signer_agreed_to(sign, only_signature):
    sign()
    words = only_signature().wording

    assert words.consent == consents.wording().consent
    assert words.privacy == consents.wording().privacy
    assert words.language == "en-gb"


def test_new_words_are_kept_beside_the_old_ones(sign, petition, settings):
    sign()
    sign(email="b@example.org")
    assert ConsentWording.objects.count() == 1

    settings.NEWSROOM_NAME = "The Evening Meridian"
    sign(email="c@example.org")

    assert ConsentWording.objects.count() == 2
    kept = petition.signatures.get(email="c@example.org").wording
    assert "The Evening Meridian" in kept.consent


@pytest.mark.parametrize(
    ("seen", "recorded"),
    [
        ("1", 1),
        ("2", 2),
        (None, 2),
        ("", 2),
        ("3", 2),
        ("0", 2),
        ("99999", 2),
        ("-1", 2),
        ("1e0", 2),
        ("²", 2),
        ("١", 1),
        ("1; drop table", 2),
    ],
)
def test_a_signature_names_the_text_that_was_on_the_page(
    sign, petition, only_signature, seen, recorded
):
    publishing.write_text(petition, "We ask for more.")
    sign(version=seen)

    assert only_signature().text.number == recorded


def test_the_page_tells_the_form_which_text_it_shows(client, petition):
    publishing.write_text(petition, "We ask for more.")
    page = client.get(petition.url).content.decode()

    assert 'name="version" value="2"' in page


def test_another_petitions_text_cannot_be_signed_here(sign, petition, only_signature):
    other = factories.make_petition(slug="other")
    publishing.write_text(other, "Second")
    sign(version="2")

    assert only_signature().text == petition.text
