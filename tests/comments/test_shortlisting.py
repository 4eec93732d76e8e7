"""Comments for print: chosen, asked about, taken along."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderating, shortlisting
from comments.models import PrintExport, PrintPick
from mailroom import delivery
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/print/"


@pytest.fixture
def said(story, cy):
    thread = factories.make_thread(story)
    return factories.make_comment(thread, cy, body='=cmd|"/c calc"')


@pytest.fixture
def bo():
    return factories.make_bo()


@pytest.fixture
def desk(client, bo):
    return factories.at_the_desk(client, bo)


@pytest.fixture
def picked(said, bo):
    return shortlisting.pick(said, bo)


def test_an_editor_chooses_one_and_its_author_is_asked_once(desk, said, cy, mailoutbox):
    for _press in range(2):
        desk.post(f"/admin/comments/comment/{said.pk}/print/", {"queue": "unread"})
    delivery.send_due()

    (letter,) = mailoutbox
    assert letter.to == [cy.email]
    assert f"/c/{said.pk}/print/" in letter.body
    assert said.body in letter.body
    assert "No answer yet" in desk.get(LIST).content.decode()


def test_its_author_says_yes_with_a_town_and_may_change_it(client, picked, said, cy):
    client.force_login(cy)
    assert "may it?" in client.get("/forum/mine/").content.decode()
    path = f"/c/{said.pk}/print/"
    client.post(path, {"answer": "yes", "place": "Leeds"})
    picked.refresh_from_db()
    assert (picked.agreed, picked.place) == (True, "Leeds")

    client.post(path, {"answer": "no", "place": "Leeds"})
    picked.refresh_from_db()
    assert (picked.agreed, picked.place) == (False, "")


def test_looking_and_an_empty_post_agree_to_nothing(client, picked, said, cy):
    client.force_login(cy)
    client.get(f"/c/{said.pk}/print/?answer=yes")
    picked.refresh_from_db()
    assert picked.agreed is None

    client.post(f"/c/{said.pk}/print/", {})
    picked.refresh_from_db()
    assert picked.agreed is False


def test_a_town_that_is_too_long_comes_back(client, picked, said, cy):
    client.force_login(cy)
    town = "x" * 81
    answer = client.post(f"/c/{said.pk}/print/", {"answer": "yes", "place": town})

    assert answer.status_code == 422
    assert town in answer.content.decode()


def test_nobody_answers_for_another_reader(client, picked, said):
    client.force_login(doors.make_reader("dee@example.org"))

    assert client.get(f"/c/{said.pk}/print/").status_code == 404


def test_the_list_is_taken_on_record_and_runs_in_no_spreadsheet(desk, picked, said, bo):
    shortlisting.answer(picked, agreed=True, place="Leeds")
    answer = desk.post(f"{LIST}list/", {"format": "csv"})
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

    assert tuple(head) == shortlisting.HEAD
    cells = dict(zip(head, row, strict=True))
    assert cells["name"] == "Cy Harbour"
    assert cells["place"] == "Leeds"
    assert cells["author_agrees"] == "yes"
    assert cells["words"].startswith("'=")
    assert cells["permalink"].endswith(f"/c/{said.pk}/")
    export = PrintExport.objects.get()
    assert (export.by, export.row_count, export.format) == (bo, 1, "csv")


def test_as_text_each_says_whether_it_may_be_printed(desk, picked):
    text = desk.post(f"{LIST}list/", {"format": "txt"}).content.decode()
    assert "[NO ANSWER YET]" in text

    sent = {"format": "txt", "agreed_only": "1"}
    assert desk.post(f"{LIST}list/", sent).content == b""


def test_taking_it_waits_for_a_fresh_second_step(desk, picked, bo):
    bo.desk_sessions.update(checked_at=timezone.now() - timedelta(minutes=6))
    answer = desk.post(f"{LIST}list/", {"format": "csv"})

    assert "/admin/check/" in answer.url
    assert not PrintExport.objects.exists()


def test_what_was_removed_is_not_on_the_list(picked, said, bo):
    moderating.refuse(said, bo, "spam")

    assert not shortlisting.listed().exists()


def test_what_waits_cannot_be_chosen_and_one_is_taken_off(desk, said, story):
    hidden = factories.make_comment(said.thread, status="pending")
    desk.post(f"/admin/comments/comment/{hidden.pk}/print/")
    assert not PrintPick.objects.exists()

    desk.post(f"/admin/comments/comment/{said.pk}/print/")
    desk.post(f"/admin/comments/comment/{said.pk}/print/", {"drop": "1"})
    assert not PrintPick.objects.exists()


def test_others_neither_see_nor_take_it(client, said):
    desk = factories.at_the_desk(client, factories.make_dee())

    assert desk.get(LIST).status_code == 403
    assert desk.post(f"{LIST}list/", {"format": "csv"}).status_code == 403
    assert desk.post(f"/admin/comments/comment/{said.pk}/print/").status_code == 403
