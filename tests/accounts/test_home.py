"""The reader's home: what belongs to a reader, and to nobody else."""

import re

import pytest
from django.test import Client

from accounts.home import devices, sections
from accounts.models import Profile, User
from mailroom import addresses, caps
from petitions.models import Signature
from tests import factories

HOME = "/accounts/me/"
PAGES = [
    *("", "name/", "address/", "passkeys/add/", "password/", "password/remove/"),
    *("merge/", "leave/"),
]
FIREFOX = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)


def text_of(browser, path=HOME):
    return browser.get(path).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_taken_through_the_door_and_back(client, db, page):
    answer = client.get(f"{HOME}{page}")

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/?next=/accounts/me/")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_home_opens_for_its_reader_and_is_kept_by_nobody(
    at_home, page
):
    answer = at_home.get(f"{HOME}{page}")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "password/change/",
        "password/set/",
        "sessions/",
        "3rdparty/",
        "3rdparty/signup/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "2fa/webauthn/keys/1/remove/",
    ],
)
def test_the_pages_that_know_nothing_of_two_codes_lead_to_the_home(at_home, path):
    answer = at_home.post(f"/accounts/{path}", {"email": "eve@example.org"})

    assert answer.status_code == 302
    assert answer.url == HOME


def test_another_app_adds_a_part_of_its_own(at_home, monkeypatch):
    monkeypatch.setattr(sections, "_sections", dict(sections._sections))
    sections.add("nothing", 1, lambda request, user: "")
    sections.add("greeting", 2, lambda request, user: f"<p>Hello {user.email}</p>")

    assert "<p>Hello cy@example.org</p>" in text_of(at_home)


@pytest.mark.parametrize(
    ("order", "group"),
    [(1, "here"), (29, "here"), (30, "letters-wanted"), (40, "the-account")],
)
def test_a_part_stands_among_those_of_its_kind(rf, cy, monkeypatch, order, group):
    monkeypatch.setattr(sections, "_sections", {})
    sections.add("greeting", order, lambda request, user: "<p>Hello</p>")

    [found] = sections.drawn(rf.get(HOME), cy)
    assert (found.key, found.parts) == (group, ["<p>Hello</p>"])


def test_the_home_leads_to_each_of_its_groups(at_home):
    page = text_of(at_home)
    named = re.findall(r'<section class="home-group" id="([\w-]+)"', page)

    assert named[0] == "here"
    assert named[-1] == "the-account"
    assert re.findall(r'<li><a href="#([\w-]+)"', page) == named


# Names


def test_a_reader_is_called_as_they_like(at_home, cy):
    answer = at_home.post(f"{HOME}name/", {"display_name": "  Cy   of Leeds "})

    assert answer.url == HOME
    assert User.objects.get(pk=cy.pk).display_name == "Cy of Leeds"


def test_nobody_has_a_public_page_before_they_choose_it(client, at_home, cy):
    at_home.post(f"{HOME}name/", {"display_name": "Cy", "about": "I read."})
    path = f"/accounts/readers/{Profile.objects.get(user=cy).public_id}/"
    assert client.get(path).status_code == 404

    at_home.post(
        f"{HOME}name/", {"display_name": "Cy", "about": "I read.", "is_public": "on"}
    )
    page = client.get(path).content.decode()
    assert "I read." in page
    assert "cy@example.org" not in page


def test_a_public_page_needs_a_name(at_home):
    answer = at_home.post(f"{HOME}name/", {"display_name": "", "is_public": "on"})

    assert answer.status_code == 422
    assert "needs a name" in answer.content.decode()


def test_a_name_that_turns_the_text_round_is_refused(at_home, cy):
    answer = at_home.post(f"{HOME}name/", {"display_name": "Cy\u202egro"})

    assert answer.status_code == 422
    assert User.objects.get(pk=cy.pk).display_name == "Cy"


# Signatures


def test_the_home_shows_what_was_signed_with_a_proven_address(at_home):
    petition = factories.make_petition()
    factories.make_signature(petition, email="CY@example.org", status="confirmed")

    page = text_of(at_home)
    assert petition.title in page
    assert "Your signature is confirmed." in page


def test_the_home_shows_nothing_of_an_address_that_was_not_proved(browser_of, db):
    user = factories.make_user("cy@example.org")
    user.emailaddress_set.create(email="cy@example.org", verified=False)
    factories.make_signature(factories.make_petition(), email="cy@example.org")

    assert "A safe haven" not in text_of(browser_of(user))


def test_the_home_shows_nothing_of_others(at_home, eve):
    factories.make_signature(factories.make_petition(), email="eve@example.org")

    assert "A safe haven" not in text_of(at_home)


