"""Where other pages lead to giving: after signing, and in what machines are told."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from campaigns.models import Campaign
from donations import cards
from donations.models import Channel
from petitions import next_steps
from petitions.models import Petition


def next_step(petition: Petition, is_first: bool) -> SafeString:
    """To the editor's own address, else to the campaign's page of giving."""
    own = next_steps.chosen_address(petition, next_steps.Kind.DONATE)
    return next_steps.draw_link(
        petition, next_steps.Kind.DONATE, own or _path(petition.campaign), is_first
    )


def ways_to_give(campaign: Campaign) -> list[str]:
    """The address of the page of giving, if anything is collected."""
    path = _path(campaign)
    return [settings.SITE_URL + path] if path else []


def _path(campaign: Campaign) -> str:
    """Empty where nothing is collected now."""
    channels = Channel.objects.open().filter(campaign=campaign)
    if not any(cards.is_offered(channel) for channel in channels):
        return ""
    return page_of(campaign)


def page_of(campaign: Campaign) -> str:
    """Where its ways to give and their books stand, also when nothing is collected."""
    return reverse("donations:give", args=[campaign.slug])
