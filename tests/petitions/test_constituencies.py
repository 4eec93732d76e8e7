"""Constituencies: found when counted, left where counted, and proved one by one."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions import (
    confirming,
    counting,
    placing,
    purging,
    recounting,
    screening,
    signing,
    withdrawing,
)
from petitions.models import (
    Constituency,
    ConstituencyTally,
    CountChange,
    Postcode,
    Signature,
)
from tests import factories

CITIES, HALLAM, ABERCONWY = "E14001172", "E14001468", "W07000081"
NAMES = {
    CITIES: "Cities of London and Westminster",
    HALLAM: "Sheffield Hallam",
    ABERCONWY: "Bangor Aberconwy",
}
DIRECTORY = {"SW1A1AA": CITIES, "S102TN": HALLAM, "LL328DE": ABERCONWY}
HOMES = ["SW1A 1AA", "S10 2TN", "LL32 8DE", "ZE1 0AA", ""]


def take_directory(directory=DIRECTORY):
    Postcode.objects.all().delete()
    Postcode.objects.bulk_create(
        Postcode(postcode=postcode, constituency=code)
        for postcode, code in directory.items()
    )
    for code, name in NAMES.items():
        Constituency.objects.get_or_create(code=code, name=name)


@pytest.fixture
def directory(db):
    take_directory()


def confirmed(petition, *, email="ada@example.org", postcode="SW1A 1AA", **changes):
    """Signed and confirmed, and not yet counted."""
    signature = factories.make_signature(
        petition, email=email, postcode=postcode, **changes
    )
    confirming.confirm(signature)
    return signature


def tallies(petition):
    rows = ConstituencyTally.objects.filter(petition=petition).exclude(count=0)
    return dict(rows.values_list("constituency", "count"))


def standing(petition):
    """What the confirmed rows say."""
    found = {}
    for code in petition.signatures.confirmed().values_list("constituency", flat=True):
        if code:
            found[code] = found.get(code, 0) + 1
    return found


def test_a_signature_finds_its_constituency_when_it_is_counted(petition, directory):
    signature = confirmed(petition)
    signature.refresh_from_db()
    assert signature.constituency is None
    counting.drain()

    signature.refresh_from_db()
    assert signature.constituency == CITIES
    assert tallies(petition) == {CITIES: 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"postcode": "ZE1 0AA"},
        {"postcode": ""},
        {"postcode": "SW1A 1AA", "country": "FR", "region": ""},
    ],
)
def test_what_the_directory_does_not_have_is_in_no_constituency(
    petition, directory, changes
):
    signature = confirmed(petition, **changes)
    counting.drain()

    signature.refresh_from_db()
    assert signature.constituency == ""
    assert tallies(petition) == {}


def test_without_a_directory_nothing_is_looked_up(
    petition, django_assert_max_num_queries
):
    confirmed(petition)
    with django_assert_max_num_queries(15) as asked:
        counting.drain()

    statements = [query["sql"] or "" for query in asked.captured_queries]
    assert sum("constituency" in sql for sql in statements) <= 1
    assert not any("petitions_postcode" in sql for sql in statements)
    assert Signature.objects.get().constituency is None


def test_five_thousand_are_looked_up_by_as_many_statements_as_one(
    petition, directory, django_assert_max_num_queries
):
    for number in range(40):
        confirmed(petition, email=f"r{number}@example.org", postcode=HOMES[number % 3])
    with django_assert_max_num_queries(20) as asked:
        counting.drain()

    statements = [query["sql"] or "" for query in asked.captured_queries]
    assert sum("petitions_postcode" in sql for sql in statements) == 1
    assert tallies(petition) == {CITIES: 14, HALLAM: 13, ABERCONWY: 13}


def test_confirming_and_signing_ask_nothing_of_the_directory(
    petition, directory, django_assert_max_num_queries, sign
):
    sign()
    signature = Signature.objects.select_related("petition").get()
    with django_assert_max_num_queries(4) as asked:
        confirming.confirm(signature)

    for query in asked.captured_queries:
        # A statement that PostgreSQL has planned already has no text.
        assert "petitions_postcode" not in (query["sql"] or "")


def test_who_withdraws_is_counted_out_where_they_were_counted_in(petition, directory):
    signature = confirmed(petition)
    counting.drain()
    take_directory({"SW1A1AA": HALLAM})
    withdrawing.withdraw(signature)
    counting.drain()

    assert tallies(petition) == {}


def test_who_erases_is_counted_out_where_they_were_counted_in(petition, directory):
    signature = confirmed(petition)
    counting.drain()
    withdrawing.erase(signature)
    counting.drain()

    assert tallies(petition) == {}


def test_who_left_and_lets_it_count_stays_in_the_constituency(petition, directory):
    signature = confirmed(petition)
    counting.drain()
    withdrawing.anonymise(signature)

    assert tallies(petition) == {CITIES: 1}
    assert recounting.prove(petition).is_right


def test_who_withdraws_before_the_count_is_in_no_constituency(petition, directory):
    withdrawing.withdraw(confirmed(petition))
    counting.drain()

    assert tallies(petition) == {}
    assert recounting.prove(petition).is_right


def test_a_withdrawal_that_is_counted_first_leaves_nothing_behind(petition, directory):
    """Two workers: the one with the later change was faster."""
    signature = confirmed(petition)
    withdrawing.withdraw(signature)
    entered, left = CountChange.objects.order_by("pk")
    fields = {"change": 1, "reason": "confirmed", "country": "GB", "region": "SW"}
    entered.delete()
    counting.drain()
    CountChange.objects.create(
        petition=petition, at=left.at, signature_id=signature.pk, **fields
    )
    counting.drain()

    assert tallies(petition) == {}
    assert recounting.prove(petition).is_right


def test_signatures_of_before_the_directory_are_looked_up_later(petition):
    signatures = [
        confirmed(petition, email=f"r{number}@example.org", postcode=home)
        for number, home in enumerate(HOMES)
    ]
    counting.drain()
    waiting = confirmed(petition, email="late@example.org")
    withdrawing.withdraw(signatures[1])
    take_directory()

    assert placing.place(petition) == 5
    assert tallies(petition) == {CITIES: 1, ABERCONWY: 1}
    assert recounting.prove(petition).is_right
    counting.drain()
    waiting.refresh_from_db()
    assert waiting.constituency == CITIES
    assert tallies(petition) == {CITIES: 2, ABERCONWY: 1}
    assert recounting.prove(petition).is_right
    assert placing.place(petition) == 0


def test_looking_up_twice_is_safe(petition, directory):
    confirmed(petition)
    counting.drain()
    for anew in (False, True, True):
        placing.place(petition, anew=anew)

    assert tallies(petition) == {CITIES: 1}


def test_new_boundaries_move_those_who_still_have_a_postcode(petition, directory):
    confirmed(petition)
    gone = confirmed(petition, email="b@example.org")
    counting.drain()
    withdrawing.anonymise(gone)
    take_directory({"SW1A1AA": HALLAM})
    placing.place(petition, anew=True)

    assert tallies(petition) == {CITIES: 1, HALLAM: 1}
    assert recounting.prove(petition).is_right


def test_a_wrong_constituency_is_found_and_repaired(petition, directory):
    confirmed(petition)
    confirmed(petition, email="b@example.org", postcode="S10 2TN")
    counting.drain()
    ConstituencyTally.objects.filter(constituency=CITIES).update(count=7)
    ConstituencyTally.objects.filter(constituency=HALLAM).delete()

    assert recounting.prove(petition).wrong_constituencies == {CITIES: -6, HALLAM: 1}
    out = StringIO()
    with pytest.raises(Exception, match="Wrong: 1"):
        call_command("recount", stdout=out)
    assert "wrong in 2 constituencies" in out.getvalue()
    call_command("recount", "--repair", stdout=out)
    assert tallies(petition) == {CITIES: 1, HALLAM: 1}
    assert recounting.prove(petition).is_right


def test_a_withdrawn_row_is_kept_until_it_is_counted_out(petition, directory, clock):
    signature = confirmed(petition)
    counting.drain()
    withdrawing.withdraw(signature)
    clock(days=400)
    purging.purge_signatures()
    counting.drain()

    assert tallies(petition) == {}
    assert purging.purge_signatures() == 1


def test_constituencies_are_in_the_json_and_in_the_table(client, petition, directory):
    homes = [*["SW1A 1AA"] * 7, *["S10 2TN"] * 5, *["LL32 8DE"] * 4, "ZE1 0AA"]
    for number, home in enumerate(homes):
        confirmed(petition, email=f"r{number}@example.org", postcode=home)
    counting.drain()
    public = client.get("/petitions/safe-haven.json").json()

    assert public["by_constituency"] == {CITIES: 7, HALLAM: 5}
    assert public["withheld"]["by_constituency"] == 5
    assert public["not_known"]["by_constituency"] == 0
    table = client.get("/petitions/safe-haven/places.csv").content.decode()
    assert f"constituency,{CITIES},Cities of London and Westminster,7\r\n" in table
    page = client.get("/petitions/safe-haven/data/").content.decode()
    assert "By constituency" in page
    assert "Bangor Aberconwy" not in page
    assert "Open Government Licence" in page


def test_without_constituencies_nothing_is_said_of_them(client, petition):
    confirmed(petition)
    counting.drain()
    page = client.get("/petitions/safe-haven/data/").content.decode()

    assert "constituency" not in page.lower()
    assert "by_constituency" not in client.get("/petitions/safe-haven.json").json()
    assert (
        "constituency"
        not in client.get("/petitions/safe-haven/places.csv").content.decode()
    )


# Whatever happens


MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("sign", "confirm", "withdraw", "erase", "anonymise", "drain"),
                *("place", "anew", "boundaries", "hold", "wait", "purge", "prove"),
            )
        ),
        st.integers(0, 5),
    ),
    max_size=30,
)


class Story:
    """Steps that may come in any order."""

    def __init__(self, petition, clock):
        self.petition, self.clock = petition, clock
        self.pks = []

    def _one(self, number):
        rows = Signature.objects.filter(pk__in=self.pks).select_related("petition")
        return list(rows)[number % len(rows)] if rows else None

    def sign(self, number):
        held = {"status": "quarantined"} if number == 5 else {}
        signature = factories.make_signature(
            self.petition,
            email=f"r{len(self.pks)}@example.org",
            postcode=HOMES[number % len(HOMES)],
            **held,
        )
        self.pks.append(signature.pk)

    def confirm(self, number):
        if signature := self._one(number):
            signing._ask_for_letter(self.petition, signature.signer_key)
            confirming.confirm(signature)

    def hold(self, number):
        if signature := self._one(number):
            screening.release(signature)

    def withdraw(self, number):
        if signature := self._one(number):
            withdrawing.withdraw(signature)

    def erase(self, number):
        if signature := self._one(number):
            withdrawing.erase(signature)

    def anonymise(self, number):
        if signature := self._one(number):
            withdrawing.anonymise(signature)

    def drain(self, _number):
        counting.drain()

    def place(self, _number):
        placing.place(self.petition)

    def anew(self, _number):
        placing.place(self.petition, anew=True)

    def boundaries(self, number):
        take_directory([DIRECTORY, {"SW1A1AA": HALLAM}][number % 2])

    def wait(self, number):
        self.clock(days=number * 20)

    def purge(self, _number):
        purging.purge_signatures()

    def prove(self, _number):
        assert recounting.prove(self.petition).is_right


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(moves=MOVES)
def test_constituencies_sum_up_whatever_happens(petition, clock, moves):
    """Also when the directory comes late, and when it says otherwise later."""
    with undone():
        story = Story(petition, clock)
        for name, number in moves:
            getattr(story, name)(number)
        counting.drain()

        assert recounting.prove(petition).is_right
        assert tallies(petition) == standing(petition)
