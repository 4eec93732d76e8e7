"""No number of a small place can be had from what is published, by whatever sums."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.withholding import Cells, withhold

SMALL = set(range(1, 5))
COUNTS = st.dictionaries(
    st.sampled_from(["", *"ABCDEFGHIJKL"]), st.integers(0, 40), max_size=13
)


@pytest.mark.parametrize(
    ("counted", "published"),
    [
        ({}, Cells({}, 0, 0)),
        ({"FR": 5, "DE": 6}, Cells({"DE": 6, "FR": 5}, 0, 0)),
        ({"GB": 900, "FR": 2, "DE": 6}, Cells({"GB": 900}, 0, 8)),
        ({"GB": 900, "FR": 2, "DE": 3}, Cells({"GB": 900}, 0, 5)),
        ({"GB": 900, "FR": 1, "DE": 3, "IT": 9}, Cells({"GB": 900}, 0, 13)),
        ({"GB": 900, "FR": 2, "DE": 9, "": 6}, Cells({"GB": 900, "DE": 9}, 0, 8)),
        ({"GB": 900, "": 70}, Cells({"GB": 900}, 70, 0)),
        ({"GB": 900, "FR": 4, "DE": 4, "IT": 5}, Cells({"GB": 900}, 0, 13)),
        ({"GB": 900, "FR": 1}, Cells({}, 0, 901)),
        ({"GB": 1}, Cells({}, 0, 1)),
        ({"GB": 9, "FR": 0}, Cells({"GB": 9}, 0, 0)),
    ],
)
def test_small_places_are_withheld_and_never_one_alone(counted, published):
    assert withhold(counted) == published


@given(COUNTS)
def test_the_parts_sum_to_the_whole(counted):
    cells = withhold(counted)

    assert cells.whole == sum(counted.values())
    assert all(count >= 5 for count in cells.shown.values())
    assert "" not in cells.shown
    assert list(cells.shown.values()) == sorted(cells.shown.values(), reverse=True)


@given(COUNTS)
def test_a_number_that_is_shown_is_the_right_one(counted):
    cells = withhold(counted)

    assert all(counted[place] == count for place, count in cells.shown.items())


def test_the_order_in_which_places_are_counted_gives_nothing_away():
    cells = [("GB", 50), ("FR", 7), ("DE", 7), ("IT", 2)]

    assert withhold(dict(cells)) == withhold(dict(reversed(cells)))


@pytest.mark.parametrize("places", ["AB", "ABC", "ABCD"])
def test_who_knows_the_rule_and_all_that_is_shown_cannot_work_out_a_small_place(places):
    """All tables of so many places, sorted by what is published of them.

    Whatever is published, a small place has at least two numbers that it may stand for.
    """
    tables = defaultdict(list)
    for counts in product(range(12), repeat=len(places)):
        counted = dict(zip(places, counts, strict=True))
        cells = withhold(counted)
        tables[tuple(cells.shown.items()), cells.withheld].append(counts)

    for (shown, _withheld), possible in tables.items():
        for number, place in enumerate(places):
            told = {counts[number] for counts in possible}
            assert place in dict(shown) or len(told) > 1 or not told & SMALL
