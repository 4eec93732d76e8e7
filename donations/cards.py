"""Ways to give as campaign pages show them."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from campaigns.models import Campaign, Phase
from donations import books, stripe_api
from donations.models import Channel


def of_phase(phase: Phase) -> list[SafeString]:
    """Money belongs to the campaign: a fundraiser outlives a phase."""
    return []


def on_home(campaign: Campaign) -> list[SafeString]:
    """The front page asks for a name first, not for money."""
    return []


def in_archive(campaign: Campaign) -> list[SafeString]:
    """An ended campaign collects nothing; its books stand on the page of giving."""
    return []


def of_campaign(campaign: Campaign) -> list[SafeString]:
    """A card for each way to give that is open."""
    kept = books.of_campaign(campaign)
    return [card(each) for each in kept if is_offered(each.channel)]


def is_offered(channel: Channel) -> bool:
    """Whether a reader can give this way now: an own checkout needs Stripe's keys."""
    return channel.is_open and (channel.is_link or stripe_api.is_offered())


def card(kept: books.Books) -> SafeString:
    return render_to_string("donations/_card.html", {"books": kept})
