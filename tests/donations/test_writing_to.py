"""Letters of money go to whoever still has an address with us, and to nobody else."""

import pytest

from donations import receipts, writing_to
from donations.models import Donation, Payment
from mailroom.models import Letter
from tests.donations.giving import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def test_nobody_is_written_to_whose_address_was_erased(checkout):
    give(checkout)
    Letter.objects.all().delete()
    Donation.objects.update(email="")
    receipts.post(Payment.objects.get())

    assert not Letter.objects.exists()


def test_money_counts_against_no_mailboxs_cap(checkout):
    gift = give(checkout)
    writing_to.donor(gift, "donations.gift_ended", 1)

    assert not Letter.objects.filter(is_capped=True).exists()
    assert (
        Letter.objects.filter(kind="donations.gift_ended").get().address == gift.email
    )
