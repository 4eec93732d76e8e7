"""A reader gives: one row, then the way to Stripe's checkout."""

from datetime import datetime, timedelta
from decimal import ROUND_CEILING
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from donations import stripe_api
from donations.gift_aid.declaring import Declared, declare
from donations.models import Channel, Donation
from mailroom.addresses import Address, keyed_hash

Status = Donation.Status
# Stripe's shortest is 30 minutes (Checkout Session, expires_at); a press after that is
# a wish of its own.
CHECKOUT_MINUTES = 60


class Gift(NamedTuple):
    """What a reader typed, checked; amounts in minor units of the channel."""

    address: Address
    amount_minor: int
    fee_minor: int
    name: str
    came_by: str
    interval: str = Donation.Interval.ONCE
    declared: Declared | None = None


def start(channel: Channel, gift: Gift) -> str:
    """The address of the checkout for this gift.

    The same mailbox, sum, rhythm and channel lead to the same checkout while it is
    open, so two presses cannot pay twice; it is kept before Stripe is asked. Raises
    stripe_api.Away and stripe_api.Refused; the gift then waits for the next press.
    """
    with transaction.atomic():
        donation = _kept(channel, gift)
        declare(donation, gift.declared)
    if not donation.checkout_url:
        _open(donation)
    return donation.checkout_url


def _kept(channel: Channel, gift: Gift) -> Donation:
    key = _press_key(channel, gift)
    _let_go_of_old(key)
    fresh = Donation(
        channel=channel,
        email=gift.address.mail_to,
        name=gift.name,
        amount_minor=gift.amount_minor,
        fee_minor=gift.fee_minor,
        currency=channel.currency,
        interval=gift.interval,
        is_live=stripe_api.is_live(),
        came_by=gift.came_by,
        press_key=key,
    )
    Donation.objects.bulk_create([fresh], ignore_conflicts=True)
    return Donation.objects.select_related("channel__campaign").get(press_key=key)


def _press_key(channel: Channel, gift: Gift) -> bytes:
    about = f"{channel.pk}:{gift.interval}:{gift.amount_minor}:{gift.fee_minor}"
    return keyed_hash("donations.press", f"{about}:{gift.address.canonical}")


def _let_go_of_old(key: bytes) -> None:
    """A checkout that is about to close is nobody's way any more."""
    old = Donation.objects.filter(press_key=key, started_at__lt=_oldest_open())
    old.update(press_key=None)


def _oldest_open() -> datetime:
    return timezone.now() - timedelta(minutes=CHECKOUT_MINUTES - 5)


def _open(donation: Donation) -> None:
    campaign = donation.channel.campaign
    page = settings.SITE_URL + reverse("donations:give", args=[campaign.slug])
    session = stripe_api.open_checkout(
        donation=donation.pk,
        email=donation.email,
        amount_minor=donation.total_minor,
        currency=donation.currency,
        interval=donation.interval,
        title=donation.channel.title,
        thanks_url=f"{page}thanks/?s={{CHECKOUT_SESSION_ID}}",
        back_url=f"{page}#not-paid",
        expires_at=donation.started_at + timedelta(minutes=CHECKOUT_MINUTES),
    )
    donation.checkout_url = session["url"]
    donation.session_id = session["id"]
    donation.status = Status.OPEN
    with transaction.atomic():
        own = Donation.objects.filter(pk=donation.pk, status=Status.STARTED)
        own.update(
            checkout_url=session["url"], session_id=session["id"], status=Status.OPEN
        )


def cover(amount_minor: int) -> int:
    """What a donor adds so that the whole amount is left after the card's fee.

    The fee is a share of all that is charged, and a fixed sum (CARD_FEE_PERCENT,
    CARD_FEE_FIXED_MINOR), so the sum is rounded up from
    (amount + fixed) / (1 - share) - amount.
    """
    share, fixed = settings.CARD_FEE_PERCENT, settings.CARD_FEE_FIXED_MINOR
    whole = (amount_minor + fixed) * 100 / (100 - share)
    return int(whole.to_integral_value(ROUND_CEILING)) - amount_minor
