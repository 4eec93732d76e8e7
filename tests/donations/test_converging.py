"""Whatever happens to Stripe's events, the books end up the same."""

from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donations import events, giving, ledger, reconciling, standin
from donations.models import Donation, Payment, StripeEvent, Subscription, SumChange
from mailroom import delivery
from mailroom.addresses import parse
from mailroom.models import Letter

_numbers = count()
# What may happen to a gift after it was paid, in the order in which it does.
LIVES = [
    (),
    ("refund part",),
    ("refund part", "refund rest"),
    ("refund part", "refund fails"),
    ("dispute", "won"),
    ("dispute", "lost"),
    ("warning", "refund rest"),
    ("refund part", "dispute", "lost"),
]


# The same for a monthly gift, whose first charge is behind it.
MONTHLY_LIVES = [
    (),
    ("month", "month"),
    ("month", "cancel"),
    ("refused month", "good card"),
    ("refused month", "good card", "month", "cancel"),
    ("refused month", "refused month", "no more tries"),
    ("month", "refund part", "month"),
    ("month", "dispute", "month", "lost"),
    ("refused month", "good card", "dispute", "won", "cancel"),
    ("month", "stop later", "take up", "month"),
    ("month", "stop later", "month"),
    ("give 7000", "month", "dispute", "won"),
    ("month", "give 7000", "month", "give 3000", "refused month", "good card"),
]


def live(stripe, channel, life):
    """A gift's whole life at Stripe; its events, and what the books shall say."""
    gift = giving.Gift(
        address=parse(f"donor{next(_numbers)}@example.org"),
        amount_minor=5000,
        fee_minor=0,
        name="",
        came_by="",
    )
    giving.start(channel, gift)
    session_id = Donation.objects.order_by("-started_at").first().session_id
    charge = stripe.pay(session_id)
    told = [
        standin.server.event(
            "checkout.session.completed", stripe.shelf.get(session_id)
        ),
        standin.server.event("charge.succeeded", charge),
    ]
    left, refund, dispute = 5000, None, None
    for happening in life:
        kind = happening.split()[0]
        if happening == "refund part":
            refund = _refund(stripe, charge, 1500)
            told.append(standin.server.event("refund.created", refund))
            left -= 1500
        elif happening == "refund rest":
            told.append(
                standin.server.event("refund.created", _refund(stripe, charge, left))
            )
            left = 0
        elif happening == "refund fails":
            failed = stripe.fail_refund(refund["id"])
            told.append(standin.server.event("refund.failed", failed))
            left += 1500
        elif kind == "dispute":
            dispute = stripe.dispute(charge["id"])
            told.append(standin.server.event("charge.dispute.funds_withdrawn", dispute))
            left -= 5000
        elif kind in ("won", "lost"):
            dispute = stripe.decide(dispute["id"], is_won=kind == "won")
            told.append(standin.server.event("charge.dispute.closed", dispute))
            left += 5000 if kind == "won" else 0
        elif kind == "warning":
            warning = {"id": "issfr_1", "object": "warning", "charge": charge["id"]}
            told.append(
                standin.server.event("radar.early_fraud_warning.created", warning)
            )
    return told, left


def _refund(stripe, charge, amount):
    status, row = stripe._refund({"charge": charge["id"], "amount": amount})
    assert status == 200
    return row


