"""The form of a gift that comes again: begun, paid, thanked for, and its mistakes."""

import re
from urllib.parse import urlsplit

import pytest

from donations import (
    events,
    ledger,
    reconciling,
    recurring,
)
from donations.models import Donation, Payment
from mailroom import delivery
from tests.donations.giving import drawn

PAGE = "/donate/refugees-welcome/"
FORM = {
    "interval": "month",
    "amount_month": "500",
    "email": "ada@example.org",
    "name": "Ada Field",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def give(client, appeal):
    def press(**changes):
        path = f"{PAGE}checkout/{appeal.pk}/"
        return client.post(path, FORM | drawn(appeal) | changes)

    return press


def test_one_gift_is_chosen_beforehand_and_the_others_say_what_they_are(client, appeal):
    page = client.get(PAGE).content.decode()

    ticked = re.findall(r"<input[^>]* checked[^>]*>", page)
    assert ["once" in each for each in ticked] == [True]
    assert "£5 a month" in page
    assert "£25 a year" in page
    assert "Charged now, and every month until you stop it." in page
    assert "Give this every year until you stop it" in page


def test_a_way_to_give_without_monthly_amounts_asks_for_no_rhythm(client, checkout):
    page = client.get(PAGE).content.decode()
    assert "How often" not in page

    typed = FORM | drawn(checkout) | {"amount": "1000", "interval": "month"}
    answer = client.post(f"{PAGE}checkout/{checkout.pk}/", typed)
    assert answer.status_code == 302
    assert Donation.objects.get().interval == "once"


def test_a_monthly_gift_is_begun_paid_and_thanked_for(client, appeal, give, mailoutbox):
    answer = give()
    donation = Donation.objects.get()
    assert (donation.interval, donation.total_minor) == ("month", 500)
    assert (
        "Pay £5 every month" in client.get(urlsplit(answer.url).path).content.decode()
    )

    back = client.post(urlsplit(answer.url).path, {"do": "pay"})
    thanks = client.get(back.url.removeprefix("http://testserver")).content.decode()
    assert "You give £5 every month to “The appeal”, until you stop it." in thanks
    assert recurring.is_running(donation)
    assert ledger.of(appeal).raised_minor == 500

    events.process_due()
    delivery.send_due()
    (letter,) = mailoutbox
    assert "You give £5 every month, until you stop it." in letter.body
    next_day = donation.subscription.next_day
    assert f"The next charge comes on {next_day}." in letter.body
    assert recurring.link(donation.subscription) in letter.body
    assert recurring.link(donation.subscription) in letter.alternatives[0][0]


def test_two_presses_lead_to_one_checkout_and_another_rhythm_to_another(give, stripe):
    first, second = give(), give()
    yearly = give(interval="year", amount_year="other", other_year="5")

    assert first.url == second.url
    assert yearly.url != first.url
    assert give(interval="once", amount="500").url not in (first.url, yearly.url)
    assert len(stripe.shelf.of("checkout.session")) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"interval": ""}, "Choose how often."),
        ({"interval": "week"}, "Choose how often."),
        ({"amount_month": ""}, "Choose an amount."),
        ({"amount_month": "501"}, "Choose one of these amounts"),
        (
            {"amount_month": "other", "other_month": "1.99"},
            "The smallest amount is £2 a month.",
        ),
        (
            {"amount_month": "other", "other_month": "1001"},
            "For more than £1,000 a month",
        ),
        (
            {"amount_month": "other", "other_month": "5,00"},
            "Write the amount in digits",
        ),
        (
            {"interval": "year", "amount_year": "other", "other_year": "4"},
            "The smallest amount is £5 a year.",
        ),
        ({"interval": "year"}, "Choose an amount."),
        ({"interval": "once"}, "Choose an amount."),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_is_kept(give, changes, words):
    answer = give(**changes)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in page
    assert 'value="Ada Field"' in page
    for name in ("other_month", "other_year"):
        if changes.get(name):
            assert f'value="{changes[name]}"' in page
    assert not Donation.objects.exists()


def test_what_stands_in_the_fields_of_another_rhythm_is_not_looked_at(give):
    answer = give(amount="no amount", other="x" * 30, amount_year="other")

    assert answer.status_code == 302
    assert Donation.objects.get().total_minor == 500


def test_the_fee_is_added_to_each_charge(give, stripe):
    give(cover_fee="on")
    donation = Donation.objects.get()
    stripe.pay(donation.session_id)
    reconciling.reconcile()

    assert Payment.objects.get().amount_minor == donation.total_minor == 528
    assert not Payment.objects.get().is_odd
