"""Postcodes: each country's rule, told when off, never silently changed."""

import string
from itertools import product

import pytest
from django_countries import countries

from petitions import postcodes

# The areas of Royal Mail's Postcode Address File, the three of the islands and the two
# without a place (BF and BX) among them.
AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD"
    " DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX"
    " IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP"
    " NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST"
    " SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)

TAKEN = [
    ("GB", "SW1A 1AA", "SW1A 1AA"),
    ("GB", "sw1a1aa", "SW1A 1AA"),
    ("GB", "  m14   6qx ", "M14 6QX"),
    ("GB", "W1A 0AX", "W1A 0AX"),
    ("GB", "EC1A 1BB", "EC1A 1BB"),
    ("GB", "GIR 0AA", "GIR 0AA"),
    ("GB", "gir0aa", "GIR 0AA"),
    ("GB", "BFPO 12", "BFPO 12"),
    ("GB", "bfpo12", "BFPO 12"),
    ("GB", "BT9 6QX", "BT9 6QX"),
    ("US", "00501", "00501"),
    ("US", "00501-0001", "00501-0001"),
    ("CA", "k1a 0b1", "K1A 0B1"),
    ("AT", "1010", "1010"),
    ("IE", "D02 AF30", "D02 AF30"),
    ("NL", "1011 AB", "1011 AB"),
    ("JE", "JE2 3XP", "JE2 3XP"),
    ("UA", "01001", "01001"),
    ("HK", "", ""),
    ("US", "", ""),
    ("AE", "12345", "12345"),
]
REFUSED = [
    ("GB", "ZZ99 3WZ"),
    ("GB", "QA1 1AA"),
    ("GB", "SWIA 1AA"),
    ("GB", "SW1A IAA"),
    ("GB", "M14 6Q"),
    ("GB", "M14 6QX; drop"),
    ("GB", "BFPO 12345"),
    ("GB", "BFPO ١٢"),
    ("GB", "1010"),
    ("GB", "x" * 300),
    ("GB", "🏠"),
    ("GB", "ＳＷ1A 1AA"),
    ("GB", "SW1A\u200b1AA"),
    ("GB", "SW1A 1ſA"),
    ("US", "O0501"),
    ("US", "SW1A 1AA"),
    ("US", "٠٠٥٠١"),
    ("AT", "101"),
    ("CA", "K1A OB1"),
    ("HK", "=1+1"),
    ("AE", "🏠"),
    ("AE", "1" * 13),
]


@pytest.mark.parametrize(("country", "typed", "kept"), TAKEN)
def test_a_postcode_is_kept_as_its_country_writes_it(country, typed, kept):
    assert postcodes.clean(typed, country=country) == kept


@pytest.mark.parametrize(("country", "typed"), REFUSED, ids=ascii)
def test_what_is_no_postcode_of_the_country_is_refused(country, typed):
    with pytest.raises(postcodes.NotAPostcode):
        postcodes.clean(typed, country=country)


@pytest.mark.parametrize("typed", ["", "  ", "\t"])
def test_readers_at_home_give_one(typed):
    with pytest.raises(postcodes.PostcodeMissing):
        postcodes.clean(typed, country="GB")


def test_home_is_a_setting(settings):
    settings.HOME_COUNTRY = "AT"

    assert postcodes.clean("", country="GB") == ""
    with pytest.raises(postcodes.PostcodeMissing):
        postcodes.clean("", country="AT")


def test_a_refusal_shows_an_example_of_the_country():
    with pytest.raises(postcodes.NotAPostcode) as refused:
        postcodes.clean("1", country="AT")

    assert postcodes.clean(refused.value.example, country="AT")


@pytest.mark.parametrize(
    ("postcode", "country", "region"),
    [
        ("SW1A 1AA", "GB", "SW"),
        ("M14 6QX", "GB", "M"),
        ("BFPO 12", "GB", "BFPO"),
        ("GIR 0AA", "GB", "GIR"),
        ("1010", "AT", ""),
        ("", "US", ""),
    ],
)
def test_only_home_is_tallied_by_region(postcode, country, region):
    assert postcodes.region(postcode, country=country) == region


def test_every_country_has_a_rule_or_none_and_never_an_error():
    for country in countries.countries:
        try:
            kept = postcodes.clean("AB1 2CD", country=country)
        except postcodes.NotAPostcode:
            continue
        assert kept == "AB1 2CD"


def test_the_example_of_every_country_is_taken():
    for country in countries.countries:
        _pattern, example = postcodes._rule(country)
        if example:
            assert postcodes.clean(example, country=country)


def test_only_areas_that_exist_are_taken():
    letters = string.ascii_uppercase
    taken = set()
    for area in [*letters, *map("".join, product(letters, repeat=2))]:
        try:
            taken.add(postcodes.clean(f"{area}1 1AA", country="GB")[: len(area)])
        except postcodes.NotAPostcode:
            continue

    assert taken == set(AREAS.split())