def live_monthly(stripe, channel, life):
    """The same of a monthly gift of £50, with how it stands at the end."""
    gift = giving.Gift(
        address=parse(f"monthly{next(_numbers)}@example.org"),
        amount_minor=5000,
        fee_minor=0,
        name="",
        came_by="",
        interval="month",
    )
    giving.start(channel, gift)
    session_id = Donation.objects.order_by("-started_at").first().session_id
    charge = stripe.pay(session_id)
    session = stripe.shelf.get(session_id)
    about, invoice = session["subscription"], session["invoice"]
    told = [
        ("checkout.session.completed", session),
        ("customer.subscription.created", stripe.shelf.get(about)),
        ("invoice.paid", stripe.shelf.get(invoice)),
        ("charge.succeeded", charge),
    ]
    left, paid, refund, dispute, each = 5000, 1, None, None, 5000
    for happening in life:
        if happening in ("month", "refused month", "good card"):
            if happening != "month":
                stripe.change_card(about, is_good=happening == "good card")
            is_over = stripe.shelf.get(about)["cancel_at_period_end"]
            if happening != "good card":
                stripe.let_period_pass(about)
            row = stripe.shelf.get(stripe.shelf.get(about)["latest_invoice"])
            charge = _charge_of(stripe, row)
            told += [
                (f"invoice.{'paid' if charge['paid'] else 'payment_failed'}", row),
                (f"charge.{'succeeded' if charge['paid'] else 'failed'}", charge),
            ]
            if charge["paid"] and not is_over:
                left, paid = left + each, paid + 1
        elif happening == "refund part":
            refund = _refund(stripe, charge, 1500)
            told.append(("refund.created", refund))
            left -= 1500
        elif happening == "dispute":
            dispute = stripe.dispute(charge["id"])
            told.append(("charge.dispute.funds_withdrawn", dispute))
            left -= charge["amount"]
        elif happening in ("won", "lost"):
            dispute = stripe.decide(dispute["id"], is_won=happening == "won")
            told.append(("charge.dispute.closed", dispute))
            left += dispute["amount"] if happening == "won" else 0
        elif happening.startswith("give"):
            each = int(happening.split()[1])
            _wish_for(stripe, about, each)
        elif happening == "cancel":
            stripe.cancel(about)
        elif happening == "no more tries":
            stripe.cancel(about, "payment_failed")
        else:
            stripe.cancel_at_period_end(about, is_wanted=happening == "stop later")
        row = stripe.shelf.get(about)
        is_gone = row["status"] == "canceled"
        told.append(
            (f"customer.subscription.{'deleted' if is_gone else 'updated'}", row)
        )
    return [standin.server.event(*each) for each in told], left, paid, about


def _wish_for(stripe, about, total):
    """Another sum, of which nobody heard what became of it."""
    donation_id = stripe.shelf.get(about)["metadata"]["donation"]
    SumChange.objects.create(
        donation_id=donation_id,
        old_amount_minor=stripe.shelf.get(about)["amount"],
        old_fee_minor=0,
        amount_minor=total,
        fee_minor=0,
    )
    stripe.set_sum(about, total)


def _charge_of(stripe, invoice):
    intent = stripe.shelf.get(invoice["payment_intent"])
    return stripe.shelf.get(intent["latest_charge"])


@pytest.mark.django_db
@given(
    lives=st.lists(st.sampled_from(MONTHLY_LIVES), min_size=1, max_size=2),
    seed=st.integers(0, 2**32),
)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_monthly_gift_ends_in_the_same_books_whatever_was_heard(
    stripe, checkout, lives, seed
):
    _empty(stripe)
    random, told, expected, paid, abouts = Random(seed), [], 0, 0, []
    for life in lives:
        events_of_it, left, charges, about = live_monthly(stripe, checkout, life)
        told += events_of_it
        expected, paid = expected + left, paid + charges
        abouts.append(about)
    _arrive(told, random)

    reconciling.reconcile()
    assert ledger.of(checkout).raised_minor == expected
    assert Donation.objects.count() == len(lives)
    assert Payment.objects.count() == paid
    assert Letter.objects.filter(kind="donations.receipt").count() == paid
    for about in abouts:
        _is_as_at_stripe(stripe, about)
    again = reconciling.reconcile()
    assert (again.healed, again.differs) == (0, [])


def _is_as_at_stripe(stripe, about):
    row = stripe.shelf.get(about)
    kept = Subscription.objects.get(subscription_id=about)
    assert kept.status == row["status"]
    assert kept.donation.total_minor == row["amount"]
    assert not kept.donation.payments.filter(is_odd=True).exists()
    ends = row["items"]["data"][0]["current_period_end"]
    assert kept.current_period_end.timestamp() == ends
    assert kept.cancel_at_period_end == row["cancel_at_period_end"]
    assert (kept.ended_at is not None) == (row["ended_at"] is not None)
    farewells = Letter.objects.filter(
        kind="donations.gift_ended", subject_id=kept.pk
    ).count()
    assert farewells >= kept.is_stopped
    if not row["cancel_at_period_end"] and kept.is_stopped:
        assert farewells == 1


