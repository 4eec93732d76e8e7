"""The box for the campaign's letters beside a gift: ticked now, asked for when paid.

Ticking is agreeing, so the words and their language are kept at that moment. The
letter that asks to confirm goes once the gift is paid: whoever turns back at the
payment page gets none, and the form of giving writes to nobody else's mailbox for
free. From there on it is the newsletter's own way (`campaigns.newsletter`).
"""

from django.conf import settings
from django.utils.translation import gettext

from campaigns import newsletter
from campaigns.models import Campaign, SubscriptionWording
from donations.models import Donation
from mailroom import addresses


def is_offered(campaign: Campaign) -> bool:
    """Nobody is asked to hear of what is over."""
    return campaign.is_published and not campaign.ended_on


def wording() -> str:
    """What a donor agrees to by the tick, in their language."""
    return gettext(
        "%(newsroom)s may write to me about this campaign. Once the gift is paid, one"
        " letter with a link comes first; if I do not press it within %(days)s days,"
        " no other follows. Each letter has a link that stops them."
    ) % {
        "newsroom": settings.NEWSROOM_NAME,
        "days": settings.UNCONFIRMED_KEPT_DAYS,
    }


def agreed() -> SubscriptionWording:
    """The row of the words that stand beside the box now."""
    return newsletter.record(wording())


def ask(donation: Donation) -> None:
    """Ask to confirm, once, if the box was ticked; in the payment's transaction."""
    ticked = Donation.objects.filter(pk=donation.pk, letters_wording__isnull=False)
    if not donation.letters_wording or not ticked.update(letters_wording=None):
        return
    campaign = donation.channel.campaign
    if donation.email and is_offered(campaign):
        newsletter.ask(
            campaign,
            addresses.parse(donation.email),
            source=donation.came_by,
            agreed_to=donation.letters_wording,
        )
