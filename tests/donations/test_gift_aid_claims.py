"""Finance claims Gift Aid: each payment once, and only what stays given."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import DeskSession
from donations.gift_aid import claiming, declaring, keeping, offering
from donations.models import (
    Dispute,
    GiftAidClaim,
    GiftAidDeclaration,
    MoneyExport,
    Payment,
    Refund,
)
from tests import factories

CLAIMS = "/admin/donations/giftaidclaim/"
NUMBER = "0000000"
FROM, TO = date(2022, 3, 1), date(2022, 3, 31)
PAID = datetime(2022, 3, 10, 12, tzinfo=UTC)
FORM = {
    "charity": NUMBER,
    "starts_on": "2022-03-01",
    "ends_on": "2022-03-31",
    "purpose": "Claim of March",
}


@pytest.fixture
def charity(checkout):
    return factories.make_beneficiary(checkout)


@pytest.fixture
def declared(checkout, charity):
    """Make a payment with a declaration."""

    def make(paid_at=PAID, **told):
        payment = factories.make_payment(checkout, paid_at=paid_at)
        factories.make_declaration(payment, **told)
        return payment

    return make


@pytest.fixture
def claim(declared, charity):
    def make(by=None):
        return claiming.claim(
            offering.Charity(NUMBER, charity.name),
            starts_on=FROM,
            ends_on=TO,
            by=by or factories.make_fin(),
            purpose="Claim of March",
        )

    return make


def waiting():
    return list(claiming.waiting(NUMBER, FROM, TO))


def body(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def lines(answer):
    return list(csv.reader(io.StringIO(body(answer), newline="")))


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


# At the desk


def test_finance_claims_and_downloads_the_schedule(finance, declared):
    declared(
        title="Dr.",
        first_name="Ada",
        last_name="Field-Marsh",
        house="12",
        postcode="EC4Y 1AA",
    )
    declared(PAID + timedelta(days=1), first_name="Élise", last_name="O'Brien")
    assert "Make a claim" in finance.get(CLAIMS).content.decode()
    assert f"({NUMBER})" in finance.get(f"{CLAIMS}make/").content.decode()
    answer = finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()
    assert answer.url == f"{CLAIMS}{made.pk}/change/"
    assert "£20" in finance.get(answer.url).content.decode()

    answer = finance.post(f"{CLAIMS}{made.pk}/schedule/", {"purpose": "To HMRC"})
    assert lines(answer) == [
        [
            "Title",
            "First name or initial",
            "Last name",
            "House name or number",
            "Postcode",
            "Aggregated donations",
            "Sponsored event",
            "Donation date (DD/MM/YY)",
            "Amount",
        ],
        ["Dr", "Ada", "Field Marsh", "12", "EC4Y 1AA", "", "", "10/03/22", "10.00"],
        ["", "Élise", "O'Brien", "12", "EC4Y 1AA", "", "", "11/03/22", "10.00"],
    ]
    export = MoneyExport.objects.get()
    assert (export.kind, export.claim, export.purpose) == ("schedule", made, "To HMRC")
    assert (export.state, export.row_count) == ("finished", 2)
    assert export.exported_by.email == "fin@meridian.example"
    assert len(export.sha256) == 64


@pytest.mark.parametrize(
    ("told", "house", "postcode"),
    [
        (
            {"is_abroad": True, "postcode": "", "address": "rue de Rivoli, Paris"},
            "12, rue de Rivoli, Paris",
            "X",
        ),
        ({"postcode": "JE2 3AB", "address": "St Helier"}, "12, St Helier", "X"),
        ({"house": "=1+1"}, "'=1+1", "EC4Y 1AA"),
        (
            {"is_abroad": True, "postcode": "", "address": "y" * 99},
            "12, " + "y" * 36,
            "X",
        ),
    ],
)
def test_an_address_is_written_as_hmrc_wants_it(
    finance, declared, told, house, postcode
):
    declared(**told)
    finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()

    answer = finance.post(f"{CLAIMS}{made.pk}/schedule/", {"purpose": "To HMRC"})
    assert lines(answer)[1][3:5] == [house, postcode]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2022-02-01"}, "The last day comes before the first."),
        ({"purpose": ""}, "This field is required."),
        ({"charity": "1"}, "Select a valid choice."),
        ({"starts_on": "2021-01-01", "ends_on": "2021-12-31"}, "No payment of these"),
    ],
)
def test_a_mistake_claims_nothing(finance, declared, changes, words):
    declared()
    answer = finance.post(f"{CLAIMS}make/", FORM | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not GiftAidClaim.objects.exists()


def test_a_claim_is_taken_back_at_the_desk(finance, declared):
    payment = declared()
    finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()
    path = f"{CLAIMS}{made.pk}/take-back/"
    assert finance.post(path, {"reason": ""}).status_code == 422
    finance.post(path, {"reason": "Never sent"})

    assert waiting() == [payment]
    history = finance.get(f"{CLAIMS}{made.pk}/history/").content.decode()
    assert "Taken back: Never sent" in history
    page = finance.get(f"{CLAIMS}{made.pk}/schedule/").content.decode()
    assert "This claim was taken back." in page


def test_claims_wait_for_a_fresh_second_step(finance, declared):
    declared()
    finance.post(f"{CLAIMS}make/", FORM)
    made = GiftAidClaim.objects.get()
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))

    for path, fields in [
        ("make/", FORM),
        (f"{made.pk}/schedule/", {"purpose": "To HMRC"}),
        (f"{made.pk}/take-back/", {"reason": "Never sent"}),
    ]:
        assert finance.post(f"{CLAIMS}{path}", fields).url == "/admin/check/"
    assert not MoneyExport.objects.exists()


@pytest.mark.parametrize("who", [factories.make_bo, factories.make_dee])
def test_only_finance_sees_declarations_and_claims(client, declared, claim, who):
    declared()
    made = claim()
    factories.at_the_desk(client, who())

    for path in ("", "make/", f"{made.pk}/schedule/", f"{made.pk}/take-back/"):
        assert client.get(f"{CLAIMS}{path}").status_code == 403
    kept = GiftAidDeclaration.objects.get()
    for path in ("", f"{kept.pk}/change/", f"{kept.pk}/cancel/"):
        row = f"/admin/donations/giftaiddeclaration/{path}"
        assert client.get(row).status_code == 403


def test_finance_cancels_a_declaration_with_a_reason(finance, declared):
    declared()
    kept = GiftAidDeclaration.objects.get()
    row = f"/admin/donations/giftaiddeclaration/{kept.pk}/"
    assert "Cancel it" in finance.get(f"{row}change/").content.decode()
    assert finance.post(f"{row}cancel/", {"reason": ""}).status_code == 422
    finance.post(f"{row}cancel/", {"reason": "Pays no tax", "is_void": "on"})

    kept.refresh_from_db()
    assert (kept.is_void, kept.cancel_reason) == (True, "Pays no tax")
    assert kept.cancelled_by.email == "fin@meridian.example"
    assert waiting() == []
    assert "Cancel it" not in finance.get(f"{row}change/").content.decode()


def test_nobody_writes_a_claim_by_hand(finance, declared, claim):
    declared()
    made = claim(by=factories.make_ada())
    for path in ("add/", f"{made.pk}/delete/"):
        assert finance.post(f"{CLAIMS}{path}", {"post": "yes"}).status_code == 403
    finance.post(f"{CLAIMS}{made.pk}/change/", {"charity": "Us"})

    made.refresh_from_db()
    assert made.charity == "The Example Relief Fund"


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
