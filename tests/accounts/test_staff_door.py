"""The staff's door: two steps, or none; and nothing told to who stands before it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import limits
from accounts.models import DeskSession, User
from accounts.staff import demo as demo_rule
from accounts.staff import factors, pacing
from tests import factories
from tests.accounts.conftest import PASSWORD, is_at_the_desk

DOOR, SECOND = "/admin/login/", "/admin/login/second/"


def test_password_and_app_open_the_desk(client, bo, app, first_step, second_step):
    phone = app(bo)
    answer = first_step(bo)
    assert answer.url == SECOND
    assert not is_at_the_desk(client)

    answer = second_step(phone.code())

    assert answer.url == "/admin/"
    assert is_at_the_desk(client)
    assert DeskSession.objects.get().opened_by == "app"


def test_a_recovery_code_opens_it_once(client, bo, app, first_step, second_step):
    app(bo)
    code = factors.new_recovery_codes(bo)[0]
    first_step(bo)
    assert second_step(code).status_code == 302
    client.post("/admin/logout/")

    first_step(bo)
    assert second_step(code).status_code == 422
    assert not is_at_the_desk(client)


def test_a_code_works_once(client, bo, app, first_step, second_step):
    phone = app(bo)
    code = phone.code()
    first_step(bo)
    second_step(code)
    client.post("/admin/logout/")
    first_step(bo)

    assert second_step(code).status_code == 422
    assert not is_at_the_desk(client)


def test_who_came_for_a_page_gets_to_it(client, bo, app, first_step, second_step):
    phone = app(bo)
    wanted = "/admin/petitions/petition/?status__exact=open"
    door = client.get(wanted).url
    page = client.get(door)
    assert f'value="{wanted}"' in page.content.decode()
    client.post(DOOR, {"email": bo.email, "password": PASSWORD, "next": wanted})

    assert second_step(phone.code()).url == wanted


@pytest.mark.parametrize(
    "trick",
    [
        "https://evil.example/admin/",
        "//evil.example/admin/",
        "/admin/\r\nSet-Cookie: a=b",
        "/\\evil.example",
        "/admin/\\..",
        "/petitions/",
        "javascript:alert(1)",
        "/adminx/",
        "",
    ],
)
def test_other_addresses_are_no_page_of_the_desk(client, bo, app, second_step, trick):
    phone = app(bo)
    client.post(DOOR, {"email": bo.email, "password": PASSWORD, "next": trick})

    assert second_step(phone.code()).url == "/admin/"


def test_without_a_second_step_a_password_leads_to_an_owner(client, bo, first_step):
    """The thief of a password neither gets in nor makes a second step."""
    first_step(bo)
    page = client.get(SECOND)

    assert "Ask an owner of the desk" in page.content.decode()
    assert not is_at_the_desk(client)
    for path in ("passkey/ask/", "passkey/", "app/", "codes/", "password/"):
        for method in (client.get, client.post):
            answer = method(f"/admin/security/{path}", {"code": "1", "password": "x"})
            assert answer.status_code == 302
            assert answer.url.startswith(DOOR)
    assert not factors.has_any(bo)
    assert User.objects.get(pk=bo.pk).check_password(PASSWORD)


def wrong_pairs():
    cy, bo = factories.make_cy(), factories.make_bo()
    passkey_only = factories.make_user("eve@meridian.example", is_staff=True)
    passkey_only.set_unusable_password()
    passkey_only.save()
    left = factories.make_user("flo@meridian.example", is_staff=True, is_active=False)
    return [
        (bo.email, "wrong"),
        (cy.email, PASSWORD),
        (cy.email, "wrong"),
        ("nobody@meridian.example", PASSWORD),
        (passkey_only.email, PASSWORD),
        (left.email, PASSWORD),
    ]


def test_all_wrong_pairs_get_one_answer_after_one_hash(client, db, monkeypatch):
    hashed = []
    from django.contrib.auth import hashers

    real = hashers.MD5PasswordHasher.encode

    def encode(self, password, salt):
        hashed.append(1)
        return real(self, password, salt)

    pairs = wrong_pairs()
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
    answers, work = set(), set()
    for email, password in pairs:
        hashed.clear()
        answer = client.post(DOOR, {"email": email, "password": password})
        page = answer.content.decode().replace(email, "…")
        token = answer.context["csrf_token"]
        answers.add((answer.status_code, page.replace(str(token), "…")))
        work.add(len(hashed))

    assert len(answers) == 1
    assert answers.pop()[0] == 422
    assert work == {1}


def test_the_session_has_a_new_key_after_each_step(
    client, bo, app, first_step, second_step
):
    phone = app(bo)
    session = client.session
    session["planted"] = True
    session.save()
    keys = [session.session_key]
    first_step(bo)
    keys.append(client.session.session_key)
    second_step(phone.code())
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3


def test_a_session_begun_elsewhere_in_the_browser_is_not_carried_in(
    client, bo, app, first_step, second_step
):
    client.force_login(factories.make_cy())
    session = client.session
    session["of"] = "Cy"
    session.save()
    phone = app(bo)
    first_step(bo)
    second_step(phone.code())

    assert "of" not in client.session
    assert is_at_the_desk(client)


def test_the_half_way_in_ends_after_ten_minutes(
    client, bo, app, first_step, monkeypatch
):
    from accounts.staff.views import door

    app(bo)
    first_step(bo)
    later = door.time.time() + 601
    monkeypatch.setattr(door.time, "time", lambda: later)

    assert client.get(SECOND).url == DOOR


def test_the_second_step_of_another_is_none(
    client, bo, olu, app, first_step, second_step
):
    app(bo)
    other = app(olu)
    first_step(bo)

    assert second_step(other.code()).status_code == 422


def test_a_form_of_another_site_signs_nobody_in(bo, app):
    app(bo)
    browser = Client(enforce_csrf_checks=True)
    fields = {"email": bo.email, "password": PASSWORD}

    assert browser.post(DOOR, fields).status_code == 403


# How fast it may be tried


def test_one_address_is_tried_five_times_a_minute(client, bo, first_step):
    for _try in range(5):
        assert first_step(bo, "wrong").status_code == 422
    answer = first_step(bo)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "Please wait" in answer.content.decode()


def test_an_unknown_address_is_slowed_down_alike(client, db, first_step):
    for _try in range(5):
        first_step("nobody@meridian.example", "wrong")

    assert first_step("nobody@meridian.example", "wrong").status_code == 429


def test_ten_thousand_pairs_try_an_account_twenty_times(client, bo, clock):
    """From as many networks as there are pairs, within an hour."""
    # So that a window of an hour begins now.
    clock(seconds=3600 - (timezone.now().timestamp() - limits.EPOCH) % 3600)
    tried = 0
    for number in range(200):
        clock(seconds=10)
        address = f"10.0.{number // 250}.{number % 250}"
        answer = client.post(
            DOOR, {"email": bo.email, "password": f"{number}"}, REMOTE_ADDR=address
        )
        tried += answer.status_code == 422

    assert tried <= 20


def test_strangers_do_not_keep_out_who_came_in_before(
    client, bo, app, first_step, second_step
):
    phone = app(bo)
    first_step(bo)
    second_step(phone.code())
    client.post("/admin/logout/")
    stranger = Client()
    for _try in range(10):
        first_step(bo, "wrong", browser=stranger)
    assert first_step(bo, browser=stranger).status_code == 429

    assert first_step(bo).url == SECOND


def test_the_cookie_of_a_known_browser_serves_its_own_address_only(
    client, bo, olu, app, first_step, second_step
):
    phone = app(bo)
    first_step(bo)
    second_step(phone.code())
    client.post("/admin/logout/")
    for _try in range(5):
        first_step(olu, "wrong", browser=Client())

    assert first_step(olu).status_code == 429


def test_codes_are_tried_five_times_a_minute_from_wherever(
    bo, app, first_step, second_step
):
    phone = app(bo)
    browsers = [Client() for _number in range(5)]
    for browser in browsers:
        first_step(bo, browser=browser)
        cache.clear()
    answers = [second_step("000000", browser).status_code for browser in browsers]

    assert answers == [422] * 5
    assert second_step(phone.code(), browsers[0]).status_code == 429


def test_strangers_with_the_password_do_not_keep_out_who_came_in_before(
    client, bo, app, first_step, second_step
):
    phone = app(bo)
    codes = factors.new_recovery_codes(bo)
    first_step(bo)
    second_step(phone.code())
    client.post("/admin/logout/")
    thief = Client()
    first_step(bo, browser=thief)
    for _try in range(6):
        second_step("000000", thief)
    assert second_step(codes[0], thief).status_code == 429
    first_step(bo)

    assert second_step(codes[0]).url == "/admin/"


def test_one_network_is_slowed_down_for_all_addresses(client, db, first_step):
    times = pacing.BY_NETWORK[0].times
    answers = [
        first_step(f"a{number}@b.example", "x").status_code
        for number in range(times + 1)
    ]

    assert answers == [422] * times + [429]


# In a demonstration


class Embedded:
    vendor = "sqlite"


class Real:
    vendor = "postgresql"


@pytest.fixture
def demo(settings, monkeypatch):
    """As `bin/run` starts it, whatever database the tests are on."""
    monkeypatch.setattr(demo_rule, "connection", Embedded)
    settings.DEMO = True
    settings.HOST = "127.0.0.1"
    settings.SITE_URL = "http://127.0.0.1:8000"


HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


def test_the_demo_lets_its_staff_in_and_says_so_on_every_page(
    client, bo, demo, first_step
):
    assert first_step(bo, **HERE).url == "/admin/"

    for path in ("/admin/", "/admin/petitions/petition/", "/admin/security/"):
        assert (
            "A password alone opened this desk"
            in client.get(path, **HERE).content.decode()
        )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DEMO", False),
        ("HOST", "::"),
        ("HOST", "192.168.1.5"),
        ("SITE_URL", "https://demo.example.org"),
        ("DEMO_STAFF", ("ada@meridian.example",)),
    ],
)
def test_elsewhere_a_password_alone_opens_nothing(
    client, bo, demo, settings, first_step, setting, value
):
    setattr(settings, setting, value)
    first_step(bo, **HERE)

    assert client.get("/admin/", **HERE).status_code == 302


@pytest.mark.parametrize(
    "other",
    [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_HOST": "demo.example.org"}],
)
def test_the_demo_behind_a_proxy_wants_the_second_step(
    client, bo, demo, settings, first_step, other
):
    settings.ALLOWED_HOSTS = ["*"]
    first_step(bo, **(HERE | other))

    assert client.get("/admin/", **(HERE | other)).status_code == 302


def test_the_demo_on_a_real_server_wants_the_second_step(
    client, bo, demo, monkeypatch, first_step
):
    monkeypatch.setattr(demo_rule, "connection", Real)
    first_step(bo, **HERE)

    assert client.get("/admin/", **HERE).status_code == 302


def test_who_has_a_second_step_needs_it_in_the_demo_too(
    client, bo, app, demo, first_step
):
    app(bo)

    assert first_step(bo, **HERE).url == SECOND
