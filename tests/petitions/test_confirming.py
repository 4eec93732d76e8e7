"""Confirming: only a press counts, once, and what ended stays ended."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from petitions import (
    confirming,
    entries,
    known,
    publishing,
    screening,
    signing,
    tokens,
    withdrawing,
)
from petitions.models import CountChange, Signature
from tests import factories
from tests.factories import FORM

HELD, VERIFIED = "quarantined", "quarantined, verified"
# From each status, what each event makes of it and of the count.
AFTER = {
    "confirm": {
        "pending": ("confirmed", +1),
        "confirmed": ("confirmed", 0),
        HELD: (VERIFIED, 0),
        VERIFIED: (VERIFIED, 0),
        "withdrawn": ("withdrawn", 0),
        "removed": ("removed", 0),
    },
    "withdraw": {
        "pending": ("withdrawn", 0),
        "confirmed": ("withdrawn", -1),
        HELD: ("withdrawn", 0),
        VERIFIED: ("withdrawn", 0),
        "withdrawn": ("withdrawn", 0),
        "removed": ("removed", 0),
    },
    "release": {
        "pending": ("pending", 0),
        "confirmed": ("confirmed", 0),
        HELD: ("pending", 0),
        VERIFIED: ("confirmed", +1),
        "withdrawn": ("withdrawn", 0),
        "removed": ("removed", 0),
    },
    "sign again": {
        "pending": ("pending", 0),
        "confirmed": ("confirmed", 0),
        HELD: (HELD, 0),
        VERIFIED: (VERIFIED, 0),
        "withdrawn": ("pending", 0),
        "removed": ("removed", 0),
    },
}
AFTER["erase"] = AFTER["withdraw"]


def sign_again(signature):
    signing.sign(
        signature.petition,
        entries.read(FORM).details,
        text_id=signature.text_id,
        network="",
    )


EVENTS = {
    "confirm": confirming.confirm,
    "withdraw": withdrawing.withdraw,
    "erase": withdrawing.erase,
    "release": screening.release,
    "sign again": sign_again,
}


def make_in_state(petition, state):
    if state == VERIFIED:
        return factories.make_signature(
            petition, status="quarantined", verified_at=timezone.now()
        )
    return factories.make_signature(petition, status=state)


def state_of(signature):
    signature.refresh_from_db()
    is_verified_held = signature.status == "quarantined" and signature.is_verified
    return VERIFIED if is_verified_held else signature.status


@pytest.mark.parametrize("state", AFTER["confirm"])
@pytest.mark.parametrize("event", AFTER)
@pytest.mark.parametrize("times", [1, 2])
def test_each_event_moves_each_signature_as_the_table_says(
    petition, event, state, times
):
    signature = make_in_state(petition, state)
    expected, change = AFTER[event][state]

    for _ in range(times):
        EVENTS[event](signature)

    assert state_of(signature) == expected
    assert [row.change for row in CountChange.objects.all()] == [change] * bool(change)


@pytest.mark.parametrize("first", AFTER)
@pytest.mark.parametrize("second", AFTER)
@pytest.mark.parametrize("state", AFTER["confirm"])
def test_whatever_happens_the_queue_explains_the_confirmed(
    petition, state, first, second
):
    signature = make_in_state(petition, state)
    before = petition.signatures.confirmed().count()
    for event in (first, second, first):
        EVENTS[event](Signature.objects.get(pk=signature.pk))

    changes = sum(row.change for row in CountChange.objects.all())
    assert before + changes == petition.signatures.confirmed().count()


def everything():
    return list(Signature.objects.values()), list(CountChange.objects.values())


def test_opening_the_link_changes_nothing(letter, client):
    """Promise 4: mail scanners open links, again and again, and run their scripts."""
    before = everything()
    scanner = Client(headers={"user-agent": "Mozilla/5.0 (HeadlessChrome)"})
    for browser in (client, scanner):
        for _ in range(20):
            assert browser.get(letter.confirm_path).status_code == 200
            assert browser.head(letter.confirm_path).status_code == 200

    assert everything() == before


def test_pressing_the_button_confirms_and_thanks(letter, client, only_signature):
    page = client.get(letter.confirm_path)
    assert f'action="{letter.confirm_path}"' in page.content.decode()

    response = client.post(letter.confirm_path, follow=True)

    assert response.redirect_chain == [("/petitions/safe-haven/signed/", 302)]
    assert "Ada" in response.content.decode()
    assert only_signature().status == "confirmed"
    assert CountChange.objects.get().change == 1


def test_pressing_twice_counts_once(letter, client):
    assert client.post(letter.confirm_path).status_code == 302
    assert client.post(letter.confirm_path).status_code == 302

    assert CountChange.objects.count() == 1


def test_the_thanks_are_for_the_browser_that_confirmed(letter, client):
    client.post(letter.confirm_path)

    page = Client().get("/petitions/safe-haven/signed/").content.decode()
    assert "Ada" not in page


def test_the_browser_that_signed_confirms_by_itself(letter, client):
    page = client.get(letter.confirm_path)

    assert page.context["by_itself"]
    assert "data-by-itself" in page.content.decode()
    assert "confirm-by-itself.js" in page.content.decode()


@pytest.mark.parametrize(
    "purpose", ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"]
)
def test_a_page_that_is_fetched_ahead_does_not_confirm_by_itself(
    letter, client, purpose
):
    page = client.get(letter.confirm_path, headers={"sec-purpose": purpose})

    assert "data-by-itself" not in page.content.decode()
    assert "confirm-by-itself.js" not in page.content.decode()


@pytest.mark.parametrize("cookie", [None, "", "x", "W10:1x:x", "{}"])
def test_any_other_browser_must_press(letter, cookie):
    browser = Client()
    if cookie is not None:
        browser.cookies["signed"] = cookie
    page = browser.get(letter.confirm_path)

    assert page.status_code == 200
    assert "data-by-itself" not in page.content.decode()
    assert "<button" in page.content.decode()


def test_the_cookie_of_another_signature_does_not_confirm_this_one(letter, sign):
    other = Client()
    sign(browser=other, email="b@example.org")

    assert not other.get(letter.confirm_path).context["by_itself"]


def test_a_cookie_made_for_thanks_does_not_pass_for_one_of_signing(letter, client):
    client.post(letter.confirm_path)
    other = Client()
    other.cookies["signed"] = client.cookies["thanked"].value

    assert "data-by-itself" not in other.get(letter.confirm_path).content.decode()


def test_a_browser_remembers_eight_signings(sign, client, post_round, contents):
    for number in range(9):
        sign(email=f"reader{number}@example.org")
    letters = {message.to[0]: contents(message) for message in post_round()}

    first, last = (letters[f"reader{number}@example.org"] for number in (0, 8))
    assert not client.get(first.confirm_path).context["by_itself"]
    assert client.get(last.confirm_path).context["by_itself"]


@pytest.mark.parametrize("end", [publishing.close, publishing.win])
def test_a_letter_sent_in_time_is_answered_for_a_day_longer(
    letter, client, petition, only_signature, end
):
    end(petition)

    assert client.get(letter.confirm_path).status_code == 200
    assert client.post(letter.confirm_path).status_code == 302
    assert only_signature().status == "confirmed"


@pytest.mark.parametrize("status", ["closed", "won"])
def test_after_that_day_it_is_too_late(
    letter, client, petition, only_signature, status
):
    ended = timezone.now() - timezone.timedelta(hours=24, seconds=1)
    type(petition).objects.update(status=status, **{f"{status}_at": ended})
    known.forget()

    for answer in (client.get, client.post):
        response = answer(letter.confirm_path)
        assert response.status_code == 409
        assert "closed before you confirmed" in response.content.decode()
    assert only_signature().status == "pending"


def test_the_day_begins_at_the_hour_of_closing_and_not_at_the_task(
    letter, client, petition
):
    petition.closes_at = timezone.now() - timezone.timedelta(hours=25)
    petition.save()
    known.forget()

    assert client.post(letter.confirm_path).status_code == 409


def test_a_paused_petition_still_confirms(letter, client, petition, only_signature):
    publishing.pause(petition)

    assert client.post(letter.confirm_path).status_code == 302
    assert only_signature().status == "confirmed"


@pytest.mark.parametrize("event", ["withdraw", "erase"])
def test_a_link_from_before_opens_nothing_after(letter, client, only_signature, event):
    EVENTS[event](only_signature())

    for answer in (client.get, client.head, client.post):
        assert answer(letter.confirm_path).status_code == 404
    assert CountChange.objects.count() == 0


def test_another_site_cannot_press_the_button(letter, client, only_signature):
    response = client.post(
        letter.confirm_path, headers={"origin": "https://evil.example"}
    )

    assert response.status_code == 403
    assert only_signature().status == "pending"


def test_the_confirm_page_is_nobodys_to_keep(letter, client):
    for response in (client.get(letter.confirm_path), client.post(letter.confirm_path)):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Robots-Tag"] == "noindex"


def test_a_held_signer_sees_what_a_free_one_sees(letter, sign, client, petition):
    free = client.post(letter.confirm_path, follow=True)
    held = factories.make_signature(
        petition, email="held@example.org", status="quarantined"
    )
    other = Client()
    held_path = f"/petitions/confirm/{tokens.make(tokens.CONFIRM, held)}/"
    answer = other.post(held_path, follow=True)

    assert answer.status_code == free.status_code
    assert answer.content == free.content
    assert state_of(held) == VERIFIED


def test_confirming_asks_the_database_little(
    letter, client, petition, monkeypatch, django_assert_max_num_queries
):
    """Find the token's row, move it; SQLite needs a transaction for the second."""
    most = 2 if connection.vendor == "postgresql" else 5
    monkeypatch.setattr(known, "KEPT_SECONDS", 60)
    known.forget()
    known.by_id(petition.pk)

    with django_assert_max_num_queries(most):
        assert client.post(letter.confirm_path).status_code == 302
