"""A reader gives: one row, then the way to Stripe's checkout."""

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import limits
from accounts.models import User
from donations import card_testing, newsletters, own, stripe_api, walls
from donations.gift_aid.declaring import Declared, declare
from donations.models import Channel, Donation
from mailroom.addresses import Address, keyed_hash

Status = Donation.Status
# Stripe's shortest is 30 minutes (Checkout Session, expires_at); a press after that is
# a wish of its own.
STRIPES_SHORTEST_MINUTES = 31
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
    wall: walls.Choice | None = None
    wants_letters: bool = False
    # Of a gift with an account, which proved the address.
    reader: User | None = None
    # The line that the visitor came by (`limits.network`); "" says nothing.
    network: str = ""


def start(channel: Channel, gift: Gift) -> str:
    """The address of the checkout for this gift.

    The same press leads to the same checkout while it is open, so two presses cannot
    pay twice; it is kept before Stripe is asked. Raises stripe_api.Away and
    stripe_api.Refused; the gift then waits for the next press.
    """
    return checkout_of(keep(channel, gift))


def checkout_of(donation: Donation) -> str:
    """Open the checkout of a gift that was kept, unless it is open. Raises as above."""
    if not donation.checkout_url:
        _open(donation)
    return donation.checkout_url


@transaction.atomic
def keep(channel: Channel, gift: Gift) -> Donation:
    """The row of a gift, without asking Stripe: a new one, or that of the press before.

    What its donor chose is part of the press: nobody who types the same address and sum
    changes what another person's gift shows.
    """
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
        donor_key=own.key(gift.address),
        reader=gift.reader,
        network_key=card_testing.network_key(gift.network),
        letters_wording=newsletters.agreed() if gift.wants_letters else None,
    )
    Donation.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = Donation.objects.select_related("channel__campaign").get(press_key=key)
    if kept.pk == fresh.pk and gift.wall:
        walls.choose(kept, gift.wall)
    declare(kept, gift.declared)
    return kept


def _press_key(channel: Channel, gift: Gift) -> bytes:
    chosen = (gift.wall, gift.wants_letters, gift.reader and gift.reader.pk)
    sums = f"{gift.interval}:{gift.amount_minor}:{gift.fee_minor}"
    about = f"{channel.pk}:{sums}:{chosen}"
    return keyed_hash("donations.press", f"{about}:{gift.address.canonical}")


def _let_go_of_old(key: bytes) -> None:
    """A checkout that is about to close is nobody's way any more."""
    old = Donation.objects.filter(press_key=key, started_at__lt=_oldest_open())
    old.update(press_key=None)


def _oldest_open() -> datetime:
    return timezone.now() - timedelta(minutes=CHECKOUT_MINUTES - 5)


def is_in_time(donation: Donation) -> bool:
    """Whether its checkout is open, or can still be opened."""
    if donation.checkout_url:
        return donation.started_at > _oldest_open()
    shortest = timedelta(minutes=CHECKOUT_MINUTES - STRIPES_SHORTEST_MINUTES)
    return timezone.now() - donation.started_at < shortest


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


def wait_seconds(address: Address, network: str = "") -> int:
    """Until when the next gift has to wait: thieves try stolen cards on small ones."""
    asked = [
        ("gifts begun by a mailbox", address.canonical),
        ("gifts begun by everybody", limits.EVERYBODY),
    ]
    if network:
        asked.insert(0, ("gifts begun by a network", network))
    return limits.first_wait(asked)


class Fee(NamedTuple):
    """What the card company takes of a charge: a share, and a sum in minor units."""

    percent: Decimal
    fixed: int


def card_fee() -> Fee:
    return Fee(settings.CARD_FEE_PERCENT, settings.CARD_FEE_FIXED_MINOR)


def cover(amount_minor: int) -> int:
    """What a donor adds so that the whole amount is left after the card's fee.

    The fee is a share of all that is charged, and a fixed sum (CARD_FEE_PERCENT,
    CARD_FEE_FIXED_MINOR), so the sum is rounded up from
    (amount + fixed) / (1 - share) - amount.
    """
    share, fixed = card_fee()
    whole = (amount_minor + fixed) * 100 / (100 - share)
    return int(whole.to_integral_value(ROUND_CEILING)) - amount_minor
