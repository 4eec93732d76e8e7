"""Doors of other companies, with a real OpenID server on loopback."""

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.template.loader import render_to_string
from django.test import Client

from accounts import social
from accounts.home import leaving
from accounts.models import User
from config import social_doors
from tests import factories
from tests.accounts.conftest import make_reader
from tests.parts.openid import OpenidServer

GO = "/accounts/with/main/"
HOME = "/accounts/me/"
CALLBACK = "/accounts/oidc/main/login/callback/"
CY = "cy@example.org"


@pytest.fixture
def openid(settings):
    """Another company's door, configured, with Cy in front of it."""
    server = OpenidServer()
    server.start()
    server.person = {"sub": "cy-1", "email": CY, "email_verified": True}
    settings.SOCIALACCOUNT_PROVIDERS = server.providers()
    yield server
    server.stop()


@pytest.fixture
def come_in(client, openid):
    """Press the button, go over, and come back; gives the site's last answer."""

    def go(browser=client, **fields):
        over = browser.post(GO, fields)
        assert over.url.startswith(f"{openid.url}/authorize?"), over
        back = requests.get(over.url, allow_redirects=False, timeout=10)
        path = back.headers["Location"].split("testserver", 1)[1]
        return browser.get(path)

    return go


def signed_in(browser):
    return browser.session.get("_auth_user_id")


def test_somebody_new_comes_in_and_is_back_where_they_were(client, come_in, db):
    answer = come_in(next="/petitions/safe-haven/?x=1#sign")

    user = User.objects.get()
    assert answer.url == "/petitions/safe-haven/?x=1#sign"
    assert signed_in(client) == str(user.pk)
    assert user.email == CY
    assert user.display_name == ""
    assert not user.has_usable_password()
    row = EmailAddress.objects.get()
    assert (row.email, row.verified, row.primary) == (CY, True, True)
    assert SocialAccount.objects.get().user == user


def test_other_apps_hear_of_the_verified_address(come_in, db):
    heard = []

    def hear(email_address, **about):
        heard.append(email_address.email)

    email_confirmed.connect(hear)
    come_in()
    email_confirmed.disconnect(hear)

    assert heard == [CY]


def test_a_known_reader_comes_in_by_the_verified_address(client, come_in, cy):
    come_in()

    assert signed_in(client) == str(cy.pk)
    assert SocialAccount.objects.get().user == cy
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("known", "told"),
    [(CY, "CY@Example.org"), ("cy@gmail.com", "c.y+x@googlemail.com")],
)
def test_another_spelling_of_the_address_is_the_same_reader(
    client, openid, come_in, db, known, told
):
    user = make_reader(known)
    openid.person["email"] = told
    come_in()

    assert signed_in(client) == str(user.pk)
    assert User.objects.count() == 1


def test_the_second_time_it_goes_by_the_companys_number_for_the_reader(
    client, openid, come_in, cy
):
    come_in()
    openid.person["email"] = "new@example.net"
    browser = Client()
    come_in(browser)

    assert signed_in(browser) == str(cy.pk)
    assert User.objects.count() == 1


@pytest.mark.parametrize("verified", [False, None])
@pytest.mark.parametrize("is_known", [True, False])
def test_an_address_that_was_not_verified_opens_nothing_and_tells_nothing(
    client, openid, come_in, db, verified, is_known
):
    """Neither the account that it names, nor one laid in wait for its owner."""
    if is_known:
        make_reader(CY)
    openid.person["email_verified"] = verified
    answer = come_in(next="/petitions/safe-haven/#sign")

    assert answer.url == "/accounts/?next=%2Fpetitions%2Fsafe-haven%2F%23sign"
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == is_known
    told = [str(message) for message in answer.wsgi_request._messages]
    assert len(told) == 1
    assert "Newsroom ID could not tell us" in told[0]


@pytest.mark.parametrize(
    "email", [None, "", "x", "cy@[127.0.0.1]", "mıke@example.org", "a" * 300]
)
def test_nonsense_for_an_address_opens_nothing(client, openid, come_in, db, email):
    openid.person["email"] = email
    answer = come_in()

    assert answer.url == "/accounts/"
    assert signed_in(client) is None
    assert not User.objects.exists()


def test_staff_do_not_come_in_by_it(client, openid, come_in, db):
    bo = factories.make_bo()
    openid.person["email"] = bo.email
    answer = come_in()

    assert answer.url == "/accounts/"
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()


def test_nor_does_a_reader_who_became_staff(client, openid, come_in, cy):
    come_in()
    User.objects.update(is_staff=True)
    browser = Client()
    come_in(browser)

    assert signed_in(browser) is None


def test_an_inactive_account_is_not_entered(client, come_in, cy):
    User.objects.update(is_active=False)
    come_in()

    assert signed_in(client) is None


def test_a_reader_who_is_leaving_is_asked_to_stay(client, come_in, cy):
    leaving.leave(cy, keeps_signatures=True)

    assert come_in().url == f"{HOME}keep/"
    assert signed_in(client) is None


def test_an_account_that_somebody_laid_in_wait_is_not_left_to_them(client, come_in, db):
    """Pre-hijack: a password set before the owner of the address came."""
    trap = factories.make_user(CY)
    trap.emailaddress_set.create(email=CY, verified=False, primary=True)
    come_in()

    trap.refresh_from_db()
    assert not trap.has_usable_password()


def test_a_next_that_leads_elsewhere_leads_nowhere(client, come_in, db):
    answer = come_in(next="https://evil.example/")

    assert "evil" not in answer.url


def test_the_session_is_a_new_one_afterwards(client, come_in, cy):
    client.post(GO)
    before = client.session.session_key
    come_in()

    assert client.session.session_key != before