@pytest.mark.django_db
@given(
    lives=st.lists(st.sampled_from(LIVES), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_order_doubling_and_loss_ends_in_the_same_books(
    stripe, checkout, lives, seed
):
    _empty(stripe)
    random, told, expected = Random(seed), [], 0
    for life in lives:
        events_of_it, left = live(stripe, checkout, life)
        told += events_of_it
        expected += left
    _arrive(told, random)

    reconciling.reconcile()
    assert ledger.of(checkout).raised_minor == expected
    assert Payment.objects.count() == len(lives)
    assert Letter.objects.filter(kind="donations.receipt").count() == len(lives)
    again = reconciling.reconcile()
    assert (again.healed, again.differs) == (0, [])


def _arrive(told, random):
    """Each twice or once or not at all, in any order, looked into now and then."""
    arriving = [event for event in told * 2 if random.random() > 0.3]
    random.shuffle(arriving)
    for body, signature in arriving:
        events.receive(body, signature)
        if random.random() < 0.5:
            events.process_due()
    events.process_due()


def _empty(stripe):
    for model in (StripeEvent, Letter, Subscription):
        model.objects.all().delete()
    for payment in Payment.objects.all():
        payment.refunds.all().delete()
        payment.disputes.all().delete()
        payment.delete()
    Donation.objects.all().delete()
    for path in stripe.shelf.folder.glob("*.json"):
        path.unlink()


@pytest.mark.django_db
def test_with_no_event_at_all_the_round_finds_everything(stripe, checkout):
    _told, left = live(stripe, checkout, ("refund part",))

    report = reconciling.reconcile()
    assert ledger.of(checkout).raised_minor == left
    assert report.healed
    assert report.differs == []


@pytest.mark.django_db
def test_what_happens_to_an_old_gift_is_found_too(stripe, checkout):
    live(stripe, checkout, ())
    reconciling.reconcile()
    charge = stripe.shelf.of("charge")[0]
    session = stripe.shelf.of("checkout.session")[0]
    for row in (charge, session):
        stripe.shelf.put(row | {"created": row["created"] - 90 * 86400})
    _refund(stripe, charge, 5000)

    reconciling.reconcile()
    assert ledger.of(checkout).raised_minor == 0


@pytest.mark.django_db
def test_a_receipt_that_was_sent_is_not_sent_again(stripe, checkout, mailoutbox):
    live(stripe, checkout, ("refund part",))
    for _ in range(2):
        reconciling.reconcile()
        delivery.send_due()

    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_a_difference_that_cannot_be_healed_is_told(stripe, checkout):
    live(stripe, checkout, ())
    reconciling.reconcile()
    Payment.objects.update(amount_minor=1)

    assert reconciling.reconcile().differs == [Payment.objects.get().charge_id]


@pytest.mark.django_db
def test_an_answer_to_an_older_question_is_not_taken(stripe, checkout, monkeypatch):
    """Two workers ask; the one that asked first writes last, and must not."""
    from donations import stripe_api, syncing

    live(stripe, checkout, ())
    charge_id = stripe.shelf.of("charge")[0]["id"]
    ask, ask_refunds = stripe_api.charge, stripe_api.refunds_of

    def ask_while_another_does(asked_id):
        answer = ask(asked_id)
        monkeypatch.setattr(stripe_api, "charge", ask)
        monkeypatch.setattr(stripe_api, "refunds_of", ask_refunds)
        refund = _refund(stripe, answer, 5000)
        syncing.sync_charge(asked_id)
        stripe.fail_refund(refund["id"])
        return answer

    syncing.sync_charge(charge_id)
    monkeypatch.setattr(stripe_api, "charge", ask_while_another_does)
    syncing.sync_charge(charge_id)

    assert ledger.of(checkout).raised_minor == 0


@pytest.mark.django_db
def test_a_sum_that_nobody_asked_for_does_not_count(stripe, checkout):
    live(stripe, checkout, ())
    Donation.objects.update(amount_minor=10)

    reconciling.reconcile()
    assert Payment.objects.get().is_odd
    assert ledger.of(checkout).raised_minor == 0


@pytest.mark.django_db
def test_somebody_elses_charge_on_the_same_account_is_left(stripe, checkout):
    charge = {
        "id": "ch_shop",
        "object": "charge",
        "created": 10**10,
        "paid": True,
        "metadata": {},
        "payment_intent": "pi_shop",
        "amount_captured": 9,
        "balance_transaction": "txn_shop",
        "currency": "gbp",
        "livemode": False,
    }
    stripe.shelf.put(charge)

    assert reconciling.reconcile().differs == []
    assert not Payment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["expire", "refuse"])
def test_a_checkout_that_was_not_paid_is_over(stripe, checkout, end):
    gift = giving.Gift(parse("a@example.org"), 500, 0, "", "")
    giving.start(checkout, gift)
    donation = Donation.objects.get()
    getattr(stripe, end)(donation.session_id)
    reconciling.reconcile()

    donation.refresh_from_db()
    assert (donation.status, donation.press_key) == ("ended", None)
