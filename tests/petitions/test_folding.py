"""The parts of a count: places, and minutes, hours and days. They sum to the whole."""

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions import (
    confirming,
    counting,
    folding,
    purging,
    recounting,
    screening,
    withdrawing,
)
from petitions.models import AreaTally, CountChange, Signature, Tally, TimeTally
from petitions.models.counts import Step
from tests import factories
from tests.petitions.conftest import NINE

MINUTE = Step.MINUTE.length
PLACES = [("GB", "SW"), ("GB", "M"), ("FR", "")]


def times(petition, step="minute"):
    rows = TimeTally.objects.filter(petition=petition, step=step)
    return {row.at: row.change for row in rows if row.change}


def areas(petition):
    rows = AreaTally.objects.filter(petition=petition)
    return {(row.country, row.region): row.count for row in rows if row.count}


def summed(by_minute, step):
    sums = Counter()
    for minute, change in by_minute.items():
        sums[step.start(minute)] += change
    return {start: change for start, change in sums.items() if change}


def parts_sum_to_the_whole(petition):
    whole = Tally.objects.get(petition=petition).count
    minutes = times(petition)
    return (
        sum(minutes.values()) == sum(areas(petition).values()) == whole
        and times(petition, "hour") == summed(minutes, Step.HOUR)
        and times(petition, "day") == summed(minutes, Step.DAY)
    )


def test_a_confirmation_belongs_to_its_own_minute_however_late_it_is_counted(
    petition, clock
):
    first, second = factories.make_signatures(petition, 2, status="pending")
    clock(minutes=30, seconds=59)
    confirming.confirm(first)
    clock(seconds=1)
    confirming.confirm(second)
    clock(hours=7)
    counting.drain()

    half_past = NINE + timedelta(minutes=30)
    assert times(petition) == {half_past: 1, half_past + timedelta(minutes=1): 1}
    assert times(petition, "hour") == {NINE: 2}
    assert times(petition, "day") == {NINE.replace(hour=0): 2}


def test_the_time_is_that_on_the_signature(petition, monkeypatch):
    """Not that of the row in the queue, which may be written in the next minute."""
    signed = factories.make_signature(petition)
    held = factories.make_signature(
        petition, email="b@example.org", status="quarantined", verified_at=NINE
    )
    minutes = count(1)
    monkeypatch.setattr(timezone, "now", lambda: NINE + next(minutes) * MINUTE)
    confirming.confirm(signed)
    screening.release(held)
    withdrawing.withdraw(signed)

    signed.refresh_from_db()
    held.refresh_from_db()
    changes = CountChange.objects.order_by("pk")
    assert [change.at for change in changes] == [
        *(signed.confirmed_at, held.confirmed_at, signed.ended_at)
    ]


def test_withdrawing_lowers_its_own_minute_and_rewrites_nothing(petition, clock):
    signature = factories.make_signature(petition)
    confirming.confirm(signature)
    later = clock(days=2)
    withdrawing.withdraw(signature)
    counting.drain()

    assert times(petition) == {NINE: 1, later: -1}
    assert times(petition, "day") == {
        Step.DAY.start(NINE): 1,
        Step.DAY.start(later): -1,
    }


def test_a_minute_in_which_as_many_came_as_went_needs_no_row(petition, clock):
    signature = factories.make_signature(petition)
    confirming.confirm(signature)
    withdrawing.withdraw(signature)
    counting.drain()

    assert not TimeTally.objects.exists()
    assert not AreaTally.objects.exists()


def test_days_are_those_of_utc(petition):
    """23:30 in New York on the last of February is the first of March."""
    moment = datetime.fromisoformat("2022-02-28T23:30:00-05:00")
    folding.raise_moments(petition.pk, {moment: 1})

    assert times(petition, "day") == {datetime(2022, 3, 1, tzinfo=UTC): 1}
    assert times(petition, "hour") == {datetime(2022, 3, 1, 4, tzinfo=UTC): 1}


def test_the_same_place_and_minute_add_up(petition):
    other = factories.make_petition(slug="other")
    for _ in range(3):
        folding.raise_areas(petition.pk, {("GB", "SW"): 2, ("FR", ""): -1})
        folding.raise_moments(petition.pk, {NINE: 2, NINE + timedelta(seconds=9): -1})
    folding.raise_areas(other.pk, {("GB", "SW"): 7})

    assert areas(petition) == {("GB", "SW"): 6, ("FR", ""): -3}
    assert times(petition) == {NINE: 3}
    assert areas(other) == {("GB", "SW"): 7}


