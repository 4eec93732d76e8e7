"""Yearly donors hear of the next charge while they can stop it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.schedule import RINGS
from donations import forewarning, recurring, syncing, tasks
from donations.models import Subscription
from mailroom import delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]
DUE = "your card is charged: £50 every year"


@pytest.fixture
def yearly(begun, mailoutbox):
    subscription = begun(interval="year", amount_minor=5000)
    delivery.send_due()
    mailoutbox.clear()
    return subscription


def days_before(monkeypatch, subscription, days):
    now = subscription.current_period_end - timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now)


def heard(mailoutbox):
    """How many letters of this kind left, after the worker has come by."""
    tasks.forewarn_yearly()
    delivery.send_due()
    return len([each for each in mailoutbox if DUE in each.subject])


@pytest.mark.parametrize(("days", "letters"), [(31, 0), (30, 1), (3, 1), (-1, 0)])
def test_it_is_told_in_the_last_thirty_days_even_if_the_worker_was_away(
    yearly, monkeypatch, mailoutbox, days, letters
):
    days_before(monkeypatch, yearly, days)

    assert heard(mailoutbox) == letters


def test_the_letter_says_when_how_much_and_how_to_stop(yearly, monkeypatch, mailoutbox):
    days_before(monkeypatch, yearly, 30)
    assert heard(mailoutbox) == 1
    (letter,) = mailoutbox

    assert letter.to == ["ada@example.org"]
    assert letter.subject.startswith(f"On {yearly.next_day} ")
    assert recurring.link(yearly) in letter.body
    assert recurring.link(yearly) in letter.alternatives[0][0]


def test_page_and_receipt_say_how_long_before(client, begun, mailoutbox):
    begun(interval="year", amount_minor=5000)
    delivery.send_due()
    page = client.get("/donate/refugees-welcome/").content.decode()

    for words in (page, mailoutbox[0].body, mailoutbox[0].alternatives[0][0]):
        assert f"We write to you {forewarning.DAYS} days before" in words


def test_it_is_told_once_for_each_period(yearly, monkeypatch, mailoutbox, stripe):
    for days in (30, 29, 1):
        days_before(monkeypatch, yearly, days)
        assert heard(mailoutbox) == 1
    # Stripe moves the day a little: the same charge.
    moved = yearly.current_period_end + timedelta(days=2)
    Subscription.objects.update(current_period_end=moved)
    assert heard(mailoutbox) == 1

    Subscription.objects.update(current_period_end=yearly.current_period_end)
    stripe.let_period_pass(yearly.subscription_id)
    syncing.sync_subscription(yearly.subscription_id)
    yearly.refresh_from_db()
    days_before(monkeypatch, yearly, 20)
    assert heard(mailoutbox) == 2


def test_two_workers_at_once_tell_it_once(yearly, monkeypatch, mailoutbox):
    days_before(monkeypatch, yearly, 20)
    assert forewarning._forewarn(yearly.pk)
    assert not forewarning._forewarn(yearly.pk)

    assert heard(mailoutbox) == 1


def test_monthly_donors_and_those_who_stopped_are_not_told(
    begun, yearly, monkeypatch, mailoutbox, stripe
):
    begun(email="bo@example.org")
    stripe.cancel_at_period_end(yearly.subscription_id, is_wanted=True)
    syncing.sync_subscription(yearly.subscription_id)
    days_before(monkeypatch, yearly, 20)

    assert heard(mailoutbox) == 0


def test_who_stopped_after_it_was_asked_for_gets_no_reminder(
    yearly, monkeypatch, mailoutbox, stripe
):
    days_before(monkeypatch, yearly, 20)
    tasks.forewarn_yearly()
    stripe.cancel(yearly.subscription_id)
    syncing.sync_subscription(yearly.subscription_id)

    assert heard(mailoutbox) == 0


def test_the_scheduler_rings():
    assert "donations.tasks.forewarn_yearly" in {
        ring["task"] for ring in RINGS.values()
    }
