"""Readers with an account, staff, what they hold in their hands, and the time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.utils import timezone

from accounts.staff import factors
from mailroom import delivery
from tests import factories
from tests.parts.authenticator import App

PASSWORD = "a fine long password"


@pytest.fixture
def clock(monkeypatch):
    """The time that the site sees; `clock(days=…)` moves it on."""
    ahead = [timedelta()]

    def move(**by):
        ahead[0] += timedelta(**by)

    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + ahead[0])
    return move


def make_reader(email, **changes):
    """Somebody who came through the door: an account with a proven address."""
    user = factories.make_user(email, **changes)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(
        user=user, email=email.lower(), verified=True, primary=True
    )
    return user


@pytest.fixture
def cy(db):
    return make_reader("cy@example.org")


@pytest.fixture
def eve(db):
    """Another reader."""
    return make_reader("eve@example.org")


@pytest.fixture
def browser_of():
    """A browser in which somebody is signed in."""

    def open_browser(user, **headers):
        browser = Client(headers=headers)
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return browser

    return open_browser


@pytest.fixture
def at_home(browser_of, cy):
    """Cy's browser."""
    return browser_of(cy)


@pytest.fixture
def post_round(mailoutbox):
    """Send every letter that waits; gives the letters of this round."""

    def go():
        before = len(mailoutbox)
        delivery.send_due()
        return mailoutbox[before:]

    return go


@pytest.fixture
def letters_by_address(post_round):
    """The newest letter of this round to each address."""
    return lambda: {message.to[0]: message for message in post_round()}


def code_in(message):
    return re.search(r"\b\d{6}\b", message.body).group()


def path_in(message, about):
    """The path of the letter's link that holds `about`."""
    url = next(it for it in re.findall(r"https?://\S+", message.body) if about in it)
    return "/" + url.split("/", 3)[3]


# Staff


@pytest.fixture
def olu(db):
    return factories.make_olu()


@pytest.fixture
def bo(db):
    return factories.make_bo()


@pytest.fixture
def app(rf):
    """Gives somebody an authenticator app; the app, which shows codes."""

    def set_up(person):
        request = rf.get("/")
        request.session = {}
        secret = totp.generate_totp_secret()
        factors.add_app(request, person, secret)
        return App(secret)

    return set_up


@pytest.fixture
def first_step(client):
    """Address and password at the staff's door."""

    def post(person, password=PASSWORD, browser=client, **more):
        email = person if isinstance(person, str) else person.email
        fields = {"email": email, "password": password}
        return browser.post("/admin/login/", fields, **more)

    return post


@pytest.fixture
def second_step(client):
    return lambda code, browser=client: browser.post(
        "/admin/login/second/", {"code": code}
    )


def is_at_the_desk(client):
    return client.get("/admin/").status_code == 200