@pytest.mark.parametrize("minutes", [1, 1500])
def test_many_minutes_cost_few_statements(
    petition, minutes, django_assert_max_num_queries
):
    """The workers were down for a day: one change a minute waits."""
    CountChange.objects.bulk_create(
        CountChange(petition=petition, change=1, at=NINE + timedelta(minutes=number))
        for number in range(minutes)
    )
    with django_assert_max_num_queries(16):
        counting.drain()

    assert len(times(petition)) == minutes
    assert Tally.objects.get(petition=petition).count == minutes
    assert parts_sum_to_the_whole(petition)


def test_a_drain_reads_no_minute_and_no_place(petition, django_assert_max_num_queries):
    """What it does is the same at the first signature and at the millionth."""
    counting.queue(factories.make_signature(petition), +1, "confirmed")
    with django_assert_max_num_queries(10) as asked:
        counting.drain()

    statements = [query["sql"] for query in asked.captured_queries]
    parts = ("petitions_timetally", "petitions_areatally")
    touching = [sql for sql in statements if any(part in sql for part in parts)]
    assert [sql.split()[0] for sql in touching] == ["INSERT", "INSERT"]
    taking = [sql for sql in statements if "petitions_countchange" in sql]
    assert len(taking) == 1


def test_a_drain_takes_no_more_than_its_batch(petition, monkeypatch):
    """The others are left to other workers, and a rush keeps no drain for ever."""
    monkeypatch.setattr(counting, "BATCH_SIZE", 3)
    for signature in factories.make_signatures(petition, 5):
        counting.queue(signature, +1, "confirmed")

    assert counting._drain_batch() == 3
    assert CountChange.objects.count() == 2
    raised = []
    monkeypatch.setattr(
        counting, "_raise_count", lambda *given: raised.append(_arrive(petition))
    )
    assert counting.drain() == 2
    assert len(raised) == 1
    assert CountChange.objects.count() == 1


def _arrive(petition):
    CountChange.objects.create(petition=petition, change=1, reason="confirmed")


MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("sign", "confirm", "confirm", "withdraw", "drain", "wait"),
                *("purge", "prove", "lose_part", "repair"),
            ]
        ),
        st.integers(0, 5),
    ),
    max_size=30,
)


class Story:
    """Random people sign, confirm and withdraw; what the history must say of it."""

    def __init__(self, petition, clock):
        self.petition, self.clock = petition, clock
        self.told = Counter()
        self.is_wrong = self.was_wrong = False
        self.signatures = []

    def sign(self, number):
        country, region = PLACES[number % len(PLACES)]
        self.signatures.append(
            factories.make_signature(
                self.petition,
                email=f"s{len(self.signatures)}@example.org",
                country=country,
                region=region,
            )
        )

    def confirm(self, number):
        if self.signatures:
            signature = self._one(number)
            if signature.status == "pending":
                self.told[Step.MINUTE.start(timezone.now())] += 1
            confirming.confirm(signature)

    def withdraw(self, number):
        if self.signatures:
            signature = self._one(number)
            if signature.status == "confirmed":
                self.told[Step.MINUTE.start(timezone.now())] -= 1
            withdrawing.withdraw(signature)

    def _one(self, number):
        signature = self.signatures[number % len(self.signatures)]
        signature.refresh_from_db()
        return signature

    def drain(self, _number):
        counting.drain()
        assert self.is_wrong or parts_sum_to_the_whole(self.petition)

    def wait(self, number):
        self.clock(seconds=[1, 59, 60, 3000, 4000, 90_000][number])

    def purge(self, _number):
        kept = Signature.objects.exclude(status="withdrawn")
        purging.purge_signatures()
        self.signatures = list(kept.filter(petition=self.petition))

    def prove(self, _number):
        assert recounting.prove(self.petition).is_right != self.is_wrong

    def lose_part(self, number):
        """All rows of one kind are gone; the proof says so if there were any."""
        own = TimeTally.objects.filter(petition=self.petition)
        parts = [own.filter(step=step) for step in Step]
        parts.append(AreaTally.objects.filter(petition=self.petition))
        lost = parts[number % len(parts)]
        if not self.is_wrong and lost.exists():
            lost.delete()
            self.is_wrong = not recounting.prove(self.petition).is_right
            self.was_wrong = True

    def repair(self, _number):
        recounting.repair(self.petition)
        self.is_wrong = False
        assert recounting.prove(self.petition).is_right


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(moves=MOVES)
def test_the_parts_sum_to_the_whole_whatever_happens(petition, clock, moves):
    with undone():
        story = Story(petition, clock)
        for name, number in moves:
            getattr(story, name)(number)
        if story.is_wrong:
            story.repair(0)
        counting.drain()

        assert parts_sum_to_the_whole(petition)
        confirmed = petition.signatures.confirmed().count()
        assert Tally.objects.get(petition=petition).count == confirmed
        if not story.was_wrong:
            told = {minute: change for minute, change in story.told.items() if change}
            assert times(petition) == told
