"""Every payment has a receipt of its own, whose number never changes."""

import importlib
import re

import pytest
from django.db import IntegrityError
from django.test import Client

from donations import own, receipt_numbers, receipts, reconciling, syncing
from donations.models import Payment
from mailroom import delivery
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_number_can_be_read_out_and_follows_from_the_charge():
    number = receipt_numbers.of_charge("ch_1")

    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", number)
    assert number == receipt_numbers.of_charge("ch_1") == "QWDH-CXNS-2SWS"
    assert number != receipt_numbers.of_charge("ch_2")


def test_each_charge_of_a_monthly_gift_has_a_number_of_its_own(
    begun, stripe, mailoutbox
):
    subscription = begun()
    invoice = stripe.let_period_pass(subscription.subscription_id)
    syncing.sync_invoice(invoice["id"])
    delivery.send_due()
    first, second = Payment.objects.order_by("pk")

    assert first.receipt_number != second.receipt_number
    for payment, letter in zip((first, second), mailoutbox, strict=True):
        assert payment.receipt_number in letter.body
        assert payment.receipt_number in letter.alternatives[0].content
    for path in (own.path(first), f"{own.path(first)}{first.paid_at.year}/"):
        page = Client().get(path).content.decode()
        assert first.receipt_number in page
        assert second.receipt_number in page


def test_a_receipt_that_is_sent_again_has_the_number_of_before(checkout, mailoutbox):
    payment = factories.make_payment(checkout)
    for _ in range(2):
        receipts.post(payment)
        delivery.send_due()

    assert [payment.receipt_number in letter.body for letter in mailoutbox] == [
        True
    ] * 2


def test_a_payment_that_was_lost_and_found_has_its_number_again(begun):
    subscription = begun()
    number = Payment.objects.get().receipt_number
    Payment.objects.all().delete()
    assert subscription.donation.payments.count() == 0
    reconciling.reconcile()

    assert Payment.objects.get().receipt_number == number


def test_no_two_payments_share_a_number(checkout):
    payment = factories.make_payment(checkout)
    with pytest.raises(IntegrityError):
        factories.make_payment(checkout, receipt_number=payment.receipt_number)


def test_the_desk_shows_the_number_and_finds_a_payment_by_it(finance, checkout):
    payment = factories.make_payment(checkout)
    factories.make_payment(checkout, amount_minor=7700)
    found = finance.get(f"/admin/donations/payment/?q={payment.receipt_number}")

    page = found.content.decode()
    assert payment.receipt_number in page
    assert "£77" not in page
    one = finance.get(f"/admin/donations/payment/{payment.pk}/change/")
    assert payment.receipt_number in one.content.decode()


@pytest.mark.parametrize("charge", ["ch_1", "ch_3Pz", "py_\u00e9"])
def test_payments_of_before_were_given_the_same_numbers(charge):
    migration = importlib.import_module("donations.migrations.0006_receipt_numbers")

    assert migration.of_charge(charge) == receipt_numbers.of_charge(charge)
