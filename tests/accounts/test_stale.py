"""A form from a tab whose token is no longer good comes back with its text."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.accounts.test_door import make_reader, words

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
PATH = "/accounts/email/"
TEXT = 'A long comment, "half" written,\n<b>with a second line</b> & more of it.'


@pytest.fixture
def stale():
    """A browser that holds a cookie, and a form of before."""
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/")
    return client


def post(client, **typed):
    typed.setdefault("csrfmiddlewaretoken", "a" * 64)
    headers = {name: typed.pop(name) for name in list(typed) if name.isupper()}
    return client.post(f"{PATH}?page=2", typed, **(headers or OURS))


def fields(page):
    """The form that is offered, as a browser would send it."""
    body = page.content.decode()
    hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', body)
    shown = re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', body, re.S
    )
    return {name: unescape(value) for name, value in hidden + shown}


def test_what_was_typed_is_offered_back_with_a_token_that_works(stale, db):
    page = post(stale, text=TEXT, email="ada@example.org", csrfmiddlewaretoken="x" * 64)

    assert page.status_code == 403
    assert "nothing you typed is lost" in words(page)
    offered = fields(page)
    assert offered["text"] == TEXT
    assert offered["email"] == "ada@example.org"
    assert offered["csrfmiddlewaretoken"] != "x" * 64
    assert f'action="{PATH}?page=2"' in page.content.decode()
    again = stale.post(PATH, offered, **OURS)
    assert again.status_code != 403


def test_a_tab_of_before_the_sign_in_is_such_a_form(db):
    client = Client(enforce_csrf_checks=True)
    old = re.search('csrfmiddlewaretoken" value="([^"]*)', _door(client)).group(1)
    client.force_login(make_reader())
    client.cookies["csrftoken"] = "b" * 32  # What signing in does.

    page = post(client, text=TEXT, csrfmiddlewaretoken=old)
    assert fields(page)["text"] == TEXT


def _door(client):
    return client.get("/accounts/").content.decode()


def test_what_was_typed_is_no_markup_there(stale, db):
    page = post(stale, **{'"><script>': '"><script>x</script>', "text": TEXT})

    assert b"<script>x" not in page.content
    assert b"<b>" not in page.content


def test_a_password_is_typed_again_and_never_sent_back(stale, db):
    page = post(stale, password="my secret words", email="a@example.org")

    assert b"my secret words" not in page.content
    assert b'type="password" name="password"' in page.content


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_REFERER": "http://testserver/"},
    ],
)
def test_what_another_site_sent_is_not_passed_on(stale, db, headers):
    page = post(stale, text="bought by another site, in a form of theirs", **headers)

    assert page.status_code == 403
    assert b"bought by another site" not in page.content
    assert b"csrfmiddlewaretoken" not in page.content


def test_a_browser_without_cookies_is_told_so(db):
    page = post(Client(enforce_csrf_checks=True), text=TEXT)

    assert "Allow cookies for this site" in words(page)
    assert fields(page)["text"] == TEXT
