"""The box beside a gift: the letters of its campaign, once it is paid."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import Subscription
from donations.models import Donation
from mailroom import delivery
from tests.donations.giving import give, press

ADA = "ada@example.org"
MINE = "/accounts/me/gifts/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def test_who_ticks_the_box_is_asked_to_confirm_once_the_gift_is_paid(
    checkout, mailoutbox
):
    press(checkout, newsletter="on")
    delivery.send_due()
    assert not Subscription.objects.exists()
    assert mailoutbox == []
    give(checkout, newsletter="on", via="qr.poster")
    give(checkout, amount="500", email="bo@example.org")
    delivery.send_due()

    wish = Subscription.objects.get()
    assert (wish.email, wish.confirmed_at) == (ADA, None)
    assert "Once the gift is paid" in wish.wording.text
    subjects = [letter.subject for letter in mailoutbox if letter.to == [ADA]]
    assert len(subjects) == 2
    assert not Donation.objects.exclude(letters_wording=None).filter(counts=True)


def test_the_words_are_those_beside_the_box_when_it_was_ticked(checkout, settings):
    settings.NEWSROOM_NAME = "The Old Name"
    answer = press(checkout, newsletter="on")
    settings.NEWSROOM_NAME = "The New Name"
    Client().post(urlsplit(answer.url).path, {"do": "pay"})
    from donations import events

    events.process_due()

    assert "The Old Name" in Subscription.objects.get().wording.text


def test_nobody_is_asked_to_hear_of_what_is_over(checkout, client):
    assert "may write to me" in client.get("/donate/refugees-welcome/").content.decode()
    checkout.campaign.ended_on = timezone.localdate() - timedelta(days=1)
    checkout.campaign.save()
    give(checkout, newsletter="on")

    assert not Subscription.objects.exists()
