"""Who does not come in by the readers' door, and who is not kept out of it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import purging
from accounts.models import User
from mailroom.models import Letter
from tests import factories
from tests.accounts import knocking
from tests.accounts.knocking import AGAIN, CODE, DOOR, PASSWORD
from tests.accounts.test_door import make_reader, words

VICTIM = "vi@example.org"
AT_HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"
SECRET = "a fine long password"


def from_(ip):
    return {"REMOTE_ADDR": ip}


# Staff, closed accounts, accounts that somebody else made


def test_staff_are_told_their_own_door_and_no_code_opens_this_one(
    client, db, mailoutbox
):
    factories.make_user("ed@example.org", is_staff=True)
    knocking.ask(client, "ed@example.org")

    (letter,) = knocking.letters(mailoutbox, "ed@example.org")
    assert "http://127.0.0.1:8000/admin/" in letter.body
    assert knocking.code(mailoutbox, "ed@example.org") == ""
    assert client.session["door_visit"]["code"] == ""
    for typed in ("", "AAAA-AAAA", "-", "--------"):
        assert knocking.type_code(client, typed).status_code == 422
    assert not knocking.is_in(client)


def test_whoever_becomes_staff_with_a_code_in_hand_does_not_pass(
    client, db, mailoutbox
):
    cy = make_reader()
    knocking.ask(client, cy.email)
    User.objects.update(is_staff=True)

    page = knocking.type_code(client, knocking.code(mailoutbox, cy.email))
    assert page.status_code == 422
    assert not knocking.is_in(client)


def test_a_closed_account_is_told_so_in_its_letter_alone(client, db, mailoutbox):
    factories.make_user("cy@example.org", is_active=False)
    knocking.ask(client, "cy@example.org")

    (letter,) = knocking.letters(mailoutbox, "cy@example.org")
    assert "is closed" in letter.body
    assert knocking.code(mailoutbox, "cy@example.org") == ""


def test_who_registered_somebody_elses_address_first_is_out_once_they_come(
    client, db, mailoutbox
):
    """A8: password, second factor, session and other addresses of the attacker go."""
    victim = factories.make_user(VICTIM)
    EmailAddress.objects.create(user=victim, email=VICTIM, primary=True)
    EmailAddress.objects.create(user=victim, email="evil@example.org")
    Authenticator.objects.create(user=victim, type="totp", data={"secret": "x"})
    attacker = Client()
    attacker.force_login(victim)

    answer = knocking.come_in(client, mailoutbox, VICTIM)

    assert answer.url == "/"
    assert knocking.is_in(client)
    assert not knocking.is_in(attacker)
    victim.refresh_from_db()
    assert not victim.has_usable_password()
    assert not Authenticator.objects.exists()
    assert [row.email for row in victim.emailaddress_set.all()] == [VICTIM]


def test_an_account_that_was_proved_keeps_all_it_has(client, db, mailoutbox):
    cy = make_reader()

    knocking.come_in(client, mailoutbox, cy.email)

    cy.refresh_from_db()
    assert cy.check_password(SECRET)


def test_a_second_factor_is_still_asked_for(client, db, mailoutbox):
    cy = make_reader()
    Authenticator.objects.create(user=cy, type="totp", data={"secret": "x"})

    answer = knocking.come_in(client, mailoutbox, cy.email, next="/petitions/a/")

    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert not knocking.is_in(client)


# Sessions and forged forms


def test_a_session_that_somebody_slipped_in_is_not_the_one_signed_in(
    client, db, mailoutbox
):
    """A5: the number of the session changes as its reader comes in."""
    knocking.ask(client, VICTIM)
    slipped_in = client.session.session_key
    attacker = Client()
    attacker.cookies["sessionid"] = slipped_in

    knocking.type_code(client, knocking.code(mailoutbox, VICTIM))

    assert client.session.session_key != slipped_in
    assert knocking.is_in(client)
    assert not knocking.is_in(attacker)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
    ],
)
@pytest.mark.parametrize("path", [DOOR, CODE, AGAIN, PASSWORD])
def test_another_site_cannot_sign_a_reader_in(db, mailoutbox, path, headers):
    """A6, login CSRF: not even with a token of the attacker's own."""
    client = Client(enforce_csrf_checks=False)
    knocking.ask(client, VICTIM)
    typed = {
        "email": VICTIM,
        "code": knocking.code(mailoutbox, VICTIM),
        "password": SECRET,
    }

    assert client.post(path, typed, **headers).status_code == 403
    assert not knocking.is_in(client)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("path", [DOOR, CODE, AGAIN, PASSWORD, "/accounts/logout/"])
def test_a_post_without_a_token_does_nothing(db, mailoutbox, path):
    client = Client(enforce_csrf_checks=True)

    assert client.post(path, {"email": VICTIM}).status_code == 403
    assert not Letter.objects.exists()


def test_opening_a_link_signs_nobody_out(client, db):
    """A6, logout CSRF."""
    client.force_login(make_reader())

    assert client.get("/accounts/logout/").status_code == 200
    assert knocking.is_in(client)
    client.post("/accounts/logout/")
    assert not knocking.is_in(client)


def test_everything_that_is_signed_in_can_be_ended_at_once(client, db):
    cy = make_reader()
    browsers = [client, Client()]
    for browser in browsers:
        browser.force_login(cy)
        assert knocking.is_in(browser)

    cy.end_sessions()
    assert not any(knocking.is_in(browser) for browser in browsers)
    client.force_login(User.objects.get())
    assert knocking.is_in(client)