def test_the_answer_of_somebody_elses_visit_opens_nothing(client, openid, cy):
    """Login CSRF: an attacker's answer, sent through a reader's browser."""
    attacker = Client()
    over = attacker.post(GO)
    back = requests.get(over.url, allow_redirects=False, timeout=10)
    client.get(back.headers["Location"].split("testserver", 1)[1])

    assert signed_in(client) is None


def test_cancelled_over_there_leads_back_to_the_door(client, openid, db):
    over = client.post(GO, {"next": "/petitions/safe-haven/"})
    state = over.url.split("state=")[1].split("&")[0]
    answer = client.get(CALLBACK, {"error": "access_denied", "state": state})

    assert answer.url == "/accounts/?next=%2Fpetitions%2Fsafe-haven%2F"


def test_a_server_that_is_away_leads_back_to_the_door(client, openid, db):
    over = client.post(GO)
    state = over.url.split("state=")[1].split("&")[0]
    openid.stop()
    answer = client.get(CALLBACK, {"code": "x", "state": state})

    assert answer.url == "/accounts/"


def test_a_server_that_is_away_at_the_start_leads_back_to_the_door(client, openid, db):
    openid.stop()
    answer = client.post(GO, {"next": "/petitions/safe-haven/"})

    assert answer.url == "/accounts/?next=%2Fpetitions%2Fsafe-haven%2F"


def test_opening_the_link_begins_nothing(client, openid, db):
    assert client.get(GO).status_code == 405


def test_another_sites_page_begins_nothing(client, openid, db):
    answer = client.post(GO, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403


def test_a_door_that_is_not_configured_is_not_there(client, settings, db):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert client.post(GO).status_code == 404
    assert client.post("/accounts/with/google/").status_code == 404
    assert client.post("/accounts/oidc/main/login/").status_code == 404
    assert render_to_string("account/_social.html", {}).strip() == ""


def test_buttons_show_what_is_configured(openid, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        buttons = render_to_string("account/_social.html", {"next": "/a/?b=1#c"})

    assert 'action="/accounts/with/main/"' in buttons
    assert "Sign in with Newsroom ID" in buttons
    assert 'value="/a/?b=1#c"' in buttons


# At home


def test_a_reader_connects_it_at_home_and_takes_it_away(at_home, openid, come_in, cy):
    """Also when the company says nothing of the address: the reader is in already."""
    openid.person |= {"email": "other@example.net", "email_verified": False}
    answer = come_in(at_home, process="connect", next=f"{HOME}#ways-in")
    account = SocialAccount.objects.get()

    assert account.user == cy
    assert answer.url.startswith(HOME)
    assert EmailAddress.objects.get().email == CY
    assert "Disconnect" in at_home.get(HOME).content.decode()
    at_home.post(f"{HOME}ways-in/{account.pk}/remove/")
    assert not SocialAccount.objects.exists()


def test_nobody_disconnects_what_is_somebody_elses(at_home, eve, db):
    account = SocialAccount.objects.create(user=eve, provider="main", uid="7")
    at_home.post(f"{HOME}ways-in/{account.pk}/remove/")

    assert SocialAccount.objects.exists()


# Who is believed


@pytest.mark.parametrize(
    ("provider", "email", "told", "is_believed"),
    [
        ("google", "cy@gmail.com", {}, True),
        ("google", "cy@meridian.example", {"hd": "meridian.example"}, True),
        ("google", "cy@example.org", {}, False),
        ("facebook", "cy@example.org", {}, False),
        ("apple", "x@privaterelay.appleid.com", {}, True),
        ("main", "cy@example.org", {}, True),
    ],
)
def test_a_company_is_believed_for_addresses_that_it_speaks_for(
    provider, email, told, is_believed
):
    login = SocialLogin(
        account=SocialAccount(provider=provider, uid="1", extra_data=told),
        email_addresses=[EmailAddress(email=email, verified=True)],
    )

    assert social.verified_emails(login) == ([email] if is_believed else [])


# Settings


class Environment(dict):
    def __call__(self, name, default=""):
        return self.get(name, default)


def test_with_nothing_set_there_is_no_door_and_no_other_host():
    found = social_doors.providers(Environment())

    assert found == {}
    assert social_doors.origins(Environment(), found) == []
    assert social_doors.apps(found) == [
        "allauth.socialaccount.providers.openid_connect"
    ]


def test_each_door_opens_by_its_own_settings():
    env = Environment(
        GOOGLE_CLIENT_ID="g",
        APPLE_CLIENT_ID="a",
        APPLE_PRIVATE_KEY="one\\ntwo",
        FACEBOOK_CLIENT_ID="f",
        OIDC_SERVER_URL="https://id.example.org:8443/realm/",
        OIDC_CLIENT_ID="o",
    )
    found = social_doors.providers(env)

    assert list(found) == ["google", "apple", "facebook", "openid_connect"]
    apple = found["apple"]["APPS"][0]["settings"]
    assert apple["certificate_key"] == "one\ntwo"
    assert social_doors.origins(env, found) == [
        "https://accounts.google.com",
        "https://appleid.apple.com",
        "https://www.facebook.com",
        "https://m.facebook.com",
        "https://id.example.org:8443",
    ]


def test_a_server_that_asks_at_another_host_is_named():
    env = Environment(
        OIDC_SERVER_URL="https://id.example.org",
        OIDC_CLIENT_ID="o",
        OIDC_AUTHORIZE_ORIGIN="https://login.example.org",
    )

    assert social_doors.origins(env, social_doors.providers(env)) == [
        "https://login.example.org"
    ]
