"""What brought the signers, as a part of the count: it sums to the whole, always."""

import importlib
from collections import Counter
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions import (
    confirming,
    counting,
    folding,
    recounting,
    screening,
    withdrawing,
)
from petitions.admin import sources as desk
from petitions.models import CountChange, Signature, SourceTally, Tally
from tests import factories
from tests.petitions.test_folding import undone

MARCH = "newsletter.march"
migration = importlib.import_module("petitions.migrations.0010_sources_of_before")


def tallies(petition):
    rows = SourceTally.objects.filter(petition=petition)
    return {row.source: row.count for row in rows if row.count}


def sums_to_the_whole(petition):
    whole = Tally.objects.get(petition=petition).count
    return sum(tallies(petition).values()) == whole


def make(petition, number, source, **changes):
    return factories.make_signature(
        petition, email=f"s{number}@example.org", came_by=source, **changes
    )


@pytest.fixture
def counted(petition):
    """Three by the newsletter, one by a story, two directly; all counted."""
    for number, source in enumerate([MARCH, MARCH, MARCH, "story.7", "", ""]):
        confirming.confirm(make(petition, number, source))
    counting.drain()
    return petition


def one_by(petition, source):
    return Signature.objects.filter(petition=petition, came_by=source).first()


def test_each_source_is_counted_and_the_rest_has_no_name(counted):
    assert tallies(counted) == {MARCH: 3, "story.7": 1, "": 2}
    assert sums_to_the_whole(counted)


def test_nothing_counts_before_it_is_confirmed(petition):
    make(petition, 1, MARCH)
    counting.drain()

    assert tallies(petition) == {}


@pytest.mark.parametrize("end", [withdrawing.withdraw, withdrawing.erase])
def test_who_withdraws_lowers_their_own_source(counted, end):
    end(one_by(counted, MARCH))
    counting.drain()

    assert tallies(counted) == {MARCH: 2, "story.7": 1, "": 2}
    assert recounting.prove(counted).is_right


def test_who_leaves_and_lets_it_count_on_lowers_nothing(counted):
    withdrawing.anonymise(one_by(counted, MARCH))
    counting.drain()

    assert tallies(counted)[MARCH] == 3
    assert recounting.prove(counted).is_right


def test_a_held_signature_that_is_released_counts_for_its_source(petition):
    held = make(petition, 1, MARCH, status="quarantined")
    confirming.confirm(held)
    screening.release(held)
    counting.drain()

    assert tallies(petition) == {MARCH: 1}


def test_petitions_are_kept_apart(counted):
    other = factories.make_petition(slug="other")
    confirming.confirm(make(other, 1, MARCH))
    counting.drain()

    assert tallies(counted)[MARCH] == 3
    assert tallies(other) == {MARCH: 1}


# Bounds


@pytest.fixture
def little_room(monkeypatch):
    """Three sources are told apart: the nameless one and two others."""
    monkeypatch.setattr(folding, "MOST_SOURCES", 3)


def test_a_flood_of_invented_sources_is_counted_by_kind(petition, little_room):
    for number in range(9):
        kind = ("newsletter", "qr", "embed")[number % 3]
        confirming.confirm(make(petition, number, f"{kind}.odd{number}"))
    counting.drain()

    named = {source for source in tallies(petition) if not source.endswith(".other")}
    assert len(named) == 2
    assert len(tallies(petition)) <= 5
    assert sums_to_the_whole(petition)
    assert recounting.prove(petition).is_right


def test_who_came_in_the_flood_lowers_the_row_they_raised(petition, little_room):
    signatures = [make(petition, n, f"qr.odd{n}") for n in range(5)]
    for signature in signatures:
        confirming.confirm(signature)
        counting.drain()
    for signature in signatures:
        withdrawing.withdraw(signature)
        counting.drain()
        assert all(count > 0 for count in tallies(petition).values())

    assert tallies(petition) == {}


def test_who_came_and_went_within_one_drain_takes_no_room(petition, little_room):
    passing, first, second = (make(petition, n, f"qr.p{n}") for n in range(3))
    for signature in (passing, first, second):
        confirming.confirm(signature)
    withdrawing.withdraw(passing)
    counting.drain()

    assert tallies(petition) == {"qr.p1": 1, "qr.p2": 1}


def test_a_flood_takes_few_statements(petition, django_assert_max_num_queries):
    CountChange.objects.bulk_create(
        CountChange(petition=petition, change=1, came_by=f"qr.odd{number}")
        for number in range(1500)
    )
    with django_assert_max_num_queries(15):
        counting.drain()

    rows = SourceTally.objects.filter(petition=petition)
    assert rows.count() <= folding.MOST_SOURCES + 1
    assert sums_to_the_whole(petition)


def test_without_sources_a_drain_reads_none(petition, django_assert_max_num_queries):
    counting.queue(factories.make_signature(petition), +1, "confirmed")
    with django_assert_max_num_queries(10) as asked:
        counting.drain()

    touching = [
        q["sql"] for q in asked.captured_queries if "petitions_sourcetally" in q["sql"]
    ]
    assert [sql.split()[0] for sql in touching] == ["INSERT"]


# The proof and the repair


def corrupt(petition, by):
    row = SourceTally.objects.filter(petition=petition, source=MARCH)
    row.update(count=3 + by)


def lose(petition, _by):
    SourceTally.objects.filter(petition=petition, source=MARCH).delete()


def lose_all(petition, _by):
    SourceTally.objects.all().delete()


