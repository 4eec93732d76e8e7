"""Leaving: closed at once, taken back within fourteen days, erased after them."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import tasks
from accounts.home import belongings, leaving, letters
from accounts.models import AddressChange, Leaving, Merger, Profile, User
from mailroom.models import Letter
from petitions import counting
from petitions.models import CountLine, Signature, Tally
from petitions.models.counts import Reason
from tests import factories
from tests.accounts.conftest import path_in

HOME = "/accounts/me/"
LEAVE, DOWNLOAD, KEEP = f"{HOME}leave/", f"{HOME}download/", f"{HOME}keep/"


@pytest.fixture
def leave(at_home):
    return lambda signatures="keep": at_home.post(LEAVE, {"signatures": signatures})


@pytest.fixture
def signed(cy):
    """Cy's signatures: one that counts, one that waits, and another reader's."""
    petition = factories.make_petition()
    waiting = factories.make_petition(slug="other", title="Other")
    signatures = [
        factories.make_signature(
            petition,
            email="cy@example.org",
            status="confirmed",
            reason="Mine",
            show_name=True,
        ),
        factories.make_signature(waiting, email="cy@example.org"),
        factories.make_signature(petition, email="eve@example.org", status="confirmed"),
    ]
    Tally.objects.filter(petition=petition).update(count=2)
    return signatures


def enter(client, user):
    """Come through the door as any of its ways does in the end."""
    from allauth.account.utils import perform_login
    from allauth.core import context
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.test import RequestFactory

    request = RequestFactory().post("/accounts/")
    request.session = client.session
    request._messages = CookieStorage(request)
    request.user = User()
    with context.request_context(request):
        answer = perform_login(request, user)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return answer


def test_leaving_ends_every_session_and_sends_a_letter(
    leave, at_home, browser_of, cy, post_round
):
    elsewhere = browser_of(cy)
    answer = leave()

    assert "Your account is closed" in answer.content.decode()
    assert at_home.get(HOME).status_code == 302
    assert elsewhere.get(HOME).status_code == 302
    assert not UserSession.objects.exists()
    (letter,) = post_round()
    assert "account ends on" in letter.subject


def test_looking_at_the_page_closes_nothing(at_home, cy):
    at_home.get(LEAVE)

    assert not Leaving.objects.exists()


def test_a_choice_has_to_be_made(leave):
    assert leave("").status_code == 422
    assert not Leaving.objects.exists()


def test_the_letter_keeps_the_account_by_one_press(leave, client, cy, post_round):
    leave()
    path = path_in(post_round()[0], "/keep/")
    assert "Keep your account?" in client.get(path).content.decode()
    assert leaving.of(cy)

    answer = client.post(path)
    assert "Your account stays" in answer.content.decode()
    assert leaving.of(cy) is None
    assert "_auth_user_id" not in client.session
    assert client.post(path).status_code == 410


def test_signing_in_meanwhile_signs_nobody_in_and_offers_to_stay(leave, cy):
    leave()
    browser = Client()
    answer = enter(browser, cy)

    assert answer.url == KEEP
    assert browser.get(HOME).status_code == 302
    assert "Keep your account?" in browser.get(KEEP).content.decode()
    assert leaving.of(cy)


def test_who_says_keep_at_the_door_is_signed_in_with_everything_as_it_was(leave, cy):
    leave()
    browser = Client()
    enter(browser, cy)
    answer = browser.post(KEEP)

    assert answer.url == HOME
    assert leaving.of(cy) is None
    assert browser.get(HOME).status_code == 200


def test_who_lets_it_be_deleted_leaves_nothing_behind_in_the_browser(leave, cy):
    leave()
    browser = Client()
    enter(browser, cy)
    assert browser.post(KEEP, {"answer": "leave"}).url == "/"

    assert browser.post(KEEP).url == "/accounts/"
    assert leaving.of(cy)


def test_the_question_stands_for_a_few_minutes(leave, cy, clock):
    """Else the next one at a shared computer could say yes, and be signed in."""
    leave()
    browser = Client()
    enter(browser, cy)
    clock(minutes=16)

    assert browser.post(KEEP).url == "/accounts/"
    assert leaving.of(cy)


def test_the_letters_link_may_be_declined_too(leave, client, cy, post_round):
    leave()
    path = path_in(post_round()[0], "/keep/")

    assert client.post(path, {"answer": "leave"}).url == "/"
    assert leaving.of(cy)


def test_nobody_keeps_an_account_that_they_did_not_prove_to_be_theirs(
    leave, cy, client
):
    leave()

    assert client.post(KEEP).url == "/accounts/"
    assert leaving.of(cy)


def test_a_day_before_nothing_is_erased(leave, cy, clock):
    leave()
    clock(days=13, hours=23)
    tasks.erase_accounts()

    assert User.objects.filter(pk=cy.pk).exists()


def test_after_fourteen_days_nothing_leads_to_the_person(
    leave, cy, clock, signed, post_round
):
    Profile.objects.create(user=cy, about="Of Leeds")
    change = AddressChange.objects.create(
        user=cy, other_email="x@example.org", other_mailbox=b"x", former_email="y@a.org"
    )
    letters.post(letters.CHANGE_OWN, change.pk, cy.email)
    letters.post(letters.PASSWORD_SET, cy.pk, cy.email)
    leave()
    post_round()
    clock(days=14, seconds=1)
    tasks.erase_accounts()

    assert not User.objects.filter(pk=cy.pk).exists()
    for table in (EmailAddress, Profile, AddressChange, Merger, Leaving):
        assert not table.objects.exists(), table
    assert not Letter.objects.filter(address="cy@example.org").exists()
    assert not Signature.objects.filter(email="cy@example.org").exists()
    assert not Signature.objects.filter(reason="Mine").exists()


def test_signatures_that_stay_count_on_without_a_name(leave, clock, signed):
    leave("keep")
    clock(days=15)
    tasks.erase_accounts()
    counting.drain()
    mine, waiting, other = (Signature.objects.get(pk=row.pk) for row in signed)

    assert Tally.objects.get(petition=mine.petition).count == 2
    assert not CountLine.objects.exists()
    assert (mine.status, mine.name, mine.show_name) == ("confirmed", "", False)
    assert mine.country == "GB"
    assert (waiting.status, waiting.name) == ("withdrawn", "")
    assert other.name == "Ada Field"


def test_signatures_that_are_withdrawn_leave_a_public_line(leave, clock, signed):
    leave("withdraw")
    clock(days=15)
    tasks.erase_accounts()
    counting.drain()
    mine, _waiting, other = (Signature.objects.get(pk=row.pk) for row in signed)

    assert Tally.objects.get(petition=mine.petition).count == 1
    line = CountLine.objects.get()
    assert (line.change, line.reason) == (-1, Reason.WITHDRAWN)
    assert (mine.status, mine.name) == ("withdrawn", "")
    assert other.status == "confirmed"


def test_nothing_is_withdrawn_before_the_time_is_up(leave, signed):
    leave("withdraw")

    assert Signature.objects.get(pk=signed[0].pk).status == "confirmed"


def test_erasing_twice_is_erasing_once(leave, clock, signed):
    leave()
    clock(days=15)

    assert leaving.erase_due() == 1
    assert leaving.erase_due() == 0


def test_an_account_that_cannot_be_erased_stays_whole_and_holds_up_no_other(
    leave, clock, cy, eve, browser_of, monkeypatch, signed
):
    def fail(user):
        if user == cy:
            raise ValueError

    kept = dict(belongings._belongings)
    monkeypatch.setattr(belongings, "_belongings", kept)
    belongings.register("fragile", lambda user: [], fail, lambda into, other: None)
    leave()
    browser_of(eve).post(LEAVE, {"signatures": "keep"})
    clock(days=15)

    assert leaving.erase_due() == 1
    assert User.objects.filter(pk=cy.pk).exists()
    assert Signature.objects.get(pk=signed[0].pk).name == "Ada Field"
    assert not User.objects.filter(pk=eve.pk).exists()


def test_a_leaving_reader_has_no_public_page(client, leave, at_home, cy):
    at_home.post(f"{HOME}name/", {"display_name": "Cy", "is_public": "on"})
    path = f"/accounts/readers/{Profile.objects.get(user=cy).public_id}/"
    assert client.get(path).status_code == 200
    leave()

    assert client.get(path).status_code == 404


# To take home


def test_a_reader_takes_everything_home(at_home, cy, signed):
    answer = at_home.post(DOWNLOAD, {"form": "json"}, headers={"user-agent": "X"})
    kept = json.loads(answer.content)

    assert answer["Content-Disposition"] == 'attachment; filename="my-account.json"'
    assert "no-store" in answer["Cache-Control"]
    assert kept["account"][0]["email"] == "cy@example.org"
    assert kept["addresses"][0]["verified"]
    assert {row["petition"] for row in kept["signatures"]} == {"A safe haven", "Other"}
    assert len(kept["devices"]) == 1
    assert "eve@example.org" not in answer.content.decode()


def test_the_same_to_be_read_in_any_browser(at_home, signed):
    Signature.objects.filter(email="cy@example.org").update(reason="<b>Mine</b>")
    page = at_home.post(DOWNLOAD, {"form": "page"}).content.decode()

    assert "cy@example.org" in page
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "http" not in page.replace("https://", "http")
    assert "<script" not in page


def test_no_secret_leaves_with_it(at_home, cy):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cy, type="totp", data={"secret": "SESAME"})
    Authenticator.objects.create(user=cy, type="recovery_codes", data={"seed": "MILL"})
    text = at_home.post(DOWNLOAD, {"form": "json"}).content.decode()

    assert "SESAME" not in text
    assert "MILL" not in text
    assert cy.password not in text
    assert at_home.session.session_key not in text


def test_one_download_a_minute(at_home, clock):
    assert at_home.post(DOWNLOAD).status_code == 200
    answer = at_home.post(DOWNLOAD)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"

    clock(seconds=61)
    assert at_home.post(DOWNLOAD).status_code == 200


def test_a_download_is_asked_for_by_a_press(at_home):
    assert at_home.get(DOWNLOAD).status_code == 405
