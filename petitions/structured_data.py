"""A petition's page in the words of schema.org, which has none for a petition.

It is a page where somebody can endorse something, and the number of those who did.
"""

from django.utils.translation import gettext

from campaigns import structured_data
from campaigns.links import absolute
from campaigns.structured_data import Described
from petitions import figures
from petitions.models import Petition


def register() -> None:
    structured_data.register(Petition, of_petition)


def of_petition(petition: Petition) -> Described:
    campaign = petition.campaign
    thing = structured_data.page(
        "WebPage", petition, name=petition.title, text=petition.standfirst
    )
    actions = structured_data.ways_to_give(campaign)
    if petition.is_open:
        sign = absolute(f"{petition.url}#sign")
        endorse = gettext("Sign the petition")
        actions = [structured_data.action("EndorseAction", endorse, sign), *actions]
    thing |= structured_data.without_gaps(
        {
            "datePublished": structured_data.stamp(petition.opened_at),
            "about": {"@type": "Thing", "name": petition.title},
            "isPartOf": {
                "@type": "CollectionPage",
                "@id": absolute(campaign.url),
                "name": campaign.title,
            },
            "potentialAction": actions,
            "interactionStatistic": {
                "@type": "InteractionCounter",
                "interactionType": {"@type": "EndorseAction"},
                "userInteractionCount": figures.of(petition).count,
            },
        }
    )
    trail = [(campaign.title, campaign.url), (petition.title, petition.url)]
    return Described(thing, trail)
