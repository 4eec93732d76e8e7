"""The count: raised by draining its queue, and explained line by line."""

import threading

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from petitions import confirming, counting, goals, withdrawing
from petitions.models import (
    AreaTally,
    CountChange,
    CountLine,
    Milestone,
    Petition,
    Signature,
    Tally,
)
from petitions.models.counts import Reason
from tests import factories
from tests.petitions.test_folding import parts_sum_to_the_whole


def queue(petition, *changes, reason="confirmed", country="GB", region="SW"):
    CountChange.objects.bulk_create(
        CountChange(
            petition=petition,
            change=change,
            reason=reason,
            country=country,
            region=region,
        )
        for change in changes
    )


def areas(petition):
    tallies = AreaTally.objects.filter(petition=petition)
    return {(tally.country, tally.region): tally.count for tally in tallies}


def invariant_holds(petition):
    """The tally and what waits are the confirmed, and the parts sum to the whole."""
    waiting = CountChange.objects.filter(petition=petition)
    tally = Tally.objects.get(petition=petition).count
    confirmed = Signature.objects.filter(petition=petition).confirmed().count()
    return (
        tally + sum(change.change for change in waiting) == confirmed
        and sum(areas(petition).values()) == tally
    )


def test_a_confirmed_signature_is_counted_by_the_next_drain(petition, count_of):
    confirming.confirm(factories.make_signature(petition))
    assert count_of(petition) == 0

    assert counting.drain() == 1
    assert count_of(petition) == 1
    assert counting.drain() == 0


def test_the_number_is_explained_at_every_step(petition):
    signatures = factories.make_signatures(petition, 4, status="pending")
    for signature in signatures:
        confirming.confirm(signature)
        assert invariant_holds(petition)
    counting.drain()
    assert invariant_holds(petition)

    withdrawing.withdraw(signatures[0])
    withdrawing.erase(signatures[1])
    assert invariant_holds(petition)
    counting.drain()
    assert invariant_holds(petition)
    assert Tally.objects.get(petition=petition).count == 2


def test_each_reason_has_its_public_line(petition):
    queue(petition, 1, 1, 1)
    queue(petition, -1, reason=Reason.WITHDRAWN)
    counting.drain()

    lines = CountLine.objects.filter(petition=petition).order_by("pk")
    assert [(line.reason, line.change, line.count_after) for line in lines] == [
        ("confirmed", 3, 3),
        ("withdrawn", -1, 2),
    ]


def test_places_sum_to_the_whole(petition, count_of):
    queue(petition, 1, 1, 1)
    queue(petition, 1, 1, region="M")
    queue(petition, 1, country="FR", region="")
    counting.drain()
    queue(petition, -1, region="M", reason=Reason.WITHDRAWN)
    counting.drain()

    assert areas(petition) == {("GB", "SW"): 3, ("GB", "M"): 1, ("FR", ""): 1}
    assert count_of(petition) == 5


def test_several_petitions_are_counted_apart(petition, count_of):
    other = factories.make_petition(slug="other")
    queue(petition, 1, 1)
    queue(other, 1)

    assert counting.drain() == 3
    assert (count_of(petition), count_of(other)) == (2, 1)
    assert CountLine.objects.count() == 2


def test_a_long_queue_is_drained_in_batches(petition, count_of, monkeypatch):
    monkeypatch.setattr(counting, "BATCH_SIZE", 3)
    queue(petition, *[1] * 8)

    assert counting.drain() == 8
    assert count_of(petition) == 8
    assert CountLine.objects.count() == 3


def test_a_drain_takes_the_same_statements_for_one_change_and_for_hundreds(
    petition, django_assert_max_num_queries
):
    queue(petition, *[1] * 400)

    with django_assert_max_num_queries(20):
        counting.drain()


def test_a_milestone_is_recorded_once_when_it_is_reached(petition):
    queue(petition, *[1] * 99)
    counting.drain()
    assert not Milestone.objects.exists()

    queue(petition, 1)
    counting.drain()
    queue(petition, -1)
    counting.drain()
    queue(petition, 1)
    counting.drain()
    assert [milestone.count for milestone in Milestone.objects.all()] == [100]


def test_a_leap_passes_every_milestone_on_its_way(petition):
    queue(petition, 320)
    counting.drain()

    reached = Milestone.objects.values_list("count", flat=True)
    assert sorted(reached) == [100, 150, 200, 250, 300]


def test_a_drain_that_is_cut_short_counts_nothing_twice(
    petition, count_of, monkeypatch
):
    queue(petition, 1, 1)

    def die(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(counting, "_record_milestones", die)
    with pytest.raises(KeyboardInterrupt):
        counting.drain()
    assert count_of(petition) == 0
    assert CountChange.objects.count() == 2
    monkeypatch.undo()

    counting.drain()
    assert count_of(petition) == 2


def test_editing_a_petition_does_not_touch_its_number(petition, count_of):
    stale = Petition.objects.get(pk=petition.pk)
    queue(petition, 1)
    counting.drain()
    stale.title = "Another title"
    stale.save()

    assert count_of(petition) == 1


def test_the_age_of_what_waits_is_known(petition):
    assert counting.oldest_change_seconds() == 0
    queue(petition, 1)

    assert 0 <= counting.oldest_change_seconds() < 5


@pytest.mark.parametrize(
    ("count", "goal"),
    [
        (0, 100),
        (99, 100),
        (100, 150),
        (250, 300),
        (750, 1000),
        (999, 1000),
        (265826, 300000),
        (250123, 300000),
        (99999, 100000),
        (100000, 150000),
    ],
)
def test_the_next_goal_is_a_round_number(count, goal):
    assert goals.next_goal(count) == goal


@given(st.integers(0, 10**12))
def test_the_next_goal_is_near_and_above(count):
    goal = goals.next_goal(count)

    assert count < goal <= max(100, 2 * count)
    assert len(str(goal).rstrip("0")) <= 2
    assert goals.next_goal(goal - 1) == goal


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_each_goal_is_reached_exactly_once(one, two, three):
    first, middle, last = sorted((one, two, three))

    assert goals.reached(first, last) == [
        *goals.reached(first, middle),
        *goals.reached(middle, last),
    ]
    assert all(first < goal <= last for goal in goals.reached(first, last))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_writers_and_drainers_lose_nothing(settings):
    """Promise 2 under load: late commits, withdrawals and three drains at once."""
    petition = factories.make_petition()
    signatures = factories.make_signatures(petition, 120, status="pending")
    is_done = threading.Event()

    def in_thread(work):
        def run():
            try:
                work()
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def write(own):
        for number, signature in enumerate(own):
            with transaction.atomic():
                confirming.confirm(signature)
                if number % 7 == 0:
                    transaction.set_rollback(True)
            if number % 3 == 0:
                withdrawing.withdraw(signature)

    def keep_draining():
        while not is_done.is_set():
            counting.drain()

    drainers = [in_thread(keep_draining) for _ in range(3)]
    writers = [in_thread(lambda own=signatures[n::4]: write(own)) for n in range(4)]
    for writer in writers:
        writer.join()
    is_done.set()
    for drainer in drainers:
        drainer.join()
    counting.drain()

    assert invariant_holds(petition)
    assert parts_sum_to_the_whole(petition)
    assert Tally.objects.get(petition=petition).count > 0
    lines = CountLine.objects.filter(petition=petition)
    assert sum(line.change for line in lines) == Tally.objects.get().count
