"""Who may do what: made by the site, changed by owners, told to all of them."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import roles
from accounts.models import User
from mailroom import delivery
from tests import factories
from tests.accounts.conftest import is_at_the_desk


@pytest.fixture
def desk(client, olu):
    return factories.at_the_desk(client, olu)


def change(desk, person, *groups, **fields):
    pks = Group.objects.filter(name__in=groups).values_list("pk", flat=True)
    fields = {
        "display_name": person.display_name,
        "is_active": "on",
        "is_staff": "on",
        "groups": list(pks),
    } | fields
    fields = {name: value for name, value in fields.items() if value is not None}
    return desk.post(f"/admin/accounts/user/{person.pk}/change/", fields)


def names(person):
    return sorted(person.groups.values_list("name", flat=True))


# After each migrate


def migrate():
    call_command("migrate", verbosity=0)


def test_the_roles_are_there(db):
    assert set(Group.objects.values_list("name", flat=True)) == {
        *("Editor", "Moderator", "Exporter", "Finance", "Owner")
    }


def test_members_and_groups_made_by_hand_stay(db):
    bo = factories.make_bo()
    by_hand = Group.objects.create(name="Night desk")
    by_hand.permissions.add(Permission.objects.first())
    editor = Group.objects.get(name="Editor")
    extra = Permission.objects.get(codename="export_signatures")
    editor.permissions.add(extra)
    migrate()

    assert names(bo) == ["Editor"]
    assert by_hand.permissions.count() == 1
    assert extra in editor.permissions.all()


def test_what_was_taken_away_by_hand_stays_away(db):
    editor = Group.objects.get(name="Editor")
    taken = editor.permissions.get(codename="resend_letter")
    editor.permissions.remove(taken)
    migrate()

    assert taken not in editor.permissions.all()


def test_what_an_app_brings_later_is_given_to_role_and_owner(db, monkeypatch):
    monkeypatch.setitem(roles._granted, "Finance", {"petitions.view_export"})
    migrate()

    finance = Group.objects.get(name="Finance")
    assert finance.permissions.filter(codename="view_export").exists()


def test_a_role_that_was_deleted_is_made_again(db):
    Group.objects.filter(name="Finance").delete()
    migrate()

    assert Group.objects.filter(name="Finance").exists()


def test_owners_may_do_what_any_role_may(db):
    olu = factories.make_olu()

    assert not olu.is_superuser
    for role in roles.ROLES:
        granted = Group.objects.get(name=role).permissions
        for app, code in granted.values_list("content_type__app_label", "codename"):
            assert olu.has_perm(f"{app}.{code}")


# Changing them


def test_an_owner_gives_a_role(desk, bo):
    change(desk, bo, "Editor", "Exporter")

    assert names(bo) == ["Editor", "Exporter"]


@pytest.mark.parametrize(
    "who", [factories.make_bo, factories.make_dee], ids=["editor", "exporter"]
)
def test_nobody_else_does(client, db, who):
    person = who()
    other = factories.make_user("eve@meridian.example", is_staff=True)
    factories.at_the_desk(client, person)

    for somebody in (person, other):
        assert change(client, somebody, "Owner").status_code == 403
        assert "Owner" not in names(somebody)
    for path in ("add/", f"{other.pk}/delete/", f"{other.pk}/invite/"):
        answer = client.post(f"/admin/accounts/user/{path}", {"post": "yes"})
        assert answer.status_code == 403
    assert client.get("/admin/accounts/desksession/").status_code == 403


def test_permissions_given_by_hand_make_nobody_an_owner(client, bo):
    bo.user_permissions.set(Permission.objects.all())
    eve = factories.make_user("eve@meridian.example", is_staff=True)
    factories.at_the_desk(client, bo)
    change(client, bo, "Owner")
    change(client, eve, "Owner")
    editor = Group.objects.get(name="Editor")
    path = f"/admin/auth/group/{editor.pk}/change/"
    client.post(path, {"permissions": []})

    assert names(bo) == ["Editor"]
    assert names(eve) == []
    assert editor.permissions.exists()


def test_an_owner_changes_nothing_about_oneself(desk, olu):
    change(desk, olu, "Owner", "Editor", is_superuser="on", display_name="Olu B")

    olu.refresh_from_db()
    assert names(olu) == ["Owner"]
    assert not olu.is_superuser
    assert olu.display_name == "Olu B"
    path = f"/admin/accounts/user/{olu.pk}/delete/"
    assert desk.post(path, {"post": "yes"}).status_code == 403


def test_an_owner_does_not_raise_the_owners_group(desk):
    owner = Group.objects.get(name="Owner")
    before = owner.permissions.count()
    every = list(Permission.objects.values_list("pk", flat=True))
    path = f"/admin/auth/group/{owner.pk}/change/"

    assert desk.post(path, {"permissions": every}).status_code == 403
    assert owner.permissions.count() == before


def test_nobody_becomes_a_superuser_at_the_desk(client, db, bo):
    factories.at_the_desk(client, factories.make_ada())
    change(client, bo, "Editor", is_superuser="on")

    assert not User.objects.get(pk=bo.pk).is_superuser


def test_a_new_role_ends_the_sessions_of_before(desk, bo):
    at_work = factories.at_the_desk(Client(), bo)
    change(desk, bo, "Exporter")

    assert not is_at_the_desk(at_work)
    assert is_at_the_desk(desk)


def test_a_new_name_ends_none(desk, bo):
    at_work = factories.at_the_desk(Client(), bo)
    change(desk, bo, "Editor", display_name="Bo L")

    assert is_at_the_desk(at_work)


@pytest.mark.parametrize("box", ["is_staff", "is_active"])
def test_who_leaves_is_out_at_once(desk, bo, box):
    at_work = factories.at_the_desk(Client(), bo)
    change(desk, bo, "Editor", **{box: None})

    assert not is_at_the_desk(at_work)


def test_a_changed_group_ends_the_sessions_of_its_members(desk, bo):
    at_work = factories.at_the_desk(Client(), bo)
    editor = Group.objects.get(name="Editor")
    desk.post(f"/admin/auth/group/{editor.pk}/change/", {"permissions": []})

    assert not is_at_the_desk(at_work)


def test_an_owner_ends_a_session(desk, bo):
    at_work = factories.at_the_desk(Client(), bo)
    row = bo.desk_sessions.get()
    assert "bo@meridian.example" in desk.get("/admin/accounts/user/").content.decode()
    fields = {"action": "end", "_selected_action": [row.pk]}
    desk.post("/admin/accounts/desksession/", fields)

    assert not is_at_the_desk(at_work)


def test_owners_see_the_sessions_that_last(desk, bo):
    rested = timezone.now() - timedelta(minutes=31)
    factories.at_the_desk(Client(), bo)
    bo.desk_sessions.update(seen_at=rested)
    page = desk.get("/admin/accounts/desksession/").content.decode()

    assert "1 session at the desk" in page


def test_an_owner_ends_all_sessions_of_somebody(desk, bo):
    browsers = [factories.at_the_desk(Client(), bo) for _number in range(2)]
    desk.post(f"/admin/accounts/user/{bo.pk}/sign-out/")

    assert not any(is_at_the_desk(browser) for browser in browsers)


def test_a_reader_who_joins_the_staff_begins_anew(desk, app):
    cy = factories.make_cy()
    app(cy)
    change(desk, cy, "Editor")

    cy.refresh_from_db()
    assert cy.is_staff
    assert not cy.has_usable_password()
    assert not cy.authenticator_set.exists()
    assert cy.enrolment_links.count() == 1


# Telling


@pytest.fixture
def told(mailoutbox):
    def go():
        delivery.send_due()
        return {it.to[0]: it.body for it in mailoutbox}

    return go


def test_every_owner_is_told_of_a_new_role(desk, bo, olu, told):
    ada = factories.make_ada()
    change(desk, bo, "Exporter")

    letters = told()
    assert set(letters) == {olu.email, ada.email}
    for body in letters.values():
        assert bo.email in body
        assert "Roles now: Exporter" in body
        assert "Changed by: olu@meridian.example" in body


def test_nobody_is_told_of_a_new_name(desk, bo, told):
    change(desk, bo, "Editor", display_name="Bo L")

    assert told() == {}


def test_a_new_role_is_on_record(desk, bo):
    change(desk, bo, "Exporter")

    assert LogEntry.objects.filter(object_id=bo.pk, user__email__startswith="olu")


def test_the_owners_are_told_of_a_deleted_account(desk, bo, olu, told):
    desk.post(f"/admin/accounts/user/{bo.pk}/delete/", {"post": "yes"})

    assert "The account was deleted." in told()[olu.email]


def test_nobody_is_found_by_a_password(desk, bo):
    answer = desk.get("/admin/accounts/user/", {"password__startswith": "md5"})

    assert answer.status_code == 400 or answer.url.endswith("?e=1")


@pytest.mark.parametrize("app", ["account", "mfa", "socialaccount"])
def test_nobody_calls_an_address_proved_or_sees_secrets_at_the_desk(app):
    shown = {model._meta.app_label for model in admin.site._registry}

    assert app not in shown
