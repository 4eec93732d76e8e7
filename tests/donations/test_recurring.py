"""Monthly and yearly gifts: begun, charged again, refused, stopped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from donations import (
    books,
    events,
    ledger,
    reconciling,
    recurring,
    standin,
    stripe_api,
    syncing,
)
from donations.models import Donation, Payment, StripeEvent, Subscription
from mailroom import delivery
from mailroom.models import Letter
from tests import factories
from tests.donations.giving import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def tell(kind, row):
    events.receive(*standin.server.event(kind, row))
    events.process_due()


def letters(kind):
    return Letter.objects.filter(kind=f"donations.{kind}")


# What Stripe tells


def test_each_charge_is_a_payment_with_its_receipt_of_one_gift(
    begun, appeal, stripe, mailoutbox
):
    subscription = begun()
    delivery.send_due()
    before = subscription.current_period_end
    for _ in range(2):
        tell("invoice.paid", stripe.let_period_pass(subscription.subscription_id))
        delivery.send_due()

    assert Donation.objects.count() == 1
    assert Payment.objects.count() == len(mailoutbox) == 3
    assert ledger.of(appeal).raised_minor == 1500
    assert books.of(appeal).raised == "£15"
    subscription.refresh_from_db()
    assert subscription.current_period_end > before + timedelta(days=50)
    assert not Payment.objects.filter(is_odd=True).exists()


def test_a_charge_that_no_event_told_of_is_found_by_its_invoice(begun, stripe):
    subscription = begun()
    invoice = stripe.let_period_pass(subscription.subscription_id)
    intent = stripe.shelf.get(invoice["payment_intent"])
    tell("charge.succeeded", stripe.shelf.get(intent["latest_charge"]))

    assert Payment.objects.count() == 2


def test_a_refund_of_the_first_charge_leaves_the_second(begun, stripe, appeal):
    """An answer about one payment is no answer about another."""
    subscription = begun()
    tell("invoice.paid", stripe.let_period_pass(subscription.subscription_id))
    first = Payment.objects.order_by("pk").first()
    _status, refund = stripe._refund({"charge": first.charge_id})
    tell("refund.created", refund)

    assert ledger.of(appeal).raised_minor == 500


def test_a_card_that_is_refused_is_told_of_once_for_each_invoice(
    begun, stripe, mailoutbox
):
    subscription = begun()
    delivery.send_due()
    mailoutbox.clear()
    stripe.change_card(subscription.subscription_id, is_good=False)
    invoice = stripe.let_period_pass(subscription.subscription_id)
    for _ in range(3):
        tell("invoice.payment_failed", invoice)
        tell("customer.subscription.updated", {"id": subscription.subscription_id})
        delivery.send_due()

    (letter,) = mailoutbox
    assert "Your card could not be charged: £5 every month" in letter.subject
    assert recurring.link(subscription) in letter.body
    subscription.refresh_from_db()
    assert (subscription.status, subscription.is_running) == ("past_due", True)
    assert Payment.objects.count() == 1

    second = stripe.let_period_pass(subscription.subscription_id)
    tell("invoice.payment_failed", second)
    delivery.send_due()
    assert len(mailoutbox) == 2


def test_who_has_paid_meanwhile_is_not_told_that_the_card_failed(
    begun, stripe, mailoutbox
):
    subscription = begun()
    stripe.change_card(subscription.subscription_id, is_good=False)
    tell("invoice.payment_failed", stripe.let_period_pass(subscription.subscription_id))
    paid = stripe.change_card(subscription.subscription_id, is_good=True)
    tell("invoice.paid", paid)
    delivery.send_due()

    assert Payment.objects.count() == 2
    assert not [each for each in mailoutbox if "could not be charged" in each.subject]


@pytest.mark.parametrize("because", ["cancellation_requested", "payment_failed"])
def test_a_gift_that_was_stopped_is_confirmed_by_one_letter_and_no_more(
    begun, stripe, mailoutbox, because
):
    subscription = begun()
    delivery.send_due()
    mailoutbox.clear()
    row = stripe.cancel(subscription.subscription_id, because)
    for kind in ("updated", "deleted", "deleted"):
        tell(f"customer.subscription.{kind}", row)
        delivery.send_due()

    (letter,) = mailoutbox
    assert "Your gift of £5 every month has stopped" in letter.subject
    assert ("refused the charge" in letter.body) is (because == "payment_failed")
    donation = Donation.objects.get()
    assert not recurring.is_running(donation)
    assert donation.status == "paid"
    assert donation.subscription.ended_at is not None


def test_a_gift_that_stops_at_its_periods_end_is_told_of_when_it_is_decided(
    begun, stripe, mailoutbox
):
    subscription = begun()
    delivery.send_due()
    mailoutbox.clear()
    about = subscription.subscription_id
    tell(
        "customer.subscription.updated",
        stripe.cancel_at_period_end(about, is_wanted=True),
    )
    delivery.send_due()
    assert not recurring.is_running(Donation.objects.get())
    assert len(mailoutbox) == 1
    stripe.let_period_pass(about)
    tell("customer.subscription.deleted", stripe.shelf.get(about))
    delivery.send_due()

    assert len(mailoutbox) == 1
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(("seconds", "is_running"), [(0, False), (1, True)])
def test_a_day_for_the_end_stops_it_where_no_charge_comes_before(
    begun, stripe, seconds, is_running
):
    about = begun().subscription_id
    row = stripe.shelf.get(about)
    ends = row["items"]["data"][0]["current_period_end"]
    tell(
        "customer.subscription.updated",
        stripe.shelf.put(row | {"cancel_at": ends + seconds}),
    )

    assert recurring.is_running(Donation.objects.get()) is is_running


def test_who_takes_it_up_again_is_told_when_it_stops_again(begun, stripe):
    about = begun().subscription_id
    for is_wanted in (True, False, True):
        row = stripe.cancel_at_period_end(about, is_wanted=is_wanted)
        tell("customer.subscription.updated", row)
        delivery.send_due()

    assert letters("gift_ended").count() == 2


def test_a_first_charge_that_never_came_is_no_gift_and_no_farewell(
    appeal, stripe, mailoutbox
):
    press(appeal, interval="month", amount_month="500")
    stripe.pay(Donation.objects.get().session_id)
    row = stripe.shelf.of("subscription")[0] | {"status": "incomplete_expired"}
    stripe.shelf.put(row)
    tell("customer.subscription.updated", row)
    delivery.send_due()

    assert Donation.objects.get().status == "ended"
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("invoice.paid", {"id": "in_other", "object": "invoice", "parent": None}),
        (
            "customer.subscription.updated",
            {"id": "sub_other", "object": "subscription", "metadata": {}},
        ),
    ],
)
def test_what_somebody_else_sells_by_the_same_account_is_no_concern(stripe, kind, row):
    made = row | {"status": "active", "created": 1, "customer": "cus_x"}
    stripe.shelf.put(made | {"latest_invoice": "none"})
    tell(kind, row)

    assert StripeEvent.objects.get().state == "ignored"
    assert reconciling.reconcile().differs == []


def test_an_invoice_to_come_is_no_concern(stripe):
    tell("invoice.upcoming", {"object": "invoice"})

    assert StripeEvent.objects.get().state == "ignored"


@pytest.mark.parametrize(
    "kind", ["invoice.paid", "customer.subscription.updated", "charge.succeeded"]
)
def test_what_stripe_does_not_have_yet_is_parked_and_tried_again(begin, stripe, kind):
    row = begin()
    about = {
        "invoice.paid": stripe.shelf.get(row["latest_invoice"]),
        "customer.subscription.updated": row,
        "charge.succeeded": stripe.shelf.of("charge")[0],
    }[kind]
    path = stripe.shelf.folder / f"{about['id']}.json"
    kept = path.read_text()
    path.unlink()
    tell(kind, about)
    assert StripeEvent.objects.get().state == "waiting"

    path.write_text(kept)
    StripeEvent.objects.update(due_at=timezone.now())
    events.process_due()
    assert StripeEvent.objects.get().state == "done"
    assert Subscription.objects.get().status == "active"


def test_a_copy_made_by_hand_at_stripe_does_not_take_its_place(begun, stripe):
    subscription = begun()
    copy = stripe.shelf.get(subscription.subscription_id) | {"id": "sub_copy"}
    stripe.shelf.put(copy | {"status": "past_due"})
    tell("customer.subscription.updated", copy)

    assert StripeEvent.objects.get().state == "ignored"
    assert Subscription.objects.get().status == "active"


def test_an_answer_to_an_older_question_is_not_taken(begun, stripe):
    subscription = begun()
    asked_at = timezone.now()
    old = stripe_api.subscription(subscription.subscription_id)
    stripe.cancel(subscription.subscription_id)
    syncing.sync_subscription(subscription.subscription_id)
    syncing.write_subscription(old, asked_at=asked_at)

    assert not recurring.is_running(Donation.objects.get())


# The nightly round


def test_with_no_event_at_all_the_round_finds_gift_and_charges(begin, stripe, appeal):
    row = begin()
    stripe.let_period_pass(row["id"])

    report = reconciling.reconcile()
    assert report.healed
    assert report.differs == []
    assert ledger.of(appeal).raised_minor == 1000
    assert Subscription.objects.get().status == "active"
    assert reconciling.reconcile().healed == 0


def test_the_round_finds_a_gift_that_ended_long_after_it_began(begun, stripe):
    about = begun().subscription_id
    for kind in ("checkout.session", "charge"):
        for row in stripe.shelf.of(kind):
            stripe.shelf.put(row | {"created": row["created"] - 90 * 86400})
    stripe.cancel(about)

    assert reconciling.reconcile().healed
    assert Subscription.objects.get().status == "canceled"
    assert letters("gift_ended").count() == 1


def test_a_charge_of_ours_that_cannot_be_written_is_told(begun, stripe):
    subscription = begun()
    stripe.let_period_pass(subscription.subscription_id)
    paying = stripe.shelf.of("invoice_payment")
    for row in paying:
        (stripe.shelf.folder / f"{row['id']}.json").unlink()

    assert len(reconciling.reconcile().differs) == 1


# The desk


def test_finance_sees_how_it_stands_and_changes_nothing(client, begun):
    subscription = begun()
    person = factories.make_user("fin@meridian.example", is_staff=True, group="Finance")
    factories.at_the_desk(client, person)
    desk = "/admin/donations/subscription/"

    listed = client.get(desk).content.decode()
    assert "£5 every month" in listed
    row = client.get(f"{desk}{subscription.pk}/change/").content.decode()
    assert "ada@example.org" in row
    address = f"https://dashboard.stripe.com/test/subscriptions/{subscription.subscription_id}"
    assert f'href="{address}"' in row
    assert client.get(f"{desk}add/").status_code == 403
    client.post(f"{desk}{subscription.pk}/change/", {"status": "canceled"})
    assert Subscription.objects.get().status == "active"
    payments = client.get("/admin/donations/payment/").content.decode()
    assert "every month" in payments


def test_only_finance_sees_it(client, begun):
    begun()
    factories.at_the_desk(client, factories.make_bo())

    assert client.get("/admin/donations/subscription/").status_code == 403
