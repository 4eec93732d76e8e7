"""With the box ticked, the first press opens the account and signs in."""

from django.test import Client

from accounts.models import User
from petitions import confirming, tokens
from tests import factories
from tests.accounts import doors
from tests.petitions.opening.looking import ADA, THANKS, WANTED, verified, who


def test_pressing_the_button_confirms_and_signs_in(opted, client, only_signature):
    answer = client.post(opted.confirm_path)

    assert (answer.status_code, answer.url) == (302, THANKS)
    assert only_signature().status == "confirmed"
    assert who(client) == ADA
    assert verified()
    assert not User.objects.get().has_usable_password()
    assert answer.cookies["known-here"].value == "1"


def test_the_code_does_the_same(opted, client, petition, only_signature):
    answer = client.post(f"{petition.url}code/", {"code": opted.code})

    assert (answer.status_code, answer.url) == (302, THANKS)
    assert only_signature().status == "confirmed"
    assert who(client) == ADA


def test_so_does_a_letter_opened_on_the_phone(opted):
    phone = Client()
    phone.post(opted.confirm_path)

    assert who(phone) == ADA


def test_opening_the_link_opens_no_account(opted, client):
    for _ in range(5):
        client.get(opted.confirm_path)

    assert not User.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_letter_and_the_page_say_what_the_press_will_do(
    sign, post_round, client, contents
):
    sign(**WANTED)
    (message,) = post_round()
    page = client.get(contents(message).confirm_path).content.decode()

    assert "reader account" in message.body
    assert "reader account" in message.alternatives[0].content
    assert "opens your reader account" in " ".join(page.split())


def test_a_letter_without_the_wish_says_nothing_of_accounts(
    sign, post_round, client, contents
):
    sign()
    (message,) = post_round()

    assert "account" not in message.body
    assert "account" not in client.get(
        contents(message).confirm_path
    ).content.decode().lower().replace("/accounts/", "")


def test_whoever_holds_the_letter_may_want_no_account(opted, client, only_signature):
    """Anybody could have ticked the box with this address."""
    client.post(opted.confirm_path, {"only": "signature"})

    kept = only_signature()
    assert kept.status == "confirmed"
    assert not kept.open_account
    assert not User.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_thanks_say_where_the_account_is(opted, client):
    page = client.post(opted.confirm_path, follow=True).content.decode()

    assert "Thank you, <bdi>Ada</bdi>" in page
    assert 'href="/accounts/me/"' in page


def test_an_account_that_is_there_is_entered_and_not_doubled(opted, client):
    doors.make_reader(ADA)
    client.post(opted.confirm_path)

    assert who(client) == ADA
    assert User.objects.count() == 1


def test_the_session_gets_a_new_key(opted, client):
    """Whoever put a key into the browser before is not signed in with it."""
    client.get("/accounts/login/code/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(opted.confirm_path)

    assert who(client) == ADA
    assert client.cookies["sessionid"].value != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert planted.get("/accounts/me.json").json()["reader"] == {}


def test_another_site_cannot_press(opted, client):
    answer = client.post(opted.confirm_path, headers={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert not User.objects.exists()


def test_a_held_signature_opens_what_a_free_one_opens(client, petition):
    held = factories.make_signature(petition, status="quarantined", open_account=True)
    client.post(f"/petitions/confirm/{tokens.make(tokens.CONFIRM, held)}/")

    held.refresh_from_db()
    assert held.status == "quarantined"
    assert who(client) == ADA


def test_confirming_says_whether_it_was_the_first(petition):
    for status in ("pending", "quarantined"):
        email = f"{status}@example.org"
        signature = factories.make_signature(petition, email=email, status=status)
        assert [confirming.confirm(signature) for _ in range(2)] == [True, False]
