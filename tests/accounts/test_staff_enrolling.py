"""The link with which staff set their second step: once, for a day, for one person."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import EnrolmentLink, User
from accounts.staff import links
from mailroom import delivery
from mailroom.models import Letter
from tests import factories
from tests.accounts.conftest import PASSWORD, is_at_the_desk
from tests.parts.authenticator import App

ADDRESS = "pat@meridian.example"
NEW = "one more fine password"


def make_owner(address=ADDRESS, **options):
    out = StringIO()
    call_command("make_owner", address, stdout=out, **options)
    return out.getvalue().strip().removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def link(db):
    return make_owner(name="Pat Green")


def enrol(client, link, *, password=NEW, code=None):
    phone = App.photographed(client.get(link).content.decode())
    fields = {"app-password": password, "app-code": code or phone.code()}
    return client.post(link, fields), phone


def test_the_first_owner_comes_in_by_the_printed_link(client, link):
    answer, _phone = enrol(client, link)

    assert answer.url == "/admin/recovery-codes/"
    page = client.get(answer.url).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", page)) == 10
    assert is_at_the_desk(client)
    pat = User.objects.get(email=ADDRESS)
    assert (pat.is_staff, pat.is_superuser) == (True, False)
    assert [group.name for group in pat.groups.all()] == ["Owner"]
    assert pat.check_password(NEW)
    row = EmailAddress.objects.get(user=pat)
    assert (row.email, row.verified, row.primary) == (ADDRESS, True, True)


def test_then_password_and_app_open_the_desk(client, link, first_step, second_step):
    _answer, phone = enrol(client, link)
    client.post("/admin/logout/")
    first_step(ADDRESS, NEW)

    assert second_step(phone.code()).url == "/admin/"


def test_the_codes_are_shown_until_the_person_goes_on(client, link):
    enrol(client, link)
    assert client.get("/admin/recovery-codes/").status_code == 200
    assert client.post("/admin/recovery-codes/kept/").url == "/admin/"

    assert client.get("/admin/recovery-codes/").url == "/admin/security/"


def test_opening_the_link_spends_nothing(client, link):
    for _time in range(3):
        assert Client().get(link).status_code == 200

    assert enrol(client, link)[0].status_code == 302


def test_the_link_works_once(client, link):
    enrol(client, link)
    thief = Client()
    assert thief.get(link).status_code == 410
    assert thief.post(link, {"app-password": NEW, "app-code": "1"}).status_code == 410
    assert thief.post(f"{link}passkey/").status_code == 410

    assert not is_at_the_desk(thief)


def test_of_two_at_the_same_moment_one_goes_on(link):
    row = EnrolmentLink.objects.get()
    same = EnrolmentLink.objects.get()
    links.use(row)

    with pytest.raises(links.LinkSpent):
        links.use(same)


def test_a_mistake_spends_nothing(client, link):
    assert enrol(client, link, password="short")[0].status_code == 422
    assert enrol(client, link, code="000000")[0].status_code == 422

    assert enrol(client, link)[0].status_code == 302


@pytest.mark.parametrize(
    "password", ["", "elevenchars", "qwerty123456", "123456789012", ADDRESS]
)
def test_a_weak_password_is_not_taken(client, link, password):
    answer, _phone = enrol(client, link, password=password)

    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_the_link_ends_after_a_day(client, link):
    past = timezone.now() - timedelta(seconds=1)
    EnrolmentLink.objects.update(expires_at=past)

    assert client.get(link).status_code == 410


def test_it_was_made_for_a_day(link):
    left = EnrolmentLink.objects.get().expires_at - timezone.now()

    assert timedelta(hours=23) < left <= timedelta(hours=24)


def test_it_is_of_no_use_once_the_address_is_another(client, link):
    User.objects.update(email="other@meridian.example")

    assert client.get(link).status_code == 410


def test_it_is_of_no_use_once_the_account_is_closed(client, link):
    User.objects.update(is_active=False)

    assert client.get(link).status_code == 410


def test_the_newest_link_is_the_one(client, link):
    newer = make_owner()

    assert client.get(link).status_code == 410
    assert client.get(newer).status_code == 200


@pytest.mark.parametrize("change", [lambda t: t[:-1] + "x", lambda t: "x" + t])
def test_a_changed_token_is_none(client, link, change):
    token = link.split("/")[3]

    assert client.get(link.replace(token, change(token))).status_code == 410


def test_a_token_of_something_else_is_none(client, link, django_assert_num_queries):
    token = signing.Signer(salt="something else", sep=".").sign("x")
    with django_assert_num_queries(0):
        answer = client.get(f"/admin/enrol/{token}/")

    assert answer.status_code == 410


def test_only_a_hash_is_kept(link):
    token = link.split("/")[3]
    row = EnrolmentLink.objects.values().get()

    assert token[:20] not in str(row)
    assert len(row["token_hash"]) == 64


def test_the_page_gives_its_address_to_nobody(client, link):
    answer = client.get(link)

    assert answer["Referrer-Policy"] == "strict-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]


def test_the_log_does_not_name_it(link):
    from config import logs

    token = link.split("/")[3]
    assert token not in logs.scrub(f"GET {link} 200")


def test_a_renewed_way_in_ends_the_one_of_before(client, app, bo, first_step):
    """Somebody lost a phone; or somebody else has it now."""
    app(bo)
    before = factories.at_the_desk(Client(), bo)
    link = make_owner(bo.email)
    assert is_at_the_desk(before)
    enrol(client, link)

    assert not is_at_the_desk(before)
    types = sorted(Authenticator.objects.filter(user=bo).values_list("type", flat=True))
    assert types == ["recovery_codes", "totp"]
    assert first_step(bo, PASSWORD, browser=Client()).status_code == 422


def test_what_a_reader_had_before_opens_no_desk(db, app):
    """A thief who planted a passkey in a reader's account waits in vain."""
    cy = factories.make_cy()
    app(cy)
    reader = Client()
    reader.force_login(cy)
    make_owner(cy.email)

    assert not Authenticator.objects.filter(user=cy).exists()
    assert not User.objects.get(pk=cy.pk).has_usable_password()
    assert reader.get("/accounts/me.json").json()["reader"] == {}


