"""Finance looks at what came in, and gives money back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import DeskSession
from donations import giving, ledger, reconciling, refunding, standing, stripe_api
from donations.models import Donation, Payment, Refund
from mailroom.addresses import parse
from tests import factories

DESK = "/admin/donations/payment/"


@pytest.fixture
def payment(stripe, checkout):
    giving.start(checkout, giving.Gift(parse("ada@example.org"), 5000, 0, "", ""))
    stripe.pay(Donation.objects.get().session_id)
    reconciling.reconcile()
    return Payment.objects.get()


def give_back(browser, payment, **changes):
    fields = {"amount": "50", "reason": "the donor asked"} | changes
    return browser.post(f"{DESK}{payment.pk}/refund/", fields)


def test_a_part_goes_back_and_leaves_the_total(finance, payment, checkout):
    page = finance.get(f"{DESK}{payment.pk}/refund/").content.decode()
    assert 'value="50"' in page
    answer = give_back(finance, payment, amount="12.50")

    assert answer.url == f"{DESK}{payment.pk}/change/"
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason) == (1250, "the donor asked")
    assert ledger.of(checkout).raised_minor == 3750
    assert standing.left(payment) == 3750
    assert "£12.50 is on its way back" in finance.get(answer.url).content.decode()
    history = finance.get(f"{DESK}{payment.pk}/history/").content.decode()
    assert "Gave back £12.50: the donor asked" in history


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": "50.01"}, "Not more than £50 can be given back."),
        ({"amount": "0"}, "Not more than £50 can be given back."),
        ({"amount": "-1"}, "Write the amount in digits"),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_a_mistake_gives_nothing_back(finance, payment, changes, words):
    page = give_back(finance, payment, **changes).content.decode()

    assert words in page
    assert not Refund.objects.exists()


def test_two_presses_at_once_give_it_back_once(payment, stripe):
    """Both looked before either had done it."""
    fresh = Payment.objects.get()
    for seen in (payment, fresh):
        list(seen.refunds.all())
        key = f"refund-{seen.charge_id}-0-5000"
        stripe_api.refund(seen.charge_id, amount_minor=5000, key=key)
    refunding.refund(payment, amount_minor=5000, reason="once")

    assert Refund.objects.count() == 1


def test_what_a_bank_took_is_not_given_back_too(finance, payment, stripe):
    dispute = stripe.dispute(payment.charge_id)
    reconciling.reconcile()
    page = give_back(finance, payment, amount="1").content.decode()
    assert "Not more than £0 can be given back." in page
    with pytest.raises(refunding.Disputed):
        refunding.refund(payment, amount_minor=1, reason="")
    assert not Refund.objects.exists()

    stripe.decide(dispute["id"], is_won=True)
    reconciling.reconcile()
    assert give_back(finance, payment).status_code == 302


def test_stripe_away_gives_nothing_back(finance, payment, stripe):
    stripe.is_away = True

    assert "Nothing was given back" in give_back(finance, payment).content.decode()
    assert not Refund.objects.exists()


def test_a_refund_that_the_bank_sends_back_is_in_the_total_again(
    finance, payment, checkout, stripe
):
    give_back(finance, payment)
    assert ledger.of(checkout).raised_minor == 0
    stripe.fail_refund(Refund.objects.get().refund_id)
    reconciling.reconcile()

    assert ledger.of(checkout).raised_minor == 5000


def test_it_waits_for_a_fresh_second_step(finance, payment):
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))
    answer = give_back(finance, payment)

    assert answer.url == "/admin/check/"
    assert not Refund.objects.exists()


@pytest.mark.parametrize("who", [factories.make_bo, factories.make_dee])
def test_only_finance_sees_and_gives_back(client, payment, who):
    factories.at_the_desk(client, who())

    assert client.get(DESK).status_code == 403
    assert give_back(client, payment).status_code == 403


def test_nobody_writes_a_payment_by_hand(finance, payment):
    row = f"{DESK}{payment.pk}/"
    assert finance.get(f"{DESK}add/").status_code == 403
    assert finance.post(f"{row}delete/", {"post": "yes"}).status_code == 403
    finance.post(f"{row}change/", {"amount_minor": "1"})

    assert Payment.objects.get().amount_minor == 5000
