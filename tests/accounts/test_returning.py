"""Where a reader goes back to: a page of this site, whatever somebody writes there."""

import pytest

from accounts.returning import safe_path

EVIL = [
    "https://evil.example/",
    "http:evil.example",
    "http:///evil.example",
    "https:evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/%2f%2fevil.example",
    "/%2Fevil.example",
    "/%252f%252fevil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e%2e//evil.example",
    "/campaigns/../../evil",
    "/ok\r\nSet-Cookie: a=b",
    "/ok%0d%0aSet-Cookie:%20a=b",
    "/petitions/safe-haven/?a=%0d%0aLocation:%20//evil.example",
    "/\tevil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\x00/evil.example",
    "java\nscript:alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "mailto:a@evil.example",
    "//user@evil.example/",
    "//testserver@evil.example",
    "https://testserver/",
    "http://localhost/",
    "//127.0.0.1/",
    "//[::1]/",
    "//evil。example",
    "/\u2215evil.example",
    "/\u2044\u2044evil.example",
    "\uff0f\uff0fevil.example",
    "/%E2%81%84evil.example",
    "/%EF%BC%8F%EF%BC%8Fevil.example",
    "/\u202egnp.elpmaxe",
    "@evil.example",
    "evil.example",
    ".evil.example",
    "?next=//evil.example",
    "/nothing/like/this/",
    "/" + "a" * 3000,
    "",
    None,
]


@pytest.mark.parametrize("raw", EVIL)
def test_a_trick_leads_home(raw):
    assert safe_path(raw) == "/"


@pytest.mark.parametrize(
    "raw",
    [
        "/",
        "/campaigns/refugees-welcome/",
        "/petitions/safe-haven/#sign",
        "/petitions/safe-haven/?from=letter&x=%C3%A9#sign",
        "/petitions/safe-haven/?url=https://example.org//a",
        "/accounts/password/new/",
    ],
)
def test_a_page_of_ours_is_gone_back_to_as_it_was_left(raw):
    assert safe_path(raw) == raw


@pytest.mark.parametrize(
    "raw",
    ["/accounts/", "/accounts/login/?next=/", "/accounts/code/", "/accounts/logout/"],
)
def test_nobody_comes_in_to_stand_at_the_door_again(raw):
    assert safe_path(raw) == "/"


@pytest.mark.parametrize("raw", [raw for raw in EVIL if raw])
def test_the_door_itself_sends_nobody_away(client, db, mailoutbox, raw):
    from tests.accounts import knocking

    if "\x00" not in raw:
        page = client.get("/accounts/", {"next": raw})
        assert 'name="next" value="/"' in page.content.decode()
    answer = knocking.come_in(client, mailoutbox, "ada@example.org", next=raw)

    assert answer.url == "/"
