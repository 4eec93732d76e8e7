"""The public ledger adds up to the number, and says why it fell (promise 2)."""

import re

import pytest
from django.utils import timezone

from petitions import counting, ledger, publishing, removing, withdrawing
from petitions.models import CountLine, Signature
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = "Signed by a program, from one network."


@pytest.fixture
def confirm(petition):
    """Sign and confirm as somebody, in the count's own way."""

    def go(email):
        signature = factories.make_signature(petition, email=email, status="confirmed")
        counting.queue(signature, +1, "confirmed")
        counting.drain()
        return signature

    return go


@pytest.fixture
def two_days(clock, petition, confirm):
    """Three on the first day; on the second one goes, and two are taken out."""
    rows = [confirm(f"{number}@example.org") for number in range(3)]
    CountLine.objects.update(at=timezone.now())
    clock(days=1)
    withdrawing.withdraw(rows[0])
    chosen = Signature.objects.exclude(pk=rows[0].pk)
    ada = factories.make_ada()
    removal = removing.start(petition, chosen, words=WORDS, note="Ticket 12", by=ada)
    removing.carry_out()
    counting.drain()
    CountLine.objects.filter(change__lt=0).update(at=timezone.now())
    return removal


def test_each_day_has_its_changes_by_reason(two_days, petition):
    second, first = ledger.of(petition).days

    assert (first.confirmed, first.change, first.count) == (3, 3, 3)
    assert (second.withdrawn, second.removed, second.count) == (-1, -2, 0)
    assert second.day > first.day


def test_the_days_add_up_to_the_number(two_days, petition, count_of, clock):
    removing.undo(two_days, by=factories.make_bo())
    removing.carry_out()
    counting.drain()
    found = ledger.of(petition)

    assert found.count == count_of(petition) == 2
    assert sum(day.change for day in found.days) == 2


def test_the_last_line_shows_that_the_columns_make_the_number(
    two_days, client, petition
):
    found = ledger.of(petition)
    assert found.sums == [3, -1, -2, 0, 0]
    assert sum(found.sums) == found.count == 0

    page = client.get(f"{petition.url}ledger/").content.decode()
    last = page.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert re.findall(r"<td>(.*?)</td>", last) == ["3", "−1", "−2", "0", "0", "0"]


def test_the_page_says_when_how_many_and_why(two_days, client, petition):
    page = client.get(f"{petition.url}ledger/").content.decode()

    assert WORDS in page
    assert "2 signatures." in page
    assert "2 Mar 2022" in page
    assert "Ticket 12" not in page
    assert "ada@" not in page


def test_a_ledger_without_removals_says_so(client, petition, confirm):
    confirm("ada@example.org")
    page = client.get(f"{petition.url}ledger/").content.decode()

    assert "Nothing. Each removal would stand here" in page
    assert "Taken out" not in page


def test_programs_read_the_same(two_days, client, petition):
    answer = client.get(f"{petition.url}ledger/days.json")
    told = answer.json()

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert told["count"] == 0
    assert told["days"][-1] == {
        "day": "2022-03-01",
        "confirmed": 3,
        "withdrawn": 0,
        "removed": 0,
        "restored": 0,
        "recount": 0,
        "count": 3,
    }
    (removal,) = told["removals"]
    assert removal.pop("at").endswith("Z")
    assert removal == {"removed": 2, "put_back": 0, "words": WORDS}


def test_drafts_have_no_ledger(client):
    draft = factories.make_petition(slug="draft", status="draft")
    for tail in ("ledger/", "ledger/days.json"):
        assert client.get(f"/petitions/{draft.slug}/{tail}").status_code == 404


def test_the_ledger_of_what_has_ended_stays(two_days, client, petition):
    publishing.close(petition)

    assert client.get(f"{petition.url}ledger/").status_code == 200


def test_the_figures_lead_there(client, petition, confirm):
    confirm("ada@example.org")

    assert (
        f'href="{petition.url}ledger/"'
        in client.get(f"{petition.url}data/").content.decode()
    )


def test_a_day_is_one_statement(two_days, petition, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        ledger.of(petition)