# Limits


def test_a_mailbox_gets_no_flood_of_letters_from_one_network(client, db):
    answers = [knocking.ask(client, VICTIM, **from_(ELSEWHERE)) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) <= 600
    assert "Please wait" in words(answers[-1])
    assert f'value="{VICTIM}"' in answers[-1].content.decode()
    assert Letter.objects.count() == 5


def test_other_spellings_and_browsers_are_the_same_mailbox(db):
    spellings = ["joanna@gmail.com", "jo.anna@gmail.com", "j.o.anna+x@googlemail.com"]
    answers = [
        knocking.ask(Client(), spelling, **from_(ELSEWHERE))
        for spelling in spellings * 2
    ]

    assert answers[-1].status_code == 429


def test_sending_again_counts_as_well(client, db):
    knocking.ask(client, VICTIM)
    answers = [client.post(AGAIN) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [302] * 4 + [429]
    assert "Please wait" in words(answers[-1])


def test_the_victim_comes_in_while_somebody_knocks_in_their_name(db, mailoutbox):
    """A4: a network's flood is its own."""
    for _ in range(30):
        knocking.ask(Client(), VICTIM, **from_(ELSEWHERE))
    victim = Client(**from_(AT_HOME))

    knocking.come_in(victim, mailoutbox, VICTIM)
    assert knocking.is_in(victim)


def test_a_browser_that_came_in_before_comes_in_whatever_others_do(
    db, mailoutbox, settings
):
    """A4: not even many networks together keep it out."""
    victim = Client(**from_(AT_HOME))
    knocking.come_in(victim, mailoutbox, VICTIM)
    victim.post("/accounts/logout/")
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {"letters to a mailbox": [(2, 86400)]}
    for number in range(4):
        answer = knocking.ask(Client(), VICTIM, **from_(f"203.0.113.{number}"))
    assert answer.status_code == 429
    assert knocking.ask(Client(), VICTIM, **from_(AT_HOME)).status_code == 429

    knocking.come_in(victim, mailoutbox, VICTIM)
    assert knocking.is_in(victim)


def test_the_cookie_of_one_mailbox_is_no_share_for_another(db, mailoutbox, settings):
    browser = Client()
    knocking.come_in(browser, mailoutbox, "me@example.org")
    browser.post("/accounts/logout/")
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {"letters to a mailbox": [(0, 86400)]}

    assert knocking.ask(browser, VICTIM).status_code == 429
    assert knocking.ask(browser, "me@example.org").status_code == 302


def test_a_network_cannot_write_to_everybody(client, db, settings):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {"letters for a network": [(3, 60)]}
    answers = [
        knocking.ask(client, f"a{number}@example.org", **from_(ELSEWHERE))
        for number in range(4)
    ]

    assert answers[-1].status_code == 429
    fresh = knocking.ask(client, "b@example.org", **from_(AT_HOME))
    assert fresh.status_code == 302


def test_the_whole_site_has_a_limit(client, db, settings):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {"letters for everybody": [(1, 60)]}
    knocking.ask(client, "a@example.org", **from_(ELSEWHERE))

    answer = knocking.ask(client, "b@example.org", **from_(AT_HOME))
    assert answer.status_code == 429


def test_one_network_alone_cannot_close_the_door_for_all(client, db, settings):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {
        "letters for a network": [(2, 60)],
        "letters for everybody": [(4, 60)],
    }
    for number in range(10):
        knocking.ask(client, f"a{number}@example.org", **from_(ELSEWHERE))

    answer = knocking.ask(client, "b@example.org", **from_(AT_HOME))
    assert answer.status_code == 302


def test_behind_a_proxy_each_reader_is_a_network_of_their_own(client, db, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {"letters for a network": [(1, 60)]}
    answers = [
        knocking.ask(
            client,
            f"a{number}@example.org",
            REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        )
        for number in range(3)
    ]

    assert [answer.status_code for answer in answers] == [302] * 3


def test_a_limit_is_the_same_for_known_and_unknown(db):
    make_reader()
    for typed in ("cy@example.org", "no@example.org"):
        answers = [knocking.ask(Client(), typed).status_code for _ in range(6)]
        assert answers == [302] * 5 + [429]


# Purging


def test_an_account_that_nobody_proved_is_gone_the_next_day(db):
    day_ago = timezone.now() - timezone.timedelta(hours=25)
    gone = factories.make_user("gone@example.org", date_joined=day_ago)
    young = factories.make_user("young@example.org")
    staff = factories.make_user("ed@example.org", is_staff=True, date_joined=day_ago)
    bare = factories.make_user("bare@example.org", date_joined=day_ago)
    proved = make_reader(date_joined=day_ago)
    came = factories.make_user(
        "came@example.org", date_joined=day_ago, last_login=day_ago
    )
    for person in (gone, young, staff, came):
        EmailAddress.objects.create(user=person, email=person.email)

    assert purging.purge_old() == 1
    assert set(User.objects.all()) == {young, staff, bare, proved, came}


def test_sessions_that_ended_are_deleted(client, db):
    knocking.ask(client, VICTIM)
    Session.objects.update(expire_date=timezone.now())

    purging.purge_old()
    assert not Session.objects.exists()
