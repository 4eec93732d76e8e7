"""Pages of giving as the search knows them: ways to give and who gets it, no donor."""

from collections.abc import Iterable

from django.utils.translation import gettext

from campaigns import search
from campaigns.models import Campaign
from campaigns.search import Document
from donations.leading import page_of
from donations.models import Channel


def register() -> None:
    search.register("giving", pages)


def pages(pks: Iterable[int] | None) -> Iterable[Document]:
    """One for each campaign that collects or collected, by the campaign's number."""
    public = Channel.objects.public()
    chosen = Campaign.objects.published().filter(pk__in=public.values("campaign"))
    if pks is not None:
        chosen = chosen.filter(pk__in=list(pks))
    for campaign in chosen:
        channels = public.filter(campaign=campaign).prefetch_related("beneficiaries")
        yield Document(
            object_id=campaign.pk,
            path=page_of(campaign),
            title=gettext("Give to %s") % campaign.title,
            standfirst=", ".join(channel.title for channel in channels),
            body=" ".join(_words(channel) for channel in channels),
            also="",
            dated_at=None,
        )


def _words(channel: Channel) -> str:
    names = [period.name for period in channel.beneficiaries.all()]
    return " ".join([channel.title, channel.note, *names])
