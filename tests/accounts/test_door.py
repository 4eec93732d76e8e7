"""The one door: an address, a code, and the reader is back where they were."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.door import devices
from accounts.models import User
from mailroom import delivery
from mailroom.models import Letter
from tests import factories
from tests.accounts import knocking
from tests.accounts.knocking import AGAIN, CODE, DOOR

ADA = "ada@example.org"
SIGN = "/petitions/safe-haven/?from=letter#sign"


def make_reader(email="cy@example.org", **changes):
    user = factories.make_user(email, **changes)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def words(response):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "login/code/", "password/reset/", "password/reset/done/"],
)
def test_every_older_way_ends_at_the_one_door(client, db, path):
    response = client.get(f"/accounts/{path}", follow=True)

    assert response.request["PATH_INFO"] == DOOR


@pytest.mark.parametrize("path", ["login/", "signup/", "login/code/"])
def test_an_older_way_keeps_where_the_reader_goes(client, db, path):
    page = client.get(f"/accounts/{path}", {"next": SIGN}, follow=True)

    assert f'name="next" value="{SIGN}"' in page.content.decode()


def test_a_new_reader_is_in_and_back_where_they_were(client, db, mailoutbox):
    answer = knocking.come_in(client, mailoutbox, ADA, next=SIGN)

    assert answer.url == SIGN
    assert knocking.is_in(client)
    ada = User.objects.get()
    assert (ada.email, ada.display_name, ada.has_usable_password()) == (ADA, "", False)
    assert ada.emailaddress_set.get().verified


def test_a_known_reader_is_in_by_the_same_way(client, db, mailoutbox):
    cy = make_reader()

    answer = knocking.come_in(client, mailoutbox, cy.email, next=SIGN)

    assert answer.url == SIGN
    assert knocking.is_in(client)
    assert User.objects.count() == 1


def test_the_second_time_the_account_is_the_same(client, db, mailoutbox):
    for _ in range(2):
        knocking.come_in(client, mailoutbox, ADA)
        client.post("/accounts/logout/")

    assert User.objects.count() == 1


def test_a_flood_of_addresses_makes_no_account(client, db):
    for number in range(10):
        knocking.ask(client, f"nobody{number}@example.org")

    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_another_spelling_of_the_mailbox_is_the_same_reader(client, db, mailoutbox):
    make_reader("joanna@gmail.com")
    knocking.ask(client, "Jo.Anna+news@googlemail.com")

    code = knocking.code(mailoutbox, "joanna@gmail.com")
    knocking.type_code(client, code)

    assert client.get("/accounts/me.json").json()["reader"]["name"] == "Joanna"
    assert User.objects.count() == 1


@pytest.mark.parametrize("typed", ["wpdv cfcx", " Wpdv-Cfcx ", "wpdvcfcx"])
def test_a_code_is_taken_however_it_is_typed(
    client, db, mailoutbox, monkeypatch, typed
):
    monkeypatch.setattr(
        "accounts.adapter.Adapter.generate_login_code", lambda self: "WPDV-CFCX"
    )
    knocking.ask(client, ADA)

    assert knocking.type_code(client, typed).status_code == 302
    assert knocking.is_in(client)


def test_three_wrong_codes_lose_nothing(client, db, mailoutbox):
    knocking.ask(client, ADA, next=SIGN, action="0" * 32)
    for _ in range(3):
        page = knocking.type_code(client, "AAAA-AAAA")
        assert page.status_code == 422
        assert "Look at the newest one" in words(page)
        assert f'name="next" value="{SIGN}"' in page.content.decode()
        assert "00000000-0000-0000-0000-000000000000" in page.content.decode()

    answer = knocking.type_code(client, knocking.code(mailoutbox, ADA))
    assert answer.url == SIGN
    assert knocking.is_in(client)


def test_after_five_wrong_codes_the_right_one_needs_a_new_letter(
    client, db, mailoutbox
):
    knocking.ask(client, ADA, next=SIGN)
    right = knocking.code(mailoutbox, ADA)
    for _ in range(5):
        page = knocking.type_code(client, "AAAA-AAAA")
    assert "works no more" in words(page)

    assert knocking.type_code(client, right).status_code == 422
    client.post(AGAIN)
    assert knocking.code(mailoutbox, ADA) != right
    assert knocking.type_code(client, knocking.code(mailoutbox, ADA)).url == SIGN


def test_wrong_codes_from_elsewhere_take_no_try_from_the_reader(client, db, mailoutbox):
    knocking.ask(client, ADA)
    code = knocking.code(mailoutbox, ADA)
    stranger = type(client)()
    knocking.ask(stranger, ADA)
    for _ in range(9):
        knocking.type_code(stranger, "AAAA-AAAA")

    assert knocking.type_code(client, code).status_code == 302


def test_an_old_code_says_so_and_a_new_one_goes_on(client, db, mailoutbox, monkeypatch):
    knocking.ask(client, ADA, next=SIGN)
    code = knocking.code(mailoutbox, ADA)
    Letter.objects.update(sent_at=timezone.now() - timedelta(minutes=16))

    page = knocking.type_code(client, code)
    assert page.status_code == 422
    assert "too old" in words(page)
    client.post(AGAIN)
    assert knocking.type_code(client, knocking.code(mailoutbox, ADA)).url == SIGN


def test_a_letter_asked_for_twice_has_the_same_code(client, db, mailoutbox):
    knocking.ask(client, ADA)
    first = knocking.code(mailoutbox, ADA)
    client.post(AGAIN)

    assert len(knocking.letters(mailoutbox, ADA)) == 2
    assert knocking.code(mailoutbox, ADA) == first


def test_a_code_is_for_one_reader_only(client, db, mailoutbox):
    knocking.ask(client, ADA)
    code = knocking.code(mailoutbox, ADA)
    knocking.ask(client, "bo@example.org")

    assert knocking.type_code(client, code).status_code == 422
    assert not knocking.is_in(client)


def test_a_code_works_once(client, db, mailoutbox):
    knocking.ask(client, ADA)
    code = knocking.code(mailoutbox, ADA)
    knocking.type_code(client, code)
    client.post("/accounts/logout/")

    knocking.type_code(client, code)
    assert not knocking.is_in(client)


def test_a_browser_that_asked_for_no_code_is_shown_how_to_get_one(client, db):
    for page in (client.get(CODE, {"next": SIGN}), knocking.type_code(client, "A")):
        assert "has not asked for a code" in words(page)
        assert 'name="email"' in page.content.decode()
    page = client.get(CODE, {"next": SIGN})
    assert f'name="next" value="{SIGN}"' in page.content.decode()


def test_without_a_script_the_page_before_is_gone_back_to(client, db):
    before = "http://testserver/petitions/safe-haven/?a=b"
    page = client.get(DOOR, HTTP_REFERER=before)
    assert 'value="/petitions/safe-haven/?a=b"' in page.content.decode()

    for other in ("https://evil.example/petitions/x/", "http://[", "", "http://a/x"):
        page = client.get(DOOR, HTTP_REFERER=other)
        assert 'name="next" value="/"' in page.content.decode()


def test_who_is_in_already_is_sent_on(client, db):
    client.force_login(make_reader())

    assert client.get(DOOR, {"next": SIGN}).url == SIGN
    assert client.post(DOOR, {"email": ADA, "next": SIGN}).url == SIGN
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "ada@",
        "ada@localhost",
        "mıke@example.org",
        "\u212aate@example.org",
        "",
        "a b@c.de",
    ],
)
def test_an_address_that_no_letter_reaches_is_refused_beside_the_field(
    client, db, typed
):
    page = knocking.ask(client, typed, next=SIGN)

    assert page.status_code == 422
    assert 'id="door_email_error"' in page.content.decode()
    assert f'name="next" value="{SIGN}"' in page.content.decode()
    assert not Letter.objects.exists()


def test_a_slip_in_the_address_is_offered_mended(client, db, mailoutbox):
    page = client.get(knocking.ask(client, "ada@gmial.com", next=SIGN).url)
    assert "Did you mean ada@gmail.com ?" in words(page)

    answer = knocking.come_in(client, mailoutbox, "ada@gmail.com", next=SIGN)
    assert answer.url == SIGN


def test_a_domain_that_is_meant_as_it_is_raises_no_question(client, db):
    page = client.get(knocking.ask(client, "ada@ymail.com").url)

    assert "Did you mean" not in words(page)


def test_the_address_can_be_corrected_with_nothing_lost(client, db, mailoutbox):
    page = client.get(knocking.ask(client, "adda@example.org", next=SIGN).url)
    (back,) = re.findall(r'href="(/accounts/\?[^"]*)"', page.content.decode())

    page = client.get(back.replace("&amp;", "&")).content.decode()
    assert 'value="adda@example.org"' in page
    assert f'name="next" value="{SIGN}"' in page


def test_letters_of_the_door_go_before_all_others(client, db):
    knocking.ask(client, ADA)

    letter = Letter.objects.get()
    assert (letter.get_lane_display(), letter.is_capped) == ("security", False)


def test_the_mail_server_down_is_said_and_the_code_works_when_it_comes(
    client, db, mailoutbox, settings
):
    usual = settings.MAIL_TRANSPORT_BACKEND
    settings.MAIL_TRANSPORT_BACKEND = "mailroom.backend.NoServer"
    url = knocking.ask(client, ADA, next=SIGN).url
    assert "held up" not in words(client.get(url))
    delivery.send_due()
    assert "held up at this moment" in words(client.get(url))

    settings.MAIL_TRANSPORT_BACKEND = usual
    hour_ago = timezone.now() - timedelta(minutes=50)
    session = client.session
    session["door_visit"] |= {"made_at": hour_ago.timestamp()}
    session.save()
    Letter.objects.update(created_at=hour_ago, due_at=hour_ago)
    assert "held up" in words(client.get(url))

    code = knocking.code(mailoutbox, ADA)
    assert knocking.type_code(client, code).url == SIGN


def test_asking_again_while_the_letter_waits_makes_no_second_code(
    client, db, mailoutbox
):
    knocking.ask(client, ADA, next=SIGN)
    before = timezone.now() - timedelta(minutes=20)
    session = client.session
    session["door_visit"] |= {"made_at": before.timestamp()}
    session.save()
    Letter.objects.update(created_at=before)

    client.post(AGAIN)
    one, other = knocking.letters(mailoutbox, ADA)
    assert one.body == other.body
    assert knocking.type_code(client, knocking.code(mailoutbox, ADA)).url == SIGN


def test_a_code_that_never_left_is_no_use_for_ever(client, db, mailoutbox):
    knocking.ask(client, ADA)
    code = knocking.code(mailoutbox, ADA)
    Letter.objects.update(state="waiting", sent_at=None)
    session = client.session
    session["door_visit"] |= {"made_at": session["door_visit"]["made_at"] - 80 * 60}
    session.save()

    assert knocking.type_code(client, code).status_code == 422


def test_the_code_is_kept_nowhere_once_the_reader_is_in(client, db, mailoutbox):
    knocking.come_in(client, mailoutbox, ADA)

    assert "door_visit" not in client.session
    assert Letter.objects.get().content == {}


def test_the_letter_carries_the_newsrooms_name_and_its_code_once(
    client, db, mailoutbox
):
    knocking.ask(client, ADA)
    (letter,) = knocking.letters(mailoutbox, ADA)
    code = knocking.code(mailoutbox, ADA)

    assert letter.subject == "Clarion: your code to come in"
    html = letter.alternatives[0][0]
    assert letter.body.count(code) == html.count(code) == 1
    assert "15 minutes" in letter.body


def test_the_browser_is_known_from_then_on_and_the_session_is_a_full_one(
    client, db, mailoutbox
):
    answer = knocking.come_in(client, mailoutbox, ADA)

    assert answer.cookies["known-here"].value == "1"
    assert answer.cookies[devices.COOKIE]["httponly"]
    assert client.session.get_expiry_age() > 13 * 86400


def test_a_session_that_only_knocked_ends_within_a_day(client, db):
    knocking.ask(client, ADA)

    assert client.session.get_expiry_age() <= 86400


def test_the_dialog_is_told_where_to_go(client, db, mailoutbox):
    in_dialog = {"HTTP_X_DOOR": "dialog"}
    told = knocking.ask(client, ADA, next=SIGN, **in_dialog).json()
    assert told["location"].startswith(CODE)
    wrong = knocking.type_code(client, "AAAA-AAAA", **in_dialog)
    assert (wrong.status_code, wrong["Content-Type"]) == (
        422,
        "text/html; charset=utf-8",
    )

    told = knocking.type_code(client, knocking.code(mailoutbox, ADA), **in_dialog)
    assert told.json() == {"location": SIGN}
    assert told.cookies["sessionid"]
    assert knocking.is_in(client)


def test_no_page_of_the_door_is_kept_by_a_cache(client, db):
    for path in (DOOR, CODE, "/accounts/password/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_the_apps_above_hear_of_a_proved_address(client, db, mailoutbox):
    from accounts.signals import address_verified

    heard = []

    def hear(user, email, **about):
        heard.append((user.email, email))

    address_verified.connect(hear)
    try:
        knocking.ask(client, ADA)
        assert heard == []
        knocking.type_code(client, knocking.code(mailoutbox, ADA))
        assert heard == [(ADA, ADA)]
        client.post("/accounts/logout/")
        knocking.come_in(client, mailoutbox, ADA)
        assert heard == [(ADA, ADA)] * 2
    finally:
        address_verified.disconnect(hear)