def invent(petition, by):
    SourceTally.objects.create(petition=petition, source="qr.invented", count=by)


def lose_signature(petition, _by):
    one_by(petition, MARCH).delete()


def lose_change(petition, _by):
    make(petition, 99, "story.8", status="confirmed")


@pytest.mark.parametrize("by", [-1, 2])
@pytest.mark.parametrize(
    "fault", [corrupt, lose, lose_all, invent, lose_signature, lose_change]
)
def test_every_fault_is_found_and_repaired(counted, fault, by):
    fault(counted, by)
    assert recounting.prove(counted).wrong_sources

    recounting.repair(counted)
    assert recounting.prove(counted).is_right
    counting.drain()

    assert recounting.prove(counted).is_right
    own = Signature.objects.filter(petition=counted).confirmed()
    assert tallies(counted) == Counter(own.values_list("came_by", flat=True))


def test_only_the_sources_are_repaired_when_only_they_are_wrong(counted):
    invent(counted, 2)
    recounting.repair(counted)

    assert not CountChange.objects.exists()
    assert sums_to_the_whole(counted)


def test_a_full_list_is_repaired_too(counted, monkeypatch):
    for number in range(10, 16):
        confirming.confirm(make(counted, number, f"qr.odd{number}"))
    monkeypatch.setattr(folding, "MOST_SOURCES", 5)
    counting.drain()
    SourceTally.objects.filter(petition=counted, source="qr.other").delete()
    assert not recounting.prove(counted).is_right

    recounting.repair(counted)
    assert recounting.prove(counted).is_right
    assert sums_to_the_whole(counted)


def test_the_command_says_that_sources_are_wrong(counted, capsys):
    corrupt(counted, 1)
    with pytest.raises(CommandError):
        call_command("recount")

    assert capsys.readouterr().out.endswith("WRONG by +0; sources wrong\n")


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["sign", "sign", "withdraw", "drain", "lose", "repair"]),
        st.integers(0, 9),
    ),
    max_size=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(moves=MOVES)
def test_the_sources_sum_to_the_whole_whatever_happens(petition, little_room, moves):
    with undone():
        signatures = []
        for name, number in moves:
            if name == "sign":
                signature = make(petition, len(signatures), f"qr.s{number}")
                confirming.confirm(signature)
                signatures.append(signature)
            elif name == "withdraw" and signatures:
                withdrawing.withdraw(signatures[number % len(signatures)])
            elif name == "drain":
                counting.drain()
            elif name == "lose":
                SourceTally.objects.all().delete()
            elif name == "repair":
                recounting.repair(petition)
                assert recounting.prove(petition).is_right
        recounting.repair(petition)
        counting.drain()
        assert sums_to_the_whole(petition)
        assert recounting.prove(petition).is_right


# What was counted before


def fill():
    migration.fill(apps, SimpleNamespace(connection=connection))


def test_what_was_counted_before_has_no_name(counted):
    SourceTally.objects.all().delete()
    Signature.objects.update(came_by="")
    fill()

    assert tallies(counted) == {"": 6}
    assert recounting.prove(counted).is_right


def test_filling_again_changes_nothing(counted):
    before = tallies(counted)
    fill()
    fill()

    assert tallies(counted) == before


# At the desk


@pytest.fixture
def page(client, bo, counted):
    factories.at_the_desk(client, bo)
    path = f"/admin/petitions/petition/{counted.pk}/change/"
    return lambda: client.get(path).content.decode()


def test_an_editor_sees_where_signatures_came_from(page, counted):
    story = factories.make_story()
    for row in (Signature, SourceTally):
        field = "came_by" if row is Signature else "source"
        row.objects.filter(**{field: "story.7"}).update(**{field: f"story.{story.pk}"})

    text = page()
    assert "newsletter “march”" in text
    assert "50.0&nbsp;%" in text
    assert "directly" in text
    assert f'<a href="{story.url}">{story.headline}</a>' in text


def test_the_largest_come_first_and_the_tail_is_one_row(counted, monkeypatch):
    monkeypatch.setattr(desk, "SHOWN", 1)
    rows = desk.table(counted).rows

    assert [(row.words, row.signatures) for row in rows] == [
        ("newsletter “march”", 3),
        ("everything else", 3),
    ]
    assert sum(row.percent for row in rows) == pytest.approx(100)


def test_a_petition_that_nobody_signed_says_so(client, bo, petition):
    factories.at_the_desk(client, bo)
    page = client.get(f"/admin/petitions/petition/{petition.pk}/change/")

    assert "No signature has been counted yet." in page.content.decode()


def links(client, petition, query=""):
    return client.get(f"/admin/petitions/petition/{petition.pk}/links/{query}")


def test_an_editor_makes_a_link_for_a_newsletter(client, bo, petition):
    factories.at_the_desk(client, bo)
    page = links(client, petition, "?kind=newsletter&name=March+2026_a")

    assert f"{petition.url}?via=newsletter.march-2026-a" in page.content.decode()
    assert 'class="qr-code"' not in page.content.decode()


@pytest.mark.parametrize("name", ["", "%21%21", "---", "x" * 61])
def test_a_name_that_no_address_keeps_is_asked_for_again(client, bo, petition, name):
    factories.at_the_desk(client, bo)

    assert links(client, petition, f"?kind=qr&name={name}").status_code == 422


def test_the_links_are_the_desks_alone(client, petition):
    assert links(client, petition).status_code in (302, 403, 404)
