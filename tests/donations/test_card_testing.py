"""Whoever tries stolen cards is stopped, and nobody who wants to give is shut out."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from donations import card_testing, events, reconciling, standin, syncing
from donations.models import CardAlarm, Donation, Payment, RefusedCard
from mailroom import addresses
from mailroom.models import Letter
from tests import factories
from tests.accounts import doors
from tests.donations.giving import drawn, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def refuse(donation, how_many=1, *, ago=timedelta(minutes=5), name="ch"):
    """Cards that were refused for a gift, as Stripe's charges would say it."""
    RefusedCard.objects.bulk_create(
        RefusedCard(
            donation=donation,
            charge_id=f"{name}_{donation.pk}_{number}",
            refused_at=timezone.now() - ago,
        )
        for number in range(how_many)
    )


def begin(checkout, *, email="thief@example.org", address=None, **changes):
    answer = press(checkout, browser_at(address), email=email, **changes)
    assert answer.status_code == 302, answer.content.decode()
    return Donation.objects.order_by("-started_at").first()


def browser_at(address):
    return Client(REMOTE_ADDR=address) if address else Client()


# What is counted


def tell(kind, about):
    events.receive(*standin.server.event(kind, about))
    events.process_due()


@pytest.mark.parametrize("kind", ["charge.failed", "payment_intent.payment_failed"])
def test_a_refused_card_is_counted_once_however_often_it_is_told(
    checkout, stripe, kind
):
    donation = begin(checkout)
    charge = stripe.decline(donation.session_id)
    about = charge
    if kind.startswith("payment_intent"):
        about = stripe.shelf.get(charge["payment_intent"])
    for _ in range(3):
        tell(kind, about)
    reconciling.reconcile()

    assert RefusedCard.objects.get().donation == donation
    assert not Payment.objects.exists()


def test_a_refused_card_that_no_event_told_of_is_found_at_night(checkout, stripe):
    donation = begin(checkout)
    for _ in range(3):
        stripe.decline(donation.session_id)
    reconciling.reconcile()

    assert donation.refused_cards.count() == 3


def test_whoever_pays_with_the_next_card_gave(checkout, stripe):
    donation = begin(checkout)
    refused = stripe.decline(donation.session_id)
    stripe.pay(donation.session_id)
    syncing.sync_session(donation.session_id)
    tell("charge.failed", refused)

    donation.refresh_from_db()
    assert donation.status == "paid"
    assert donation.refused_cards.count() == 1
    assert card_testing.of_mailbox(addresses.parse("thief@example.org")) == (1, 0, 1)


def test_a_card_of_a_later_month_is_no_try(begun, stripe):
    subscription = begun()
    Donation.objects.update(started_at=timezone.now() - timedelta(days=31))
    stripe.change_card(subscription.subscription_id, is_good=False)
    invoice = stripe.let_period_pass(subscription.subscription_id)
    intent = stripe.shelf.get(invoice["payment_intent"])
    syncing.sync_charge(intent["latest_charge"])

    assert not RefusedCard.objects.exists()


# What is refused


def test_a_mailbox_with_refused_cards_waits_and_reads_why(checkout):
    donation = begin(checkout)
    refuse(donation, card_testing.MOST_OF_MAILBOX - 1)
    begin(checkout, amount="2500")
    refuse(donation, 1, name="one_more")
    answer = press(checkout, email="THIEF@example.org", amount="500", name="Ada Field")

    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Several cards were refused" in page
    assert 'value="Ada Field"' in page
    assert press(checkout, email="ada@example.org").status_code == 302


def test_a_network_waits_whatever_mailboxes_it_names(checkout):
    for number in range(4):
        donation = begin(
            checkout, email=f"t{number}@example.org", address="203.0.113.9"
        )
        refuse(donation, 3)
    answer = press(checkout, browser_at("203.0.113.9"), email="new@example.org")

    assert answer.status_code == 429
    elsewhere = press(checkout, browser_at("203.0.113.10"), email="new@example.org")
    assert elsewhere.status_code == 302


def test_checkouts_that_ran_out_count_for_less(checkout, settings):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {
        "gifts begun by a network": [(1000, 600)]
    }
    most = card_testing.MOST_OF_NETWORK * card_testing.RAN_OUT_PER_REFUSED
    for number in range(most - 1):
        begin(checkout, email=f"t{number}@example.org", address="203.0.113.9")
    Donation.objects.update(status="ended")
    begin(checkout, email="last@example.org", address="203.0.113.9")
    Donation.objects.update(status="ended")

    answer = press(checkout, browser_at("203.0.113.9"), email="new@example.org")
    assert answer.status_code == 429
    Donation.objects.filter(email__startswith="t1").update(status="paid")
    answer = press(checkout, browser_at("203.0.113.9"), email="new@example.org")
    assert answer.status_code == 302


def test_after_a_while_giving_goes_on(checkout):
    donation = begin(checkout)
    refuse(donation, 20, ago=card_testing.WINDOW + timedelta(minutes=1))

    begin(checkout, amount="2500")


