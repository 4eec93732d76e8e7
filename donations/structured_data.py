"""A page of giving in the words of schema.org: where one can give, and who gets it.

The page has no row of its own; the first of its ways to give stands for it.
"""

from django.utils import timezone
from django.utils.translation import gettext

from campaigns import structured_data
from campaigns.links import absolute
from campaigns.models import Campaign
from campaigns.structured_data import Described, Thing
from donations import cards
from donations.leading import page_of
from donations.models import Channel


def register() -> None:
    structured_data.register(Channel, of_channel)


def of_channel(channel: Channel) -> Described:
    campaign, path = channel.campaign, page_of(channel.campaign)
    title = gettext("Give to %s") % campaign.title
    thing = structured_data.without_gaps(
        {
            "@type": "WebPage",
            "@id": absolute(path),
            "url": absolute(path),
            "name": title,
            "publisher": structured_data.publisher(),
            "isPartOf": {
                "@type": "CollectionPage",
                "@id": absolute(campaign.url),
                "name": campaign.title,
            },
            "potentialAction": [_action(each, path) for each in _open(campaign)],
        }
    )
    return Described(thing, [(campaign.title, campaign.url), (gettext("Give"), path)])


def _open(campaign: Campaign) -> list[Channel]:
    found = Channel.objects.open().filter(campaign=campaign)
    rows = found.prefetch_related("beneficiaries")
    return [channel for channel in rows if cards.is_offered(channel)]


def _action(channel: Channel, path: str) -> Thing:
    action = structured_data.action("DonateAction", channel.title, absolute(path))
    if period := channel.beneficiary_on(timezone.localdate()):
        action["recipient"] = {"@type": "Organization", "name": period.name}
    return action
