"""Who a request comes from."""

from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import recognising
from accounts.recognising import SessionStore
from tests.accounts.knocking import come_in

FORMER = "allauth.account.auth_backends.AuthenticationBackend"
OURS = "accounts.recognising.Readers"
ME = "/accounts/me/"


@pytest.fixture
def browser(cy):
    browser = Client()
    browser.force_login(cy, OURS)
    return browser


def test_a_reader_who_is_in_is_known(browser, cy):
    page = browser.get(ME)

    assert page.status_code == 200
    assert page.wsgi_request.user == cy


def test_a_session_from_before_goes_on(cy):
    browser = Client()
    browser.force_login(cy, FORMER)

    assert browser.get(ME).wsgi_request.user == cy


def test_a_session_ends_on_its_day(browser):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not browser.get(ME).wsgi_request.user.is_authenticated


def test_a_session_that_was_taken_away_opens_nothing(browser):
    Session.objects.all().delete()

    assert not browser.get(ME).wsgi_request.user.is_authenticated


def test_a_cookie_that_was_made_up_opens_nothing(browser, cy):
    browser.cookies["sessionid"] = "x" * 32

    assert not browser.get(ME).wsgi_request.user.is_authenticated


@pytest.mark.parametrize("made_up", ["\x00" * 32, "a-b" * 11, "é" * 32])
def test_a_key_that_none_can_be_is_not_looked_up(
    db, made_up, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert SessionStore(made_up).load() == {}


def test_who_was_shut_out_is_out_at_once(browser, cy):
    cy.is_active = False
    cy.save(update_fields=["is_active"])

    assert not browser.get(ME).wsgi_request.user.is_authenticated


def test_an_account_that_is_gone_is_out_at_once(browser, cy):
    cy.delete()

    assert not browser.get(ME).wsgi_request.user.is_authenticated


def test_who_comes_through_the_door_is_found_in_the_quick_way(client, cy, mailoutbox):
    come_in(client, mailoutbox, cy.email)

    assert client.session[BACKEND_SESSION_KEY] == OURS


# On the short way (`config.short_way`), where nothing is written to a session


def short(browser, rf):
    rf.cookies.update(browser.cookies)
    return recognising.reader(rf.post("/"))


def test_the_short_way_knows_the_same_reader(browser, cy, rf):
    assert short(browser, rf) == cy


def test_a_new_secret_signs_nobody_out_on_the_short_way(browser, cy, rf, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next secret of this site, as long as it takes"

    assert short(browser, rf) == cy
    assert short(browser, rf) == cy
    assert browser.get(ME).wsgi_request.user == cy


def test_a_password_that_was_changed_ends_it_on_the_short_way(browser, cy, rf):
    cy.set_password("another fine long password")
    cy.save()

    assert short(browser, rf) is None
