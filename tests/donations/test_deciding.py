"""Finance looks into payments that wait, and is told of what differs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import DeskSession
from donations import (
    alerting,
    deciding,
    events,
    giving,
    ledger,
    reconciling,
    standin,
    stripe_api,
    walls,
)
from donations.models import (
    BookDifference,
    Donation,
    Payment,
    PaymentDecision,
    Refund,
)
from mailroom import delivery
from mailroom.addresses import parse
from tests import factories

DESK = "/admin/donations/payment/"
DIFFERENCES = "/admin/donations/bookdifference/"
WARNED, ODD = PaymentDecision.About.WARNED, PaymentDecision.About.ODD


@pytest.fixture
def payment(stripe, checkout):
    giving.start(checkout, giving.Gift(parse("ada@example.org"), 5000, 0, "", ""))
    stripe.pay(Donation.objects.get().session_id)
    reconciling.reconcile()
    return Payment.objects.get()


@pytest.fixture
def warned(payment):
    """As Stripe tells it."""
    row = {"id": "issfr_1", "object": "radar.early_fraud_warning"}
    about = row | {"charge": payment.charge_id}
    events.receive(*standin.server.event("radar.early_fraud_warning.created", about))
    events.process_due()
    return Payment.objects.get()


@pytest.fixture
def odd(payment):
    Payment.objects.update(is_odd=True)
    return payment


def decide(browser, payment, do, reason="the donor rang"):
    return browser.post(f"{DESK}{payment.pk}/decide/", {"do": do, "reason": reason})


def desk(browser):
    return " ".join(browser.get("/admin/").content.decode().split())


def test_a_warning_stands_at_the_head_of_the_desk_until_it_is_given_back(
    finance, warned, checkout
):
    assert "One payment is warned of as fraud: give it back before a dispute." in desk(
        finance
    )
    queue = finance.get(f"{DESK}?waits=warned").content.decode()
    assert f"{DESK}{warned.pk}/change/" in queue
    assert "Look into it" in finance.get(f"{DESK}{warned.pk}/change/").content.decode()
    page = finance.get(f"{DESK}{warned.pk}/decide/").content.decode()
    assert "Give £50 back" in page
    decide(finance, warned, "back")

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason) == (5000, "the donor rang")
    made = PaymentDecision.objects.get()
    assert (made.about, made.verdict) == ("warned", "back")
    assert made.decided_by.email == "fin@meridian.example"
    assert ledger.of(checkout).raised_minor == 0
    assert "warned of as fraud" not in desk(finance)
    assert not list(deciding.waiting(WARNED))


def test_a_warning_is_looked_at_and_kept(finance, warned, checkout):
    decide(finance, warned, "keep")

    made = PaymentDecision.objects.get()
    assert (made.verdict, made.reason) == ("kept", "the donor rang")
    assert ledger.of(checkout).raised_minor == 5000
    assert "warned of as fraud" not in desk(finance)
    page = finance.get(f"{DESK}{warned.pk}/change/").content.decode()
    assert "looked at and kept by" in page
    answer = decide(finance, warned, "back")
    assert answer.url == f"{DESK}{warned.pk}/change/"
    assert not Refund.objects.exists()


def test_a_warning_that_a_refund_or_dispute_has_overtaken_waits_no_more(warned, stripe):
    assert deciding.abouts(warned) == [WARNED]
    stripe.dispute(warned.charge_id)
    reconciling.reconcile()

    assert deciding.abouts(warned) == []


def test_what_was_given_back_elsewhere_waits_no_more(warned, stripe):
    part = stripe_api.refund(warned.charge_id, amount_minor=1000, key="a")
    reconciling.reconcile()
    assert deciding.abouts(warned) == [WARNED]
    stripe_api.refund(warned.charge_id, amount_minor=4000, key="b")
    reconciling.reconcile()
    assert deciding.abouts(warned) == []

    stripe.fail_refund(part["id"])
    reconciling.reconcile()
    assert deciding.abouts(warned) == [WARNED]


def test_an_odd_payment_counts_once_it_is_accepted(finance, odd, checkout):
    assert "One payment is not what was asked for." in desk(finance)
    assert ledger.of(checkout).raised_minor == 0
    walls.settle(odd.donation)
    assert not Donation.objects.get().counts
    decide(finance, odd, "keep")
    assert Donation.objects.get().counts, "its donor's name may be shown at once"
    reconciling.reconcile()

    assert ledger.of(checkout).raised_minor == 5000
    assert "not what was asked for" not in desk(finance)
    assert PaymentDecision.objects.get().about == ODD


def test_an_odd_payment_is_given_back(finance, odd, checkout):
    decide(finance, odd, "back")

    assert Refund.objects.get().amount_minor == 5000
    assert "not what was asked for" not in desk(finance)
    assert ledger.of(checkout).raised_minor == 0


def test_another_currency_is_not_added_up(finance, odd):
    Payment.objects.update(currency="EUR")
    answer = decide(finance, odd, "keep")

    assert answer.status_code == 422
    assert "it can only be given back" in " ".join(answer.content.decode().split())
    assert Payment.objects.get().is_odd
    assert not PaymentDecision.objects.exists()


def test_stripe_away_decides_nothing(finance, warned, stripe):
    stripe.is_away = True
    answer = decide(finance, warned, "back")

    assert answer.status_code == 422
    assert "Nothing was given back" in answer.content.decode()
    assert 'value="the donor rang"' in answer.content.decode()
    assert not PaymentDecision.objects.exists()


def test_a_decision_needs_a_reason_and_a_fresh_second_step(finance, warned):
    assert decide(finance, warned, "keep", reason=" ").status_code == 422
    DeskSession.objects.update(checked_at=timezone.now() - timedelta(minutes=6))
    assert decide(finance, warned, "keep").url == "/admin/check/"

    assert not PaymentDecision.objects.exists()


def test_only_finance_decides(client, warned):
    factories.at_the_desk(client, factories.make_bo())

    assert decide(client, warned, "keep").status_code == 403
    assert "warned of as fraud" not in desk(client)


# Differences


@pytest.fixture
def differing(payment):
    """Our row has another sum than Stripe."""
    Payment.objects.update(amount_minor=1)
    return payment


def letters(mailoutbox):
    delivery.send_due()
    return [each for each in mailoutbox if "differ" in each.subject]


def test_finance_is_written_to_once_of_a_difference(finance, differing, mailoutbox):
    factories.make_bo()
    for _ in range(3):
        reconciling.reconcile()
    (letter,) = letters(mailoutbox)

    assert letter.to == ["fin@meridian.example"]
    assert letter.subject == "Our books and Stripe’s differ in one charge"
    assert differing.charge_id in letter.body
    assert DIFFERENCES in letter.body
    assert "differ in one charge" in desk(finance)


def test_owners_are_told_where_nobody_keeps_the_books(differing, mailoutbox):
    owner = factories.make_olu()
    reconciling.reconcile()

    assert [each.to for each in letters(mailoutbox)] == [[owner.email]]


def test_a_second_difference_is_told_by_itself(finance, differing, mailoutbox):
    reconciling.reconcile()
    alerting.note([differing.charge_id, "ch_b", "ch_a"])
    _first, second = letters(mailoutbox)

    assert second.subject == "Our books and Stripe’s differ in 2 charges"
    assert "ch_a\nch_b\n" in second.body
    assert differing.charge_id not in second.body
    assert "differ in 3 charges" in desk(finance)


def test_a_difference_is_settled_once_both_agree(finance, differing, mailoutbox):
    reconciling.reconcile()
    Payment.objects.update(amount_minor=5000)
    reconciling.reconcile()
    assert "differ in" not in desk(finance)
    assert BookDifference.objects.get().settled_by is None

    Payment.objects.update(amount_minor=1)
    reconciling.reconcile()
    assert len(letters(mailoutbox)) == 2


def test_an_old_difference_is_looked_at_until_it_is_settled(
    finance, differing, monkeypatch
):
    """The round of tonight looks at three days; this one began before them."""
    reconciling.reconcile()
    alerting.note([])
    assert "differ in one charge" in desk(finance)
    Payment.objects.update(amount_minor=5000)
    alerting.note([])

    assert "differ in" not in desk(finance)


def test_what_stripe_does_not_know_stays_until_somebody_settles_it(finance, stripe):
    alerting.note(["ch_nowhere"])
    alerting.note([])
    row = BookDifference.objects.get()
    path = f"{DIFFERENCES}{row.pk}/"
    assert "ch_nowhere" in finance.get(f"{DIFFERENCES}?settled=no").content.decode()
    assert "Settle it" in finance.get(f"{path}change/").content.decode()
    assert finance.post(f"{path}settle/", {"reason": ""}).status_code == 422
    finance.post(f"{path}settle/", {"reason": "A test of ours"})

    row.refresh_from_db()
    assert (row.reason, row.settled_by.email) == (
        "A test of ours",
        "fin@meridian.example",
    )
    assert "ch_nowhere" not in finance.get(f"{DIFFERENCES}?settled=no").content.decode()
    assert "differ in" not in desk(finance)


def test_only_finance_settles(client, stripe, db):
    alerting.note(["ch_nowhere"])
    row = BookDifference.objects.get()
    factories.at_the_desk(client, factories.make_bo())

    assert client.get(DIFFERENCES).status_code == 403
    path = f"{DIFFERENCES}{row.pk}/settle/"
    assert client.post(path, {"reason": "no"}).status_code == 403


# Why no gift comes in


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("", ""), "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are not set"),
        (("sk_live_a", ""), "STRIPE_WEBHOOK_SECRET is not set"),
        (("", "whsec_a"), "STRIPE_SECRET_KEY is not set"),
        (("sk_test_a", "whsec_a"), "Stripe's key is a test key"),
        (("sk_live_a", "whsec_a"), ""),
    ],
)
def test_the_desk_says_why_nobody_can_give(finance, checkout, settings, keys, words):
    settings.STRIPE_STANDIN = False
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = keys
    page = desk(finance).replace("&#x27;", "'")

    assert words in page
    assert bool(words) == ('class="warning"' in page)
    assert "test key" not in desk(factories.at_the_desk(Client(), factories.make_dee()))


def test_without_an_own_checkout_nobody_is_told(finance, channel, settings):
    settings.STRIPE_STANDIN = False

    assert "STRIPE_SECRET_KEY" not in desk(finance)


def test_events_of_the_other_mode_are_told(finance, payment):
    row = standin.server.event("charge.succeeded", {"id": "ch_1", "object": "charge"})
    body = row[0].replace(b'"livemode": false, "type"', b'"livemode": true, "type"')
    header = standin.server.stripe.WebhookSignature.generate_signature_header(
        payload=body.decode(), secret=standin.SECRET
    )
    assert "Stripe sends events" not in desk(finance)
    events.receive(body, header)

    assert "Stripe sends events of real money, but our key is of a test account" in (
        desk(finance)
    )
