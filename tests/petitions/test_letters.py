"""The letters to signers: which one is due, and what it says."""

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.shortcuts import render
from django.test import Client
from django.utils import timezone

from mailroom import delays
from mailroom.models import Lane, Letter, Mailbox, Suppression
from petitions import letters, tokens, withdrawing
from petitions.forms import CodeForm
from petitions.models import Signature
from tests import factories


@pytest.fixture
def later_round(post_round):
    """A round after the mailboxes have rested."""

    def go():
        rested = timezone.now() - timezone.timedelta(minutes=11)
        Mailbox.objects.update(last_letter_at=rested)
        return post_round()

    return go


def test_the_letter_says_what_was_signed_and_how_to_confirm(sign, post_round, petition):
    sign()
    (message,) = post_round()

    assert petition.title in message.subject
    assert petition.title in message.body
    assert f"{site.SITE_URL}{petition.url}" in message.body
    assert f"{site.SITE_URL}/petitions/confirm/" in message.body
    assert "/not-me/" in message.body
    html, _kind = message.alternatives[0]
    assert "/petitions/confirm/" in html


def test_the_letter_has_no_words_of_a_stranger_but_a_short_first_name(sign, post_round):
    """Whoever types somebody else's address must not write to them through us."""
    sign(name=f"{'X' * 90} Viagra", reason="Buy this now: https://evil.example")
    (message,) = post_round()
    source = message.message().as_string()

    assert "evil.example" not in source
    assert "Viagra" not in source
    assert "X" * 41 not in source


def test_a_name_of_markup_is_text_in_the_letter(petition, post_round):
    factories.make_signature(
        petition, name="<b>Ada", letter_due_at=timezone.now(), reason="<b>"
    )
    (message,) = post_round()
    html, _kind = message.alternatives[0]

    assert "<b>Ada" not in html
    assert "&lt;b&gt;Ada" in html


def test_signing_again_after_confirming_brings_the_letter_that_says_so(
    letter, sign, client, later_round
):
    client.post(letter.confirm_path)
    sign()
    (message,) = later_round()

    assert message.subject.startswith("You have already signed")
    assert "/petitions/confirm/" not in message.body
    assert "/my/" in message.body


def test_somebody_whose_signature_was_removed_is_told_so(petition, sign, post_round):
    factories.make_signature(petition, status="removed")
    sign()
    (message,) = post_round()

    assert "removed" in message.body
    assert "already" not in message.subject


def test_a_held_signer_gets_the_same_letter(petition, sign, post_round):
    factories.make_signature(petition, status="quarantined", email="b@example.org")
    sign(email="b@example.org")
    sign(browser=Client(), email="c@example.org")
    held, free = sorted(post_round(), key=lambda message: message.to)

    assert held.subject == free.subject
    assert [len(line) for line in held.body.splitlines()] == [
        len(line) for line in free.body.splitlines()
    ]


def test_signing_ten_times_brings_one_letter(sign, post_round):
    for _ in range(10):
        sign(browser=Client())

    assert len(post_round()) == 1
    assert post_round() == []


def test_a_mailbox_gets_one_letter_in_ten_minutes_whatever_is_signed(
    sign, post_round, db
):
    for number in range(5):
        petition = factories.make_petition(slug=f"petition-{number}")
        sign(to=petition, email=f"ada+{number}@example.org")

    assert len(post_round()) == 1


def test_the_others_come_later_and_three_a_day(sign, later_round, db):
    for number in range(5):
        sign(to=factories.make_petition(slug=f"petition-{number}"))

    sent = []
    for _ in range(5):
        Letter.objects.waiting().update(due_at=timezone.now())
        sent.append(len(later_round()))
    assert sent == [1, 1, 1, 0, 0]


def test_a_letter_that_lost_its_reason_is_not_sent(sign, petition, post_round):
    sign()
    letters.write_due()
    petition.signatures.update(status="withdrawn", ended_at=timezone.now())

    assert post_round() == []
    assert Letter.objects.get().state == "dropped"


def test_a_letter_to_confirm_is_not_sent_to_the_confirmed(sign, petition, post_round):
    sign()
    letters.write_due()
    now = timezone.now()
    petition.signatures.update(status="confirmed", confirmed_at=now, verified_at=now)

    assert post_round() == []


def test_nothing_is_written_for_a_withdrawn_signature(petition, post_round):
    factories.make_signature(petition, status="withdrawn", letter_due_at=timezone.now())

    assert post_round() == []
    assert not Letter.objects.exists()


