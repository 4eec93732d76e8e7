"""What could do great harm asks for the second step again, and keeps what was typed."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import DeskSession, User
from petitions.models import Export, Signature
from tests import factories

CHECK, AGAIN = "/admin/check/", "/admin/check/send/"


@pytest.fixture
def petition(db):
    return factories.make_petition()


@pytest.fixture
def desk(client, db):
    """Ada, who may do everything, with an app; her last check is long ago."""
    client.ada = factories.make_ada()
    factories.at_the_desk(client, client.ada)
    grow_stale()
    return client


@pytest.fixture
def phone(desk, app):
    return app(desk.ada)


def grow_stale(minutes=6):
    then = timezone.now() - timedelta(minutes=minutes)
    DeskSession.objects.update(checked_at=then)


def hidden_fields(page):
    found = re.findall(
        r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()
    )
    return [(name, value) for name, value in found if name != "csrfmiddlewaretoken"]


def export_path(petition):
    return f"/admin/petitions/petition/{petition.pk}/export/"


ASKED = {"purpose": "Delivery", "columns": ["name", "country"], "format": "csv"}


def post_export(desk, petition):
    return desk.post(export_path(petition), ASKED)


def post_download(desk, petition):
    export = Export.objects.create(
        petition=petition,
        exported_by=desk.ada,
        purpose="x",
        columns="name",
        format="xlsx",
        state="finished",
    )
    return desk.post(f"{export_path(petition)}{export.pk}/download/")


def post_bulk_release(desk, petition):
    held = factories.make_signature(petition, status="quarantined")
    fields = {"action": "release", "_selected_action": [held.pk]}
    return desk.post("/admin/petitions/signature/", fields)


def post_bulk_letters(desk, petition):
    letter = factories.make_letter()
    fields = {"action": "send_again", "_selected_action": [letter.pk]}
    return desk.post("/admin/mailroom/letter/", fields)


def post_bulk_delete(desk, petition):
    fields = {"action": "delete_selected", "_selected_action": [petition.campaign_id]}
    return desk.post("/admin/campaigns/campaign/", fields)


def post_bulk_action_below_the_list(desk, petition):
    """The admin reads the choice above the list, or the one below it."""
    held = factories.make_signature(petition, status="quarantined")
    fields = {"action": ["", "release"], "index": 1, "_selected_action": [held.pk]}
    return desk.post("/admin/petitions/signature/", fields)


def post_roles(desk, petition):
    bo = factories.make_bo()
    return desk.post(f"/admin/accounts/user/{bo.pk}/change/", {"is_active": "on"})


def post_new_person(desk, petition):
    return desk.post("/admin/accounts/user/add/", {"email": "new@meridian.example"})


def post_person_away(desk, petition):
    bo = factories.make_bo()
    return desk.post(f"/admin/accounts/user/{bo.pk}/delete/", {"post": "yes"})


def post_link(desk, petition):
    return desk.post(f"/admin/accounts/user/{factories.make_bo().pk}/invite/")


def post_sign_out(desk, petition):
    return desk.post(f"/admin/accounts/user/{factories.make_bo().pk}/sign-out/")


def post_group(desk, petition):
    pk = Group.objects.get(name="Editor").pk
    return desk.post(f"/admin/auth/group/{pk}/change/", {"permissions": []})


def post_new_group(desk, petition):
    return desk.post("/admin/auth/group/add/", {"name": "Mine"})


def post_own_password(desk, petition):
    return desk.post("/admin/security/password/", {"password": "x" * 20})


def post_recovery_codes(desk, petition):
    return desk.post("/admin/security/codes/")


def post_passkey(desk, petition):
    return desk.post("/admin/security/passkey/", {"credential": "{}"})


def ask_for_passkey(desk, petition):
    return desk.post("/admin/security/passkey/ask/")


def post_app(desk, petition):
    return desk.post("/admin/security/app/", {"code": "1"})


def post_step_away(desk, petition):
    return desk.post("/admin/security/1/remove/")


HARMFUL = [
    *(post_export, post_download, post_bulk_release, post_bulk_letters),
    *(post_bulk_delete, post_bulk_action_below_the_list, post_roles),
    *(post_new_person, post_person_away, post_link, post_sign_out, post_group),
    *(post_new_group, post_own_password, post_recovery_codes, post_passkey),
    *(ask_for_passkey, post_app, post_step_away),
]


@pytest.mark.parametrize("post", HARMFUL)
def test_a_stale_session_is_checked_first_and_nothing_happens(desk, petition, post):
    before = everything()
    answer = post(desk, petition)

    assert answer.status_code == 302
    assert answer.url == CHECK
    assert everything() == before


def everything():
    """What the posts above would change, beyond what they set up themselves."""
    return (
        list(Group.objects.order_by("pk").values_list("name", flat=True)),
        Group.objects.get(name="Editor").permissions.count(),
        User.objects.filter(email="new@meridian.example").exists(),
        User.objects.get(email="ada@meridian.example").password,
        Signature.objects.filter(status="pending").count(),
    )


@pytest.mark.parametrize("post", HARMFUL)
def test_a_fresh_one_is_not_asked(desk, petition, post):
    grow_stale(minutes=4)

    assert getattr(post(desk, petition), "url", "") != CHECK


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/admin/petitions/signature/", {"action": "", "index": "0"}),
        ("/admin/petitions/petition/{pk}/move/pause/", {}),
        ("/admin/logout/", {}),
    ],
)
def test_the_rest_is_not_asked(desk, petition, path, fields):
    answer = desk.post(path.format(pk=petition.pk), fields)

    assert getattr(answer, "url", "") != CHECK


def test_looking_is_not_asked(desk, petition):
    for path in (export_path(petition), "/admin/accounts/user/add/"):
        assert desk.get(path).status_code == 200


def test_what_was_typed_comes_back_after_the_check(desk, phone, petition):
    post_export(desk, petition)
    page = desk.get(CHECK).content.decode()
    assert "What you typed is kept" in page
    answer = desk.post(CHECK, {"code": phone.code()})
    assert answer.url == AGAIN
    assert not Export.objects.exists()

    page = desk.get(AGAIN)
    assert hidden_fields(page) == [
        ("purpose", "Delivery"),
        ("columns", "name"),
        ("columns", "country"),
        ("format", "csv"),
    ]
    assert f'action="{export_path(petition)}"' in page.content.decode()
    fields = {}
    for name, value in hidden_fields(page):
        fields.setdefault(name, []).append(value)
    answer = desk.post(export_path(petition), fields)

    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbfname,country")
    assert Export.objects.get().purpose == "Delivery"
    assert desk.get(AGAIN).url == "/admin/"


def test_the_check_renews_the_key_of_the_session(desk, phone):
    before = desk.session.session_key
    desk.post(CHECK, {"code": phone.code()})

    assert desk.session.session_key != before


@pytest.mark.parametrize("code", ["000000", "", "x" * 500])
def test_a_wrong_code_checks_nothing(desk, phone, petition, code):
    assert desk.post(CHECK, {"code": code}).status_code == 422

    assert post_export(desk, petition).url == CHECK


def test_codes_at_the_check_are_slowed_down(desk, phone):
    for _try in range(5):
        desk.post(CHECK, {"code": "000000"})

    assert desk.post(CHECK, {"code": phone.code()}).status_code == 429


def test_the_app_of_another_checks_nothing(desk, app, phone):
    other = app(factories.make_bo())

    assert desk.post(CHECK, {"code": other.code()}).status_code == 422


def test_nonsense_is_no_passkey(desk):
    for text in ("", "{}", "[]", "null", '{"response": 5}', "x"):
        answer = desk.post("/admin/check/passkey/", {"credential": text})
        assert answer.status_code == 422


def test_in_the_demo_the_password_is_asked_again(client, petition):
    ada = factories.make_ada()
    factories.at_the_desk(client, ada, opened_by="password")
    grow_stale()
    client.ada = ada
    post_export(client, petition)
    assert client.post(CHECK, {"code": "wrong"}).status_code == 422

    assert client.post(CHECK, {"code": "a fine long password"}).url == AGAIN


def test_a_password_checks_nothing_elsewhere(desk, phone):
    answer = desk.post(CHECK, {"code": "a fine long password"})

    assert answer.status_code == 422


# A form that came too late


def test_a_form_sent_after_a_long_rest_waits_for_its_person(
    desk, phone, petition, first_step, second_step
):
    then = timezone.now() - timedelta(minutes=31)
    DeskSession.objects.update(seen_at=then)
    path = f"/admin/petitions/petition/{petition.pk}/change/"
    answer = desk.post(path, {"title": "A better title"})
    assert answer.url == "/admin/login/"
    first_step(desk.ada)
    assert second_step(phone.code()).url == AGAIN

    page = desk.get(AGAIN)
    assert hidden_fields(page) == [("title", "A better title")]
    assert f'action="{path}"' in page.content.decode()


def test_another_person_in_this_browser_does_not_see_it(
    desk, petition, olu, app, first_step, second_step
):
    DeskSession.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
    desk.post("/admin/petitions/petition/add/", {"title": "Secret"})
    phone = app(olu)
    first_step(olu)

    assert second_step(phone.code()).url == "/admin/"
    assert desk.get(AGAIN).url == "/admin/"


def test_a_form_of_another_site_is_not_kept(db, petition):
    browser = Client(enforce_csrf_checks=True)
    factories.at_the_desk(browser, factories.make_ada())
    grow_stale()
    answer = browser.post(
        export_path(petition), ASKED, HTTP_ORIGIN="https://evil.example"
    )

    assert answer.status_code == 403
    assert browser.get(AGAIN).url == "/admin/"


def test_what_waits_is_forgotten_after_a_quarter_of_an_hour(
    desk, phone, petition, monkeypatch
):
    from accounts.staff import holding

    post_export(desk, petition)
    desk.post(CHECK, {"code": phone.code()})
    later = holding.time.time() + 15 * 60 + 1
    monkeypatch.setattr(holding.time, "time", lambda: later)

    assert desk.get(AGAIN).url == "/admin/"
