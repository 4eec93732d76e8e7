"""A campaign ends: its phase ends with it, and its page moves to the archive."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models.functions import Greatest
from django.urls import reverse

from campaigns.models import Campaign
from config import public_pages

Heard = Callable[[Campaign], None]
_hearers: list[Heard] = []


class NotRunning(Exception):
    """The campaign has ended already."""


def hear(hearer: Heard) -> None:
    """Have an app end its own part with the campaign, in the same transaction."""
    _hearers.append(hearer)


@transaction.atomic
def end(campaign: Campaign, *, on: date) -> None:
    """End a campaign on a day. Of two editors who press at once one does it.

    Raises NotRunning.
    """
    running = Campaign.objects.filter(pk=campaign.pk, ended_on=None)
    if not running.update(ended_on=on):
        raise NotRunning
    # A phase that has not begun yet ends on the day that it would have begun.
    campaign.phases.filter(ended_on=None).update(ended_on=Greatest("started_on", on))
    for hearer in _hearers:
        hearer(campaign)
    campaign.refresh_from_db()
    show(campaign)


def show(campaign: Campaign) -> None:
    """Have every page that lists the campaign made anew, once this is committed."""
    paths = [campaign.get_absolute_url(), *pages_of_lists()]
    transaction.on_commit(lambda: public_pages.forget(*paths))


def pages_of_lists() -> list[str]:
    """The front page and the archive."""
    return [reverse("campaigns:home"), reverse("campaigns:archive")]
