"""What the list of pages shows of giving: run within a site, by `scenes.make`."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from campaigns.models import Campaign
from donations import own, recurring, walls
from donations.models import Channel, Donation, Payment, RaisedFigure, Subscription
from mailroom import addresses
from tests import factories

THANKED, MONTHLY = "cs_a_gift_to_look_at", "cs_a_monthly_gift_to_look_at"
UNPAID = "cs_a_gift_that_was_not_paid"
DONORS = ("Marit Ollerenshaw", "A. K.", "Desmond Achterberg", "Class 4B", "Zofia S.")


def make(reader: User) -> None:
    """Gifts of a reader, and campaigns of which each shows a state of giving."""
    campaign = Campaign.objects.get(slug="refugees-welcome")
    channel = Channel.objects.get(campaign=campaign, kind="checkout")
    _give(channel, reader, session_id=THANKED)
    monthly = _give(channel, reader, session_id=MONTHLY, amount_minor=500)
    _comes_again(monthly)
    Donation.objects.create(
        channel=channel,
        email=reader.email,
        amount_minor=2500,
        currency="GBP",
        status="open",
        is_live=False,
        session_id=UNPAID,
    )
    _one_way()
    _past_its_target()
    ended = Campaign.objects.get(slug="ended")
    factories.make_channel(campaign=ended, ended_on=date(2021, 6, 30))
    _over("nothing-collected", "A bench at every stop")


def paths() -> dict[str, str]:
    """Where the pages of these gifts are."""
    single, monthly = (
        Payment.objects.get(donation__session_id=each) for each in (THANKED, MONTHLY)
    )
    subscription = monthly.donation.subscription
    gifts = own.path(single)
    return {
        "gifts": gifts,
        "gifts_year": f"{gifts}{timezone.localdate(single.paid_at).year}/",
        "gift_name": f"{gifts}{single.donation_id}/name/",
        "gift_aid": f"{gifts}{monthly.donation_id}/gift-aid/",
        "manage": recurring.path(subscription),
        "gift_sum": recurring.sum_path(subscription),
        "names": f"/donate/one-way/names/{Channel.objects.get(title=ONE_WAY).pk}/",
    }


ONE_WAY = "Clean water for twelve schools"


def _over(slug: str, title: str) -> Campaign:
    """A campaign that stands in the archive alone, so that no other page changes.

    It ended lately: of one that is long over, its donors' names are purged.
    """
    past = {"ended_on": timezone.localdate() - timedelta(days=30)}
    campaign = factories.make_campaign(slug=slug, title=title, **past)
    factories.make_phase(campaign, title="2021", started_on=date(2021, 1, 1), **past)
    return campaign


def _give(channel: Channel, reader: User, **changes: Any) -> Payment:
    session_id = changes.pop("session_id")
    payment = factories.make_payment(
        channel, email=reader.email, name=reader.display_name, **changes
    )
    payment.donation.donor_key = own.key(addresses.parse(reader.email))
    payment.donation.reader = reader
    payment.donation.session_id = session_id
    payment.donation.counts = True
    payment.donation.save()
    return payment


def _comes_again(payment: Payment) -> None:
    donation = payment.donation
    Donation.objects.filter(pk=donation.pk).update(interval="month")
    Subscription.objects.create(
        donation=donation,
        subscription_id="sub_to_look_at",
        customer_id="cus_to_look_at",
        status="active",
        current_period_end=timezone.now() + timedelta(days=30),
    )
    factories.make_declaration(payment)
    walls.choose(donation, walls.Choice("Marit O.", shows_amount=False))


def _one_way() -> None:
    channel = factories.make_channel(
        campaign=_over("one-way", "The tap runs dry"),
        kind="checkout",
        url="",
        title=ONE_WAY,
        note="Pays for pipes, filters and the people who mend them.",
        target_minor=50_000,
        suggested_monthly="3, 5, 10, 20",
        suggested_yearly="25, 50, 100, 200",
    )
    factories.make_beneficiary(channel)
    for number, name in enumerate(DONORS):
        payment = factories.make_payment(
            channel, email=f"donor{number}@example.org", amount_minor=6_400
        )
        Donation.objects.filter(pk=payment.donation_id).update(counts=True)
        walls.choose(payment.donation, walls.Choice(name, shows_amount=number % 2 == 0))


def _past_its_target() -> None:
    channel = factories.make_channel(campaign=_over("past-its-target", "A warm room"))
    factories.make_beneficiary(channel)
    RaisedFigure.objects.create(
        channel=channel,
        amount_minor=14_500_000,
        as_of=timezone.now(),
        source="the fundraiser's page",
    )
