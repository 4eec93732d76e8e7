"""Finance claims Gift Aid: each payment once, and only what stays given."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from donations.gift_aid import claiming, declaring, keeping
from donations.models import (
    Dispute,
    GiftAidClaim,
    GiftAidDeclaration,
    Payment,
    Refund,
)
from tests import factories
from tests.donations.claims import PAID, waiting


def test_what_was_paid_with_a_declaration_waits(declared, checkout):
    payment = declared()
    factories.make_payment(checkout, paid_at=PAID)

    assert waiting() == [payment]


@pytest.mark.parametrize(
    ("paid_at", "is_in"),
    [
        (datetime(2022, 2, 28, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2022, 3, 1, tzinfo=UTC), True),
        # Summer time began on 27 March: midnight in London is an hour earlier.
        (datetime(2022, 3, 31, 22, 59, 59, tzinfo=UTC), True),
        (datetime(2022, 3, 31, 23, tzinfo=UTC), False),
    ],
)
def test_days_are_those_of_the_newsroom(declared, settings, paid_at, is_in):
    assert settings.TIME_ZONE == "Europe/London"
    declared(paid_at)

    assert bool(waiting()) == is_in


def refunded(payment, status="succeeded"):
    Refund.objects.create(
        payment=payment,
        refund_id="re_1",
        amount_minor=1,
        status=status,
        created_at=PAID,
    )


def disputed(payment, status):
    Dispute.objects.create(
        payment=payment, dispute_id="dp_1", status=status, created_at=PAID
    )


def change(payment, **fields):
    Payment.objects.filter(pk=payment.pk).update(**fields)


NOT_FOR_GOOD = {
    "refunded": refunded,
    "refund on its way": lambda payment: refunded(payment, "pending"),
    "disputed": lambda payment: disputed(payment, "needs_response"),
    "dispute lost": lambda payment: disputed(payment, "lost"),
    "odd": lambda payment: change(payment, is_odd=True),
    "warned of": lambda payment: change(payment, has_fraud_warning=True),
    "in euros": lambda payment: change(payment, currency="EUR"),
    "of a live key": lambda payment: payment.donation.__class__.objects.update(
        is_live=True
    ),
    "cancelled before": lambda payment: GiftAidDeclaration.objects.update(
        cancelled_at=PAID - timedelta(seconds=1)
    ),
    "void": lambda payment: GiftAidDeclaration.objects.update(
        cancelled_at=timezone.now(), is_void=True
    ),
    "of another charity": lambda payment: GiftAidDeclaration.objects.update(
        charity_number="1"
    ),
    "paid to another": lambda payment: factories.make_beneficiary(
        payment.donation.channel, charity_number="1", starts_on=PAID.date()
    ),
}


@pytest.mark.parametrize("how", NOT_FOR_GOOD.values(), ids=NOT_FOR_GOOD.keys())
def test_what_is_not_given_for_good_is_not_claimed(declared, how):
    payment = declared()
    assert waiting() == [payment]
    how(payment)

    assert waiting() == []


STILL_GIVEN = {
    "refund failed": lambda payment: refunded(payment, "failed"),
    "dispute won": lambda payment: disputed(payment, "won"),
    "cancelled since": lambda payment: GiftAidDeclaration.objects.update(
        cancelled_at=PAID + timedelta(seconds=1)
    ),
    "another got it before": lambda payment: factories.make_beneficiary(
        payment.donation.channel,
        charity_number="1",
        starts_on=date(2022, 1, 2),
        ends_on=PAID.date() - timedelta(days=1),
    ),
}


@pytest.mark.parametrize("how", STILL_GIVEN.values(), ids=STILL_GIVEN.keys())
def test_what_stays_given_is_claimed(declared, how):
    payment = declared()
    how(payment)

    assert waiting() == [payment]


def test_a_payment_is_in_one_claim(declared, claim):
    payment = declared()
    made = claim()
    assert made.lines.get().payment == payment
    with pytest.raises(claiming.NothingToClaim):
        claim(by=made.made_by)

    with pytest.raises(IntegrityError):
        made.lines.create(payment=payment, amount_minor=1)


def test_two_presses_at_once_claim_once(declared, claim, monkeypatch):
    """Both looked before either had claimed."""
    payment = declared()
    made = claim()
    monkeypatch.setattr(
        claiming, "waiting", lambda *args: Payment.objects.filter(pk=payment.pk)
    )
    with pytest.raises(claiming.ClaimedMeanwhile):
        claim(by=made.made_by)

    assert GiftAidClaim.objects.count() == 1


def test_a_claim_that_is_taken_back_frees_its_payments(declared, claim):
    payment = declared()
    made = claim()
    assert claiming.take_back(made, by=made.made_by, reason="HMRC sent it back")
    assert not claiming.take_back(made, by=made.made_by, reason="again")
    assert waiting() == [payment]

    claim(by=made.made_by)
    made.refresh_from_db()
    assert made.taken_back_reason == "HMRC sent it back"
    assert made.lines.count() == 1


def test_a_schedule_takes_so_many_and_the_oldest_first(declared, claim, monkeypatch):
    assert claiming.MOST_ROWS == 1000
    monkeypatch.setattr(claiming, "MOST_ROWS", 2)
    newest, oldest, middle = (declared(PAID - timedelta(days=n)) for n in (0, 2, 1))
    made = claim()

    assert [line.payment for line in made.lines.all()] == [oldest, middle]
    assert waiting() == [newest]


def test_what_goes_back_after_the_claim_is_told(declared, claim):
    payment = declared()
    declared()
    made = claim()
    assert claiming.sums(made) == (2, 2000, 0, 0)
    refunded(payment)

    assert claiming.sums(made) == (2, 2000, 1, 1000)


# How long a declaration is kept


def test_a_declaration_ends_six_years_after_the_last_payment(declared):
    now = timezone.now()
    for days in (-2, 2):
        then = keeping._years_before(now) + timedelta(days=days)
        declared(then)
    assert keeping.purge() == 1

    kept = GiftAidDeclaration.objects.get()
    assert kept.declared_at > keeping._years_before(now)


def test_one_that_nobody_paid_for_ends_after_a_month(declared):
    for days in (29, 31):
        payment = declared(timezone.now() - timedelta(days=days))
        payment.delete()
    keeping.purge()

    kept = GiftAidDeclaration.objects.get()
    assert kept.declared_at > timezone.now() - timedelta(days=30)


def test_what_was_claimed_outlives_the_account(declared, claim):
    claimed = declared().donation.gift_aid
    claim()
    declared(timezone.now())
    own = declaring.of_addresses([factories.addresses.parse("ada@example.org")])
    assert keeping.erase_unclaimed(own) == 1

    assert list(GiftAidDeclaration.objects.all()) == [claimed]
