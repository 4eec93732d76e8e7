"""The migration that numbers receipts finds the numbers that payments have anyway."""

import pytest
from django.core.management import call_command

from donations.models import Payment
from tests.donations.giving import give

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BEFORE = "0005_stopping"


@pytest.fixture
def before():
    """The tables as they were; whatever happens, all is brought forward again."""

    def go():
        call_command("migrate", "donations", BEFORE, verbosity=0)

    yield go
    call_command("migrate", verbosity=0)


def test_payments_of_before_get_the_number_that_their_charge_has(
    before, checkout, stripe
):
    give(checkout)
    give(checkout, email="bo@example.org")
    numbers = dict(Payment.objects.values_list("charge_id", "receipt_number"))
    before()
    call_command("migrate", verbosity=0)

    assert len(set(numbers.values())) == 2
    assert dict(Payment.objects.values_list("charge_id", "receipt_number")) == numbers
