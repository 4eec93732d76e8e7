"""Amounts are whole minor units: exact, and strict in what they take."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from donations import money


def test_every_amount_up_to_a_thousand_pounds_is_exact():
    for pence in range(100_001):
        pounds, rest = divmod(pence, 100)
        assert money.parse(f"{pounds}.{rest:02}", "GBP") == pence


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("0", "GBP", 0),
        ("19.99", "GBP", 1999),
        ("12.5", "GBP", 1250),
        (" 145000 ", "GBP", 14_500_000),
        ("007", "EUR", 700),
        ("500", "JPY", 500),
        ("999999999.99", "GBP", 99_999_999_999),
    ],
)
def test_an_amount_is_read_in_its_currency(typed, currency, minor):
    assert money.parse(typed, currency) == minor


@pytest.mark.parametrize(
    "typed",
    [
        *("-1", "+1", "1e9", "NaN", "inf", "0x10", "", " ", ".", "1.", ".5", "1,00"),
        *(
            "1,000.00",
            "1 000",
            "£5",
            "５",
            "١٢",
            "1_000",
            "1.2.3",
            "1000000000",
            "1\n2",
        ),
    ],
)
def test_what_is_no_plain_number_is_refused(typed):
    with pytest.raises(money.NotAnAmount):
        money.parse(typed, "GBP")


@pytest.mark.parametrize(("typed", "currency"), [("0.001", "GBP"), ("5.0", "JPY")])
def test_a_coin_that_the_currency_does_not_have_is_refused(typed, currency):
    with pytest.raises(money.TooPrecise):
        money.parse(typed, currency)


@given(st.integers(0, 10**11 - 1), st.sampled_from(list(money.SIGNS)))
def test_what_a_form_shows_is_read_as_the_same_amount(minor, currency):
    if minor < 10 ** (money.MOST_MAJOR_DIGITS + money.digits(currency)):
        assert money.parse(money.plain(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (14_500_000, "GBP", "£145,000"),
        (1250, "GBP", "£12.50"),
        (5, "EUR", "€0.05"),
        (5000, "JPY", "¥5,000"),
        (100, "PLN", "PLN\u00a01"),
    ],
)
def test_a_page_prints_it_as_a_paper_would(minor, currency, words):
    assert money.shown(minor, currency) == words


def test_no_float_is_near():
    assert money.plain(1999, "GBP") == str(Decimal("19.99"))


def test_in_arabic_the_sign_stays_before_the_digits():
    with translation.override("ar"):
        assert money.shown(32_000, "GBP") == "\u200e£320"