def test_a_checkout_closes_when_cards_go_on_being_refused(checkout, stripe):
    donation = begin(checkout)
    for number in range(card_testing.MOST_OF_CHECKOUT):
        assert stripe.shelf.get(donation.session_id)["status"] == "open"
        tell("charge.failed", stripe.decline(donation.session_id))
        assert donation.refused_cards.count() == number + 1

    assert stripe.shelf.get(donation.session_id)["status"] == "expired"
    donation.refresh_from_db()
    assert donation.status == "ended"


def test_while_stripe_is_away_a_checkout_closes_with_the_next_card(checkout, stripe):
    donation = begin(checkout)
    refuse(donation, card_testing.MOST_OF_CHECKOUT)
    stripe.is_away = True
    assert not card_testing.close_checkout(donation)
    stripe.is_away = False
    syncing.sync_charge(stripe.decline(donation.session_id)["id"])

    donation.refresh_from_db()
    assert donation.status == "ended"


@pytest.mark.parametrize("press", ["pay", "decline"])
def test_nobody_pays_at_a_checkout_that_was_closed(checkout, stripe, client, press):
    donation = begin(checkout)
    stripe.expire(donation.session_id)
    answer = client.post(urlsplit(donation.checkout_url).path, {"do": press})
    events.process_due()

    assert "This checkout is closed." in answer.content.decode()
    assert 'value="pay"' not in answer.content.decode()
    assert not Payment.objects.exists()
    assert not RefusedCard.objects.exists()


# The whole site


@pytest.fixture
def attacked(checkout, stripe):
    """So many refused cards, from everywhere, that one more raises the alarm."""
    donations = [
        begin(checkout, email=f"t{number}@example.org") for number in range(15)
    ]
    for donation in donations:
        refuse(donation, 4)
    RefusedCard.objects.first().delete()

    def go_on():
        syncing.sync_charge(stripe.decline(donations[-1].session_id)["id"])

    return go_on


def test_one_alarm_is_raised_and_told_to_finance_once(checkout, attacked):
    factories.make_fin()
    assert not CardAlarm.objects.exists()
    for _ in range(3):
        attacked()

    made = CardAlarm.objects.get()
    assert (made.refused_count, made.paid_count) == (62, 0)
    (letter,) = Letter.objects.filter(kind=card_testing.KIND)
    assert letter.address == "fin@meridian.example"
    assert "Within an hour 60 cards were refused" in letter.content["text"]


def test_where_more_is_paid_than_refused_there_is_no_alarm(checkout, attacked):
    for number in range(60):
        factories.make_payment(checkout, email=f"d{number}@example.org")
    factories.make_payment(checkout)
    attacked()

    assert not CardAlarm.objects.exists()


def test_in_an_alarm_whoever_proves_a_mailbox_gives(checkout, attacked):
    attacked()
    answer = press(checkout, email="bo@example.org", name="Bo Lane")
    page = answer.content.decode()

    assert answer.status_code == 429
    assert "Give with my account" in page
    assert "we send a code to your mailbox" in page
    assert 'value="Bo Lane"' in page
    reader = Client()
    reader.force_login(doors.make_reader("bo@example.org"))
    path = f"/donate/refugees-welcome/checkout/{checkout.pk}/as-reader/"
    typed = {"amount": "1000"} | drawn(checkout)
    assert reader.post(path, typed).status_code == 302
    assert Client().post(path, typed).url.startswith("/accounts/")


def test_an_alarm_ends_by_itself(checkout, attacked):
    attacked()
    CardAlarm.objects.update(until=timezone.now() - timedelta(minutes=1))

    assert press(checkout, email="bo@example.org").status_code == 302


def test_a_long_night_is_one_letter_and_another_night_another(checkout, attacked):
    factories.make_fin()
    attacked()
    before = CardAlarm.objects.get()
    CardAlarm.objects.update(
        hour=before.hour - timedelta(hours=1), until=timezone.now()
    )
    attacked()
    assert Letter.objects.filter(kind=card_testing.KIND).count() == 1
    for number, alarm in enumerate(CardAlarm.objects.all()):
        earlier = timedelta(days=number + 1)
        alarm.hour, alarm.until = alarm.hour - earlier, alarm.until - earlier
        alarm.save()
    attacked()

    assert Letter.objects.filter(kind=card_testing.KIND).count() == 2


def test_the_desk_says_so_while_it_lasts(finance, attacked):
    page = finance.get("/admin/donations/payment/").content.decode()
    assert "Thieves may be trying" not in page
    attacked()
    page = finance.get("/admin/donations/payment/").content.decode()
    assert "within an hour 60 were refused, and 0 gifts paid" in page
    CardAlarm.objects.update(until=timezone.now())

    page = finance.get("/admin/donations/payment/").content.decode()
    assert "Thieves may be trying" not in page


# What is kept


def test_a_network_is_kept_as_a_hash_and_for_a_day(checkout):
    donation = begin(checkout, address="203.0.113.9")
    assert b"203.0.113" not in bytes(donation.network_key)
    refuse(donation, 1, ago=timedelta(days=31))
    card_testing.purge()
    assert Donation.objects.get().network_key is not None
    assert not RefusedCard.objects.exists()
    Donation.objects.update(started_at=timezone.now() - timedelta(hours=25))
    card_testing.purge()

    assert Donation.objects.get().network_key is None
