"""Gifts that are charged again end with the account of who gives them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from donations import own, recurring, stopping
from donations.models import Donation, Subscription
from mailroom.models import Letter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def forgotten(subscription):
    own.forget([subscription.donation_id])
    subscription.refresh_from_db()
    return subscription


def test_what_is_charged_again_ends_when_its_donor_is_forgotten(begun, stripe):
    subscription = forgotten(begun())
    assert subscription.is_running, "Stripe is not asked while the account goes"

    assert stopping.stop_due() == 1
    subscription.refresh_from_db()
    assert subscription.status == "canceled"
    assert subscription.stop_at is None
    assert stripe.shelf.get(subscription.subscription_id)["status"] == "canceled"
    assert stopping.stop_due() == 0


def test_nobody_is_written_to_about_it(begun):
    subscription = begun()
    before = set(Letter.objects.values_list("pk", flat=True))
    forgotten(subscription)
    stopping.stop_due()
    assert set(Letter.objects.values_list("pk", flat=True)) <= before


def test_it_is_tried_again_while_stripe_is_away(begun, stripe, monkeypatch):
    subscription = forgotten(begun())
    stripe.is_away = True
    assert stopping.stop_due() == 0
    stripe.is_away = False
    assert stopping.stop_due() == 0, "not at once"

    later = timezone.now() + stopping.WAIT + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert stopping.stop_due() == 1
    subscription.refresh_from_db()
    assert subscription.status == "canceled"


def test_one_that_was_stopped_meanwhile_is_left_alone(begun, stripe):
    subscription = forgotten(begun())
    stripe.cancel(subscription.subscription_id)
    assert stopping.stop_due() == 1
    assert not Subscription.objects.exclude(stop_at=None).exists()


def test_one_that_is_no_longer_ours_holds_up_no_other(begun, stripe):
    strange, usual = begun(), begun(email="bo@example.org")
    row = stripe.shelf.get(strange.subscription_id)
    stripe.shelf.put(row | {"metadata": {"donation": "another system's"}})
    forgotten(strange)
    forgotten(usual)
    assert stopping.stop_due() == 1
    usual.refresh_from_db()
    assert usual.status == "canceled"


def test_the_link_of_its_letters_opens_nothing_any_more(begun, client):
    subscription = begun()
    page = recurring.path(subscription)
    assert client.get(page).status_code == 200
    forgotten(subscription)
    assert client.get(page).status_code == 404


def test_another_donors_gift_goes_on(begun):
    gone, kept = begun(), begun(email="bo@example.org")
    forgotten(gone)
    stopping.stop_due()
    kept.refresh_from_db()
    assert kept.is_running


def test_a_reader_is_told_before_the_account_is_closed(begun, client):
    ada = factories.make_user("ada@example.org")
    client.force_login(ada)
    words = "Your monthly and yearly gifts end"
    assert words not in client.get("/accounts/me/leave/").text
    Donation.objects.filter(pk=begun().donation_id).update(reader=ada)
    assert words in client.get("/accounts/me/leave/").text
