"""What happened is told to whoever wants it; what was taken back is told to nobody."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from petitions import counting, publishing
from petitions.models import CountChange, Milestone, Tally
from tests import factories
from webhooks import kinds, outbox
from webhooks.models import Delivery, Event

PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"


class TakenBack(Exception):
    pass


def test_what_is_rolled_back_was_never_said(db, happen):
    factories.make_endpoint()

    @transaction.atomic
    def take_back():
        happen()
        raise TakenBack

    with pytest.raises(TakenBack):
        take_back()

    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_everybody_who_wants_it_gets_a_delivery(db, happen):
    all_of_it = factories.make_endpoint(name="All")
    paused = factories.make_endpoint(name="Paused", state="paused")
    failing = factories.make_endpoint(name="Failing", state="failing")
    factories.make_endpoint(name="Gone", state="gone")
    factories.make_endpoint(name="Stories", wants_milestones=False)

    happen("petition.milestone")

    told = Delivery.objects.values_list("endpoint", flat=True)
    assert set(told) == {all_of_it.pk, paused.pk, failing.pk}
    assert {it.state for it in Delivery.objects.all()} == {"waiting"}


@pytest.mark.parametrize(("kind", "wish"), kinds.WISHES.items())
def test_each_wish_is_about_its_own_events(db, happen, kind, wish):
    wishes = dict.fromkeys(kinds.WISHES.values(), False)
    only = factories.make_endpoint(**wishes | {wish: True})

    for each in kinds.WISHES:
        happen(each)

    (delivery,) = Delivery.objects.all()
    assert (delivery.endpoint, delivery.event.kind) == (only, kind)


def test_it_takes_two_statements_however_many_want_it(
    db, happen, django_assert_num_queries
):
    for number in range(5):
        factories.make_endpoint(name=str(number))
    with django_assert_num_queries(2):
        happen()
    assert Delivery.objects.count() == 5


def test_a_kind_that_is_not_in_the_list_is_an_error(db):
    with pytest.raises(KeyError):
        outbox.tell("petition.signed", subject="/", data={})


# Petitions


@pytest.fixture
def petition(db):
    return factories.make_petition()


@pytest.fixture
def count_to(petition):
    """Let the count reach a number at once."""

    def count(number):
        change = number - Tally.objects.get(petition=petition).count
        CountChange.objects.create(
            petition=petition,
            change=change,
            reason="confirmed",
            country="GB",
            region="SW",
            at=timezone.now(),
        )
        counting.drain()

    return count


def told(kind):
    events = Event.objects.filter(kind=kind).order_by("pk")
    return [event.data for event in events]


def test_a_milestone_is_told_with_its_number(petition, count_to):
    count_to(99)
    assert not Event.objects.exists()
    count_to(151)

    numbers = [data["milestone"] for data in told(kinds.MILESTONE)]
    assert numbers == [100, 150]
    assert told(kinds.MILESTONE)[0]["petition"] == petition.slug
    assert Event.objects.first().url.endswith(f"/petitions/{petition.slug}/")


def test_a_number_that_falls_and_rises_again_is_no_news(petition, count_to):
    count_to(100)
    count_to(90)
    count_to(120)

    assert Milestone.objects.count() == 1
    assert len(told(kinds.MILESTONE)) == 1


def test_counting_without_a_milestone_takes_no_statement_more(petition, count_to):
    count_to(10)
    with CaptureQueriesContext(connection) as queries:
        count_to(20)
    assert not [it for it in queries if "webhooks_" in it["sql"]]
    assert not [it for it in queries if "petitions_milestone" in it["sql"]]


@pytest.mark.parametrize(
    ("move", "status"),
    [
        (publishing.pause, "paused"),
        (publishing.close, "closed"),
        (publishing.win, "won"),
    ],
)
def test_each_move_of_a_petition_is_told(petition, move, status):
    move(petition)

    (data,) = told(kinds.STATE)
    assert data == {
        "petition": petition.slug,
        "title": petition.title,
        "status": status,
        "count": 0,
    }


def test_opening_is_told(db):
    draft = factories.make_petition(status="draft")
    publishing.open_petition(draft)

    assert [data["status"] for data in told(kinds.STATE)] == ["open"]


def test_a_move_that_is_not_allowed_is_not_told(petition):
    publishing.close(petition)
    with pytest.raises(publishing.MoveNotAllowed):
        publishing.pause(petition)

    assert [data["status"] for data in told(kinds.STATE)] == ["closed"]


def test_a_move_that_cannot_be_told_is_not_made(petition, monkeypatch):
    """Both or none: the row of the petition and that of the event."""

    def fail(events):
        raise TakenBack

    monkeypatch.setattr(Event.objects, "bulk_create", fail)
    with pytest.raises(TakenBack):
        publishing.pause(petition)

    petition.refresh_from_db()
    assert petition.status == "open"


# What the documentation promises


def documented():
    """The fields of each kind, as the page for receivers lists them."""
    rows = re.findall(r"^\| `([\w.]+)` \| [^|]+ \| ([^|]+) \|$", PAGE.read_text(), re.M)
    names = {kind: set(re.findall(r"`(\w+)`", said)) for kind, said in rows}
    statuses = {"open", "paused", "closed", "won"}
    return {kind: found - statuses for kind, found in names.items()}


def test_every_kind_is_documented_with_its_fields(petition, count_to):
    count_to(100)
    publishing.win(petition)
    page = documented()

    assert set(page) == {*kinds.WISHES, kinds.TEST}
    for event in Event.objects.all():
        assert set(event.data) == page[event.kind]


def test_no_event_names_a_reader(petition, count_to):
    """Nothing but what is listed here may stand in an event."""
    factories.make_signatures(petition, 3)
    count_to(100)
    publishing.win(petition)

    said = json.dumps([event.data for event in Event.objects.all()])
    assert "Ada" not in said
    assert "example.org" not in said
    assert documented()[kinds.MILESTONE] | documented()[kinds.STATE] == {
        *("petition", "title", "milestone", "reached_at", "status", "count")
    }