@pytest.mark.parametrize("address", ["", "no address", "a@b"])
def test_the_command_wants_an_address(db, address):
    with pytest.raises(CommandError):
        make_owner(address)

    assert not User.objects.exists()


# By an owner, at the desk


@pytest.fixture
def desk(client, olu):
    return factories.at_the_desk(client, olu)


@pytest.fixture
def letters(mailoutbox):
    """Send what waits; the letters by address."""

    def send():
        delivery.send_due()
        return mailoutbox

    return send


def invite(desk, address=ADDRESS, roles=("Editor",)):
    from django.contrib.auth.models import Group

    groups = Group.objects.filter(name__in=roles).values_list("pk", flat=True)
    fields = {"email": address, "display_name": "Pat Green", "groups": list(groups)}
    return desk.post("/admin/accounts/user/add/", fields)


def test_an_owner_invites_somebody_by_letter(desk, letters):
    assert invite(desk).status_code == 302
    (letter,) = [found for found in letters() if found.to == [ADDRESS]]
    path = re.search(r"http://127.0.0.1:8000(/admin/enrol/\S+)", letter.body).group(1)
    assert "Olu" in letter.body
    browser = Client()
    answer, _phone = enrol(browser, path)

    assert answer.status_code == 302
    assert browser.get("/admin/petitions/petition/").status_code == 200
    assert browser.get("/admin/accounts/user/").status_code == 403
    assert EmailAddress.objects.get(email=ADDRESS).verified


def test_no_token_lies_in_the_outbox(desk):
    invite(desk)
    letter = Letter.objects.get(kind="accounts.desk_link")

    assert letter.content == {}
    assert EnrolmentLink.objects.get().token_hash == ""


def test_the_invited_do_nothing_before_they_used_the_link(desk, first_step):
    invite(desk)
    pat = User.objects.get(email=ADDRESS)

    assert not pat.has_usable_password()
    assert not EmailAddress.objects.filter(user=pat).exists()


def test_a_new_link_is_sent_for_a_lost_phone(desk, bo, letters):
    desk.post(f"/admin/accounts/user/{bo.pk}/invite/")

    assert [it.to for it in letters() if "/admin/enrol/" in it.body] == [[bo.email]]


def test_an_owner_sends_no_link_to_oneself(desk, olu):
    answer = desk.post(f"/admin/accounts/user/{olu.pk}/invite/")

    assert answer.status_code == 404
    assert not EnrolmentLink.objects.exists()


def test_a_reader_gets_no_link(desk, letters):
    cy = factories.make_cy()
    desk.post(f"/admin/accounts/user/{cy.pk}/invite/")

    assert not EnrolmentLink.objects.exists()


def test_every_enrolment_is_told_to_the_owners_and_on_record(client, olu, letters):
    link = make_owner()
    enrol(client, link)
    told = [it for it in letters() if it.to == [olu.email]]

    assert any(ADDRESS in it.body and "second step was set" in it.body for it in told)
    assert LogEntry.objects.filter(change_message__contains="second step").exists()


# More of them, at the desk


def test_the_last_second_step_stays(client, bo, app):
    app(bo)
    factories.at_the_desk(client, bo)
    step = Authenticator.objects.get()
    client.post(f"/admin/security/{step.pk}/remove/")

    assert Authenticator.objects.get() == step


def test_nobody_removes_anothers(client, bo, olu, app):
    app(bo)
    app(olu)
    step = Authenticator.objects.get(user=bo)
    factories.at_the_desk(client, olu)
    client.post(f"/admin/security/{step.pk}/remove/")

    assert Authenticator.objects.filter(pk=step.pk).exists()


def test_new_recovery_codes_take_the_place_of_the_old(client, bo, app, letters, olu):
    from accounts.staff import factors

    app(bo)
    old = factors.new_recovery_codes(bo)
    factories.at_the_desk(client, bo)
    assert client.post("/admin/security/codes/").url == "/admin/recovery-codes/"

    with pytest.raises(factors.NotProven):
        factors.check_code(bo, old[0])
    assert factors.recovery_codes_left(bo) == 10
    assert any(it.to == [olu.email] for it in letters())


def test_a_reader_may_have_a_shorter_password(db, bo):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    validate_password("elevenchars", factories.make_cy())
    with pytest.raises(ValidationError):
        validate_password("elevenchars", bo)


def test_a_password_of_staff_is_long(client, bo):
    factories.at_the_desk(client, bo)
    answer = client.post("/admin/security/password/", {"password": "elevenchars"})
    assert answer.status_code == 422
    client.post("/admin/security/password/", {"password": NEW})

    assert User.objects.get(pk=bo.pk).check_password(NEW)
    assert is_at_the_desk(client)