def test_the_link_in_the_home_opens_the_page_of_the_signature(at_home, client):
    factories.make_signature(factories.make_petition(), email="cy@example.org")
    path = text_of(at_home).split('href="/my/')[1].split('"')[0]

    assert client.get(f"/my/{path}").status_code == 200


def test_a_reader_chooses_which_letters_to_get(at_home):
    first, second = (
        factories.make_petition(slug=slug, title=slug.title())
        for slug in ("one", "two")
    )
    wanted = factories.make_signature(first, email="cy@example.org", show_name=True)
    factories.make_signature(second, email="cy@example.org", newsletter=True)
    stranger = factories.make_signature(first, email="eve@example.org")
    at_home.post(f"{HOME}letters/", {"letters": [wanted.pk, stranger.pk]})

    wants = Signature.objects.filter(newsletter=True)
    assert list(wants) == [wanted]
    assert Signature.objects.get(pk=wanted.pk).show_name


def test_a_reader_takes_never_write_to_me_back(at_home):
    key = addresses.mailbox_key(addresses.parse("cy@example.org"))
    assert "Write to me again" not in text_of(at_home)
    caps.suppress(key)
    assert "Write to me again" in text_of(at_home)

    at_home.post(f"{HOME}address/letters-again/")
    assert not caps.suppressed([key])


# Devices


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (FIREFOX.replace("Firefox/", "X/"), "Windows"),
        ("curl/8", "Unknown device"),
        ("", "Unknown device"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/150 Safari/537", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (X11; Linux) Chrome/150 Safari/5 Edg/150", "Edge on Linux"),
    ],
)
def test_a_device_is_named_so_that_its_reader_knows_it(user_agent, name):
    assert devices.name(user_agent) == name


def test_the_home_lists_devices_by_name_and_only_their_network(browser_of, cy):
    here = browser_of(cy, user_agent=FIREFOX)
    here.get(HOME, REMOTE_ADDR="203.0.113.77")
    there = browser_of(cy, user_agent=SAFARI)
    there.get(HOME, REMOTE_ADDR="2001:db8:1:2:3:4:5:6")

    page = text_of(here)
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    assert "203.0.113.*" in page
    assert "2001:0db8:0001:0002:*" in page
    kept = list(cy.usersession_set.values_list("ip", flat=True))
    assert kept == ["203.0.113.0", "2001:db8:1:2::"]


def test_a_session_is_ended_from_another_browser(browser_of, cy):
    here, there = browser_of(cy), browser_of(cy)
    here.get(HOME)
    other = cy.usersession_set.get(session_key=there.session.session_key)
    here.post(f"{HOME}devices/{other.pk}/end/")

    assert here.get(HOME).status_code == 200
    assert there.get(HOME).status_code == 302


def test_nobody_ends_the_session_of_somebody_else(browser_of, cy, eve):
    here, there = browser_of(cy), browser_of(eve)
    here.post(f"{HOME}devices/{eve.usersession_set.get().pk}/end/")

    assert there.get(HOME).status_code == 200


def test_signing_out_everywhere_else_leaves_this_browser_alone(browser_of, cy, eve):
    here, others = browser_of(cy), [browser_of(cy) for _ in range(3)]
    stranger = browser_of(eve)
    here.post(f"{HOME}devices/end-others/")

    assert here.get(HOME).status_code == 200
    assert stranger.get(HOME).status_code == 200
    assert {other.get(HOME).status_code for other in others} == {302}


def test_a_session_of_any_door_is_listed(cy):
    """The desk's and Django's own sign-in know nothing of allauth."""
    browser = Client()
    browser.force_login(cy, "django.contrib.auth.backends.ModelBackend")

    assert cy.usersession_set.get().session_key == browser.session.session_key


def test_looking_again_within_ten_minutes_writes_nothing(
    at_home, django_assert_num_queries
):
    at_home.get("/accounts/me.json")

    with django_assert_num_queries(3):  # the session, its reader, their news
        at_home.get("/accounts/me.json")


def test_public_pages_ask_nothing_for_who_is_signed_in(
    at_home, django_assert_num_queries
):
    petition = factories.make_petition()
    at_home.get(petition.url)

    with django_assert_num_queries(0):
        at_home.get(petition.url)


# Staff


@pytest.mark.parametrize("page", ["address/", "merge/", "leave/", "password/"])
def test_an_account_of_the_staff_is_not_changed_from_here(browser_of, db, page):
    bo = factories.make_bo()

    assert browser_of(bo).get(f"{HOME}{page}").status_code == 403
    assert browser_of(bo).get(HOME).status_code == 200
