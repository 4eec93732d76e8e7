"""An author at the desk: what moderators know and decide, and what readers are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import reporting
from comments.models import Sanction
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return factories.make_user("mo@meridian.example", is_staff=True, group="Moderator")


@pytest.fixture
def desk(client, mo):
    return factories.at_the_desk(client, mo)


@pytest.fixture
def said(story, cy):
    return factories.make_comment(factories.make_thread(story), cy)


def grow_stale(person):
    person.desk_sessions.update(checked_at=timezone.now() - timedelta(minutes=6))


def test_an_authors_page_tells_it_all_and_decides(desk, said, mo, cy):
    reporting.report(said, factories.make_user("r@example.org"), "spam", "Ads.")
    path = f"/admin/comments/comment/author/{cy.pk}/"
    page = desk.get(path).content.decode()
    assert said.body in page
    assert "Ads." in page

    sent = {"kind": "suspended", "days": "7", "reason": "Threats."}
    assert desk.post(path, sent).url == path
    sanction = Sanction.objects.get()
    assert (sanction.by, sanction.kind) == (mo, "suspended")
    assert timedelta(days=6) < sanction.until - timezone.now() < timedelta(days=8)

    desk.post(f"/admin/comments/comment/lift/{sanction.pk}/")
    sanction.refresh_from_db()
    assert sanction.lifted_by == mo


def test_a_suspension_without_an_end_comes_back_with_its_words(desk, cy):
    sent = {"kind": "suspended", "days": "", "reason": "Threats."}
    answer = desk.post(f"/admin/comments/comment/author/{cy.pk}/", sent)

    assert answer.status_code == 422
    assert "Say for how many days." in answer.content.decode()
    assert "Threats." in answer.content.decode()
    assert not Sanction.objects.exists()


@pytest.mark.parametrize("path", ["author", "sanction"])
def test_whoever_decides_about_a_person_makes_the_second_step(desk, cy, mo, path):
    grow_stale(mo)
    paths = {
        "author": f"/admin/comments/comment/author/{cy.pk}/",
        "sanction": "/admin/comments/sanction/add/",
    }
    answer = desk.post(paths[path], {"kind": "banned", "reason": "x", "reader": cy.pk})

    assert "/admin/check/" in answer.url
    assert not Sanction.objects.exists()


def test_nobody_of_the_staff_is_sanctioned_here(desk, mo):
    sent = {"kind": "banned", "reason": "Revenge."}
    answer = desk.post(f"/admin/comments/comment/author/{mo.pk}/", sent)

    assert answer.status_code == 422
    assert not Sanction.objects.exists()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("warning", "Moderators warn you."),
        ("before", "Moderators read each of your comments"),
        ("banned", "You cannot write here any more."),
    ],
)
def test_a_reader_is_told_what_was_decided_about_them(client, cy, mo, kind, words):
    sanction = Sanction.objects.create(reader=cy, kind=kind, reason="Threats.", by=mo)
    client.force_login(cy)
    page = client.get("/forum/mine/").content.decode()
    assert words in page
    assert "Threats." in page
    assert "mo@" not in page

    sanction.lifted_at = timezone.now()
    sanction.save()
    assert words not in client.get("/forum/mine/").content.decode()
