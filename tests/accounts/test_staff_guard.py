"""No page of the desk opens without both steps, whatever its address is."""

import copy
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.models import DeskSession
from accounts.staff import guarding, pacing
from tests import factories
from tests.accounts.conftest import is_at_the_desk

DOOR = "/admin/login/"
VALUES = {
    "int": "1",
    "str": "x",
    "path": "1",
    "slug": "x",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def admin_patterns():
    """Every address under the desk that is registered, as (path, pattern, name)."""
    yield from _walk(get_resolver().url_patterns, "/", "")


def _walk(patterns, before, space):
    for pattern in patterns:
        path = before + _filled(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            name = f"{space}:{pattern.name}" if space else pattern.name
            if path.startswith(settings.STAFF_PATHS):
                yield path, pattern, name
        else:
            inner = ":".join(filter(None, [space, pattern.namespace]))
            yield from _walk(pattern.url_patterns, path, inner)


def _filled(route):
    if route.startswith("^") or "(?P" in route:
        return "auth/" if "app_label" in route else "anything/"
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: VALUES[m.group(1) or "str"], route)


ALL = [(path, name) for path, _pattern, name in admin_patterns()]
# By path: the admin's own sign-in lies under ours.
OPEN = {path for path, name in ALL if name in guarding.DOOR}
GUARDED = [path for path, _name in ALL if path not in OPEN]


@pytest.fixture(autouse=True)
def many_may_try(monkeypatch):
    for limits in ("BY_ADDRESS", "BY_NETWORK", "BY_PERSON", "OF_SITE"):
        monkeypatch.setattr(pacing, limits, ())


def anonymous():
    return Client()


def with_a_password_only():
    """A staff session that some other door made."""
    client = Client()
    client.force_login(factories.make_ada())
    return client


def half_way_in():
    client = Client()
    ada = factories.make_ada()
    fields = {"email": ada.email, "password": "a fine long password"}
    assert client.post(DOOR, fields).url == "/admin/login/second/"
    return client


def a_reader():
    client = Client()
    client.force_login(factories.make_cy())
    return client


def with_the_row_of_another():
    """A session that names a row that is not its person's."""
    at_work = factories.at_the_desk(Client(), factories.make_olu())
    client = with_a_password_only()
    session = client.session
    session["desk-session"] = at_work.session["desk-session"]
    session.save()
    return client


def test_the_crawl_knows_the_desk():
    assert len(GUARDED) > 60
    assert reverse("admin:index").startswith(settings.STAFF_PATHS)
    assert {"/admin/", "/admin/petitions/petition/1/export/", "/admin/anything/"} <= {
        *GUARDED
    }
    assert {name for _path, name in ALL} >= guarding.DOOR


def test_no_page_of_the_desk_takes_the_short_way_past_the_guard():
    marked = [
        path
        for path, pattern, _name in admin_patterns()
        if hasattr(pattern.callback, "rests_on_no_session")
    ]

    assert marked == []


@pytest.mark.parametrize(
    "who",
    [anonymous, with_a_password_only, half_way_in, a_reader, with_the_row_of_another],
)
def test_no_page_opens(db, who):
    visitor, opened = who(), []
    before = sessions()
    for path in GUARDED:
        for method in ("get", "post"):
            answer = visit(visitor, method, path)
            if answer.status_code != 302 or not answer.url.startswith(DOOR):
                opened.append((method, path, answer.status_code))

    assert opened == []
    assert sessions() == before, "each visit was the first"


def sessions():
    return list(Session.objects.values()), list(DeskSession.objects.values())


def visit(visitor, method, path):
    """The visitor as before each other visit, whatever the guard does to a session."""
    cache.clear()
    browser = Client()
    browser.cookies = copy.deepcopy(visitor.cookies)
    with transaction.atomic():
        answer = getattr(browser, method)(path)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", ["desk:security", "admin:index", "admin:logout"])
def test_a_second_step_of_a_reader_opens_nothing(client, db, name, app):
    cy = factories.make_cy()
    app(cy)
    client.force_login(cy)

    assert client.get(reverse(name)).url.startswith(DOOR)


def test_the_door_itself_shows_nothing_of_the_desk(client, bo):
    client.force_login(bo)
    for path in (DOOR, "/admin/signed-out/"):
        page = client.get(path).content.decode()
        assert "/admin/petitions/" not in page
        assert bo.email not in page


# Staff keep their second steps at the desk


@pytest.mark.parametrize(
    "path", ["", "totp/activate/", "webauthn/add/", "recovery-codes/"]
)
def test_the_readers_pages_of_second_steps_send_staff_away(client, bo, path):
    client.force_login(bo)
    for method in (client.get, client.post):
        assert method(f"/accounts/2fa/{path}").url == "/admin/security/"


def test_no_other_page_gives_staff_a_second_step(bo):
    from allauth.mfa.totp.internal.auth import TOTP
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        TOTP.activate(bo, "secret")


def test_a_reader_gets_one_as_before(db):
    from allauth.mfa.totp.internal.auth import TOTP

    assert TOTP.activate(factories.make_cy(), "secret").instance.pk


def test_secrets_of_second_steps_are_on_no_page(client, db):
    factories.at_the_desk(client, factories.make_ada())

    assert client.get("/admin/mfa/authenticator/").status_code == 404


# How long a session lasts


@pytest.fixture
def desk(client, bo):
    return factories.at_the_desk(client, bo)


def age(**by):
    row = DeskSession.objects.get()
    for field, span in by.items():
        setattr(row, field, timezone.now() - span)
    row.save()


def test_half_an_hour_of_rest_ends_a_session(desk):
    age(seen_at=timedelta(minutes=29))
    assert is_at_the_desk(desk)
    age(seen_at=timedelta(minutes=31))

    assert not is_at_the_desk(desk)
    assert not DeskSession.objects.exists()


def test_being_seen_keeps_it(desk):
    age(seen_at=timedelta(minutes=29))
    desk.get("/admin/")

    assert timezone.now() - DeskSession.objects.get().seen_at < timedelta(minutes=1)


def test_twelve_hours_end_it_however_busy(desk):
    age(began_at=timedelta(hours=12, minutes=1))

    assert not is_at_the_desk(desk)


def test_a_cookie_in_another_browser_opens_nothing(desk):
    other = Client(headers={"User-Agent": "A thief's"})
    other.cookies = desk.cookies

    assert not is_at_the_desk(other)


def test_a_new_password_ends_it(desk, bo):
    bo.set_password("another fine password")
    bo.save()

    assert not is_at_the_desk(desk)


def test_signing_out_ends_it_here_only(desk, bo):
    other = factories.at_the_desk(Client(), bo)
    assert desk.post("/admin/logout/").url == "/admin/signed-out/"

    assert not is_at_the_desk(desk)
    assert is_at_the_desk(other)


def test_one_ends_ones_other_sessions(desk, bo):
    other = factories.at_the_desk(Client(), bo)
    desk.post("/admin/security/sessions/")

    assert is_at_the_desk(desk)
    assert not is_at_the_desk(other)