def test_an_erased_address_is_on_no_letter(letter, only_signature):
    assert Letter.objects.get().address == "ada@example.org"
    withdrawing.erase(only_signature())

    kept = Letter.objects.get()
    assert kept.address == ""
    assert bytes(kept.mailbox_key) == b""


def test_a_mailbox_that_said_never_gets_nothing(letter, client, sign, later_round):
    client.post(letter.not_me_path, {"never_write": "on"})
    assert Suppression.objects.count() == 1

    sign(email="ADA+again@example.org")
    assert later_round() == []
    assert Letter.objects.latest("pk").state == "dropped"


def test_letters_are_written_in_batches(petition, monkeypatch, post_round):
    monkeypatch.setattr(letters, "BATCH_SIZE", 2)
    factories.make_signatures(
        petition, 5, status="pending", letter_due_at=timezone.now()
    )

    assert letters.write_due() == 5
    assert letters.write_due() == 0
    assert len(post_round()) == 5


def test_a_letter_that_is_not_due_waits(petition):
    soon = timezone.now() + timezone.timedelta(minutes=1)
    factories.make_signature(petition, letter_due_at=soon)

    assert letters.write_due() == 0
    assert letters.oldest_due_seconds() == 0


def test_the_age_of_what_waits_is_known(petition):
    long_ago = timezone.now() - timezone.timedelta(minutes=5)
    factories.make_signature(petition, letter_due_at=long_ago)

    assert letters.oldest_due_seconds() == pytest.approx(300, abs=5)


def test_many_letters_take_few_queries(
    petition, post_round, django_assert_max_num_queries
):
    factories.make_signatures(
        petition, 20, status="pending", letter_due_at=timezone.now()
    )
    letters.write_due()

    with django_assert_max_num_queries(30):
        assert len(post_round()) == 20


def test_each_signer_gets_their_own_link_and_code(petition, post_round, contents):
    signatures = factories.make_signatures(
        petition, 3, status="pending", letter_due_at=timezone.now()
    )
    for message in post_round():
        (signature,) = [found for found in signatures if found.email in message.to]
        signature.refresh_from_db()
        held = contents(message)
        assert tokens.make(tokens.CONFIRM, signature) in held.confirm_path
        assert tokens.make(tokens.MY, signature) in held.my_path
        assert held.code == tokens.code(signature)


def test_letters_to_two_petitions_tell_of_their_own(db, post_round):
    for slug in ("one", "two"):
        petition = factories.make_petition(slug=slug, title=f"Title {slug}")
        factories.make_signature(
            petition, email=f"{slug}@example.org", letter_due_at=timezone.now()
        )
    for message in post_round():
        slug = message.to[0].partition("@")[0]
        assert f"Title {slug}" in message.subject
        assert f"/petitions/{slug}/" in message.body


def test_a_title_that_was_edited_is_in_the_next_letter(petition, sign, post_round):
    sign()
    post_round()
    type(petition).objects.update(title="A better title")
    sign(browser=Client(), email="bo@example.org")
    (message,) = post_round()

    assert "A better title" in message.subject


def test_the_delay_is_what_is_written_late_and_what_leaves_late(petition):
    ago = timezone.now() - timezone.timedelta(minutes=4)
    factories.make_signature(petition, letter_due_at=ago)
    factories.make_letter(lane=Lane.CONFIRM, created_at=ago, due_at=ago)

    assert delays.of(Lane.CONFIRM).total_seconds() == pytest.approx(480, abs=5)
    assert letters.delay_minutes() == 9


INBOX_LINES = {
    0: "some mail services are slow",
    1: "Letters are taking about 1 minute.",
    12: "Letters are taking about 12 minutes.",
    61: "Letters are taking more than an hour.",
}


@pytest.mark.parametrize("minutes", INBOX_LINES)
def test_the_inbox_page_is_honest_about_the_delay(petition, rf, minutes):
    context = {
        "petition": petition,
        "delay_minutes": minutes,
        "code_form": CodeForm(knows_address=True),
    }
    page = render(rf.get("/"), "petitions/check_inbox.html", context).content.decode()

    assert INBOX_LINES[minutes] in page
    assert ("Your name is safe" in page) == bool(minutes)
    assert [line in page for line in INBOX_LINES.values()].count(True) == 1


def test_a_signer_is_told_on_the_page_when_letters_are_late(client, petition, sign):
    sign()
    page = f"{petition.url}check-inbox/"
    assert "Letters are taking" not in client.get(page).content.decode()
    cache.clear()
    late = timezone.now() - timezone.timedelta(minutes=11, seconds=30)
    Signature.objects.update(letter_due_at=late)

    told = client.get(page).content.decode()

    assert "Letters are taking about 12 minutes." in told
    assert "Your name is safe" in told
