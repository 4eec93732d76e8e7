"""The letter to whoever typed an address into the newsletter's form."""

from collections.abc import Collection

from django.conf import settings
from django.urls import reverse

from campaigns import newsletter
from campaigns.models import Subscription
from mailroom.printing import from_templates
from mailroom.writing import Written, writes


def load(ids: Collection[int]) -> dict[int, Subscription]:
    found = Subscription.objects.select_related("campaign").filter(pk__in=ids)
    return {it.pk: it for it in found if it.email and it.withdrawn_at is None}


@writes(newsletter.WISH, load=load)
def wish(subscription: Subscription) -> Written:
    """The link to confirm with, or what the page must not say: you get them already."""
    campaign = subscription.campaign
    return from_templates(
        "campaigns/newsletter",
        {
            "title": campaign.title,
            "campaign_url": settings.SITE_URL + campaign.get_absolute_url(),
            "is_confirmed": subscription.is_wanted,
            "kept_days": settings.UNCONFIRMED_KEPT_DAYS,
        },
        blanks={
            "confirm_url": url("campaigns:subscribe", newsletter.CONFIRM, subscription),
            "stop_url": stop_url(subscription),
        },
    )


def stop_url(subscription: Subscription) -> str:
    return url("campaigns:unsubscribe", newsletter.STOP, subscription)


def url(name: str, purpose: str, subscription: Subscription) -> str:
    """Built from the configured address only, never from a request's Host."""
    path = reverse(name, args=[newsletter.token(purpose, subscription)])
    return f"{settings.SITE_URL}{path}"
