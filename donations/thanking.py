"""What a donor reads who comes back from paying."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns import sharing
from campaigns.models import Campaign
from campaigns.sharing import Sharing
from donations import books, money, recurring
from donations.models import Channel, Donation
from petitions.models import Petition


def words(donation: Donation) -> dict[str, Any]:
    """What the page of thanks says; of a gift that was not paid, less is asked for."""
    channel = donation.channel
    told = {
        "campaign": channel.campaign,
        "channel": channel,
        "is_paid": donation.status == Donation.Status.PAID,
        "amount": money.shown(donation.total_minor, donation.currency),
        "interval": donation.interval,
        "name": donation.name,
    }
    return told | (_after_paying(donation) if told["is_paid"] else {})


def _after_paying(donation: Donation) -> dict[str, Any]:
    """What the gift adds to, when it comes again, and what else its donor may do."""
    channel, subscription = donation.channel, recurring.of(donation)
    return {
        "books": books.of(channel),
        "next_day": subscription.next_day if subscription else "",
        "sharing": _share(channel),
        "petition": _to_sign(channel.campaign),
    }


def _share(channel: Channel) -> Sharing:
    text = _("“%(title)s”: I gave. Will you?") % {"title": channel.title}
    page = reverse("donations:give", args=[channel.campaign.slug])
    return sharing.of(page, title=channel.title, text=text)


def _to_sign(campaign: Campaign) -> Petition | None:
    """The newest petition of the campaign that still takes names."""
    newest = Petition.objects.public().filter(campaign=campaign).order_by("-opened_at")
    return next((each for each in newest if each.is_open), None)
