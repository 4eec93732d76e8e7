"""The recount: it proves a number, and repairs one that is wrong, in public."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from petitions import counting, recounting
from petitions.models import AreaTally, CountChange, CountLine, Tally, TimeTally
from tests import factories
from tests.petitions.test_counting import areas, invariant_holds
from tests.petitions.test_folding import parts_sum_to_the_whole, times


@pytest.fixture
def counted(petition):
    """Six people of two places and one abroad, counted."""
    factories.make_signatures(petition, 3)
    for number, place in enumerate([("GB", "M"), ("GB", "M"), ("FR", "")]):
        country, region = place
        factories.make_signature(
            petition,
            email=f"b{number}@example.org",
            status="confirmed",
            country=country,
            region=region,
        )
    for signature in petition.signatures.all():
        counting.queue(signature, +1, "confirmed")
    counting.drain()
    return petition


def corrupt_tally(petition, by):
    tally = Tally.objects.get(petition=petition)
    tally.count += by
    tally.save()


def corrupt_area(petition, by, region="M"):
    tally = AreaTally.objects.get(petition=petition, country="GB", region=region)
    tally.count += by
    tally.save()


def lose_area(petition, _by):
    AreaTally.objects.filter(petition=petition, region="M").delete()


def invent_area(petition, by):
    AreaTally.objects.create(petition=petition, country="DE", count=by)


def lose_change(petition, _by):
    signature = factories.make_signature(
        petition, email="lost@example.org", status="confirmed"
    )
    assert signature.pk


def corrupt_times(*steps):
    def corrupt(petition, by):
        for row in TimeTally.objects.filter(petition=petition, step__in=steps):
            row.change += by
            row.save()

    corrupt.__name__ = f"corrupt {' and '.join(steps)}"
    return corrupt


def lose_times(petition, _by):
    TimeTally.objects.filter(petition=petition).delete()


def in_step(petition, by):
    corrupt_tally(petition, by)
    corrupt_area(petition, by)


def apart(petition, by):
    corrupt_tally(petition, by)
    corrupt_area(petition, -by)


FAULTS = [corrupt_tally, corrupt_area, lose_area, invent_area, lose_change]
FAULTS += [corrupt_times("minute"), corrupt_times("hour"), corrupt_times("day")]
FAULTS += [corrupt_times("minute", "hour", "day"), lose_times, in_step, apart]


def test_a_right_number_is_proved(counted):
    proof = recounting.prove(counted)

    assert proof.is_right
    assert (proof.tally, proof.waiting, proof.confirmed) == (6, 0, 6)


def test_what_waits_belongs_to_the_proof(counted):
    signature = factories.make_signature(
        counted, email="late@example.org", status="confirmed"
    )
    counting.queue(signature, +1, "confirmed")

    proof = recounting.prove(counted)
    assert proof.is_right
    assert (proof.tally, proof.waiting, proof.confirmed) == (6, 1, 7)


@pytest.mark.parametrize("by", [-2, -1, 1, 5])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_found_and_repaired(counted, fault, by):
    fault(counted, by)
    assert not recounting.prove(counted).is_right

    before = recounting.repair(counted)
    assert not before.is_right
    assert recounting.prove(counted).is_right
    counting.drain()

    assert recounting.prove(counted).is_right
    assert invariant_holds(counted)
    assert parts_sum_to_the_whole(counted)
    confirmed = counted.signatures.confirmed().count()
    assert Tally.objects.get(petition=counted).count == confirmed
    assert all(count >= 0 for count in areas(counted).values())


def test_repairing_twice_repairs_once(counted):
    corrupt_tally(counted, 3)
    corrupt_area(counted, 1)
    recounting.repair(counted)
    recounting.repair(counted)
    counting.drain()
    recounting.repair(counted)
    counting.drain()

    assert Tally.objects.get(petition=counted).count == 6
    assert invariant_holds(counted)


def test_a_correction_stands_at_the_minute_of_the_recount(counted, clock):
    before = times(counted)
    corrupt_tally(counted, -2)
    corrupt_times("minute", "hour", "day")(counted, -2)
    later = clock(days=3)
    recounting.repair(counted)
    clock(hours=1)
    counting.drain()

    (minute,) = before
    assert times(counted) == {minute: 4, later: 2}


def test_only_the_history_is_repaired_when_only_it_is_wrong(counted):
    lose_times(counted, 0)
    recounting.repair(counted)

    assert parts_sum_to_the_whole(counted)
    assert not CountChange.objects.exists()
    assert not CountLine.objects.filter(reason="recount").exists()


def test_a_repair_is_a_public_line(counted):
    corrupt_tally(counted, 3)
    recounting.repair(counted)
    counting.drain()

    line = CountLine.objects.filter(petition=counted, reason="recount").get()
    assert (line.change, line.count_after) == (-3, 6)


def test_proving_changes_nothing(counted):
    corrupt_tally(counted, 1)
    recounting.prove(counted)

    assert CountChange.objects.count() == 0
    assert Tally.objects.get(petition=counted).count == 7


def run(*arguments):
    out = StringIO()
    call_command("recount", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_both_sides(counted):
    assert run() == "safe-haven: count 6 + waiting 0, confirmed 6: right\n"


@pytest.mark.parametrize("arguments", [(), ("safe-haven",)])
def test_the_command_fails_on_a_wrong_number(counted, arguments):
    corrupt_tally(counted, 1)

    with pytest.raises(CommandError, match=r"Wrong: 1\. Run again with --repair"):
        run(*arguments)
    assert Tally.objects.get(petition=counted).count == 7


def test_the_command_names_places_that_are_wrong(counted, capsys):
    corrupt_area(counted, 1)

    with pytest.raises(CommandError):
        call_command("recount")
    assert "wrong in: GB" in capsys.readouterr().out


def test_the_command_says_that_the_history_is_wrong(counted, capsys):
    corrupt_times("hour")(counted, 1)

    with pytest.raises(CommandError):
        call_command("recount")
    assert capsys.readouterr().out.endswith("WRONG by +0; history wrong\n")
    assert "history wrong" in run("--repair")
    assert run().endswith("right\n")


def test_the_command_repairs_when_it_is_told_to(counted):
    corrupt_tally(counted, 1)

    assert "WRONG by -1" in run("--repair")
    assert "right" in run()
    assert Tally.objects.get(petition=counted).count == 6


def test_the_command_leaves_other_petitions_alone(counted):
    other = factories.make_petition(slug="other")
    corrupt_tally(counted, 1)

    assert run("other") == "other: count 0 + waiting 0, confirmed 0: right\n"
    assert Tally.objects.get(petition=counted).count == 7
    assert Tally.objects.get(petition=other).count == 0


def test_the_command_knows_its_petitions(counted):
    with pytest.raises(CommandError, match="No petition called nowhere"):
        run("nowhere")


def test_a_draft_has_nothing_to_prove(db):
    factories.make_petition(status="draft")

    assert run() == ""
